"""People who act while processes die: each keeps the command id of what it asked and asks again
until it is answered, as a browser's form or a careful API client does."""

import hashlib
import http.client
import json
import os
import pathlib
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy/default"))
import person  # noqa: E402

TRY_AGAIN = {409, 429, 500, 502, 503, 504}
PATIENCE = 40.0
MAIL_PATIENCE = 12.0


class GivenUp(Exception):
    """This person goes no further with this convention; what was acknowledged still counts."""


class Act:
    """One signature or one answer of one person."""

    def __init__(self, kind, convention, who, command):
        self.kind, self.convention, self.who, self.command = kind, convention, who, command
        self.tries = []
        self.acknowledged = False


class Ledger:
    def __init__(self):
        self.lock = threading.Lock()
        self.acts = []
        self.conventions = []
        self.given_up = []
        self.stopping = threading.Event()

    def begin(self, act):
        with self.lock:
            self.acts.append(act)

    def acknowledged(self, kind=None):
        with self.lock:
            return [a for a in self.acts if a.acknowledged and kind in (None, a.kind)]


class Post:
    """The spool, by convention: `demo.<convention>.<seq>.<n>@….eml`. Remembers what each message
    said when it was first seen."""

    def __init__(self, folder):
        self.folder = folder
        self.seen = {}
        self.changed = []
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def watch(self):
        while not self.stopping.wait(0.1):
            self.look()

    def look(self):
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name in self.seen:
                    continue
                content = pathlib.Path(entry.path).read_bytes()
                with self.lock:
                    self.seen[entry.name] = content

    def sent_twice_differently(self):
        self.look()
        return [
            name for name, content in self.seen.items() if (self.folder / name).read_bytes() != content
        ]

    def of(self, convention, address):
        """Newest first."""
        with self.lock:
            mine = [(name, content) for name, content in self.seen.items() if convention in name]
        found = []
        for name, content in mine:
            message = person.email.message_from_bytes(content, policy=person.email.policy.default)
            if address.lower() in str(message["To"]).lower():
                _, _, seq, rest = name.split("@")[0].split(".")
                found.append(((int(seq), int(rest)), message))
        return [message for _, message in sorted(found, key=lambda item: item[0], reverse=True)]

    def wait(self, convention, address, wanted, stopping):
        """The newest message of which `wanted` makes something."""
        deadline = time.monotonic() + MAIL_PATIENCE
        while time.monotonic() < deadline and not stopping.is_set():
            for message in self.of(convention, address):
                try:
                    return wanted(message)
                except AssertionError:
                    continue
            time.sleep(0.1)
        raise GivenUp(f"no mail for {address}")


class Player(threading.Thread):
    """Carries conventions from draft to force, everyone's part played by one thread."""

    def __init__(self, number, base, token, post, ledger, annex, answers):
        super().__init__(daemon=True)
        self.number, self.base, self.token = number, base, token
        self.post, self.ledger, self.annex = post, ledger, annex
        self.answers = answers  # by each member of the board, who may change their mind
        self.dice = random.Random(number)

    def run(self):
        while not self.ledger.stopping.is_set():
            try:
                self.play()
            except GivenUp as why:
                with self.ledger.lock:
                    self.ledger.given_up.append(str(why))
            except Exception as problem:  # a thread that dies in silence would hide the finding
                with self.ledger.lock:
                    self.ledger.given_up.append(f"UNEXPECTED {type(problem).__name__}: {problem}")

    # --- asking until answered ----------------------------------------------------------------

    def until_answered(self, ask, act=None):
        """The first answer that is not a failure of a server that may be dead."""
        deadline = time.monotonic() + PATIENCE
        while True:
            if act is not None:
                act.tries.append(time.time())
            try:
                page = ask()
                if page is not None and page.status not in TRY_AGAIN:
                    return page
                problem = page and f"{page.status} {page.body[:200]!r}"
            except (OSError, http.client.HTTPException) as error:
                problem = repr(error)
            if time.monotonic() > deadline:
                raise GivenUp(f"no answer within {PATIENCE:.0f} s: {problem}")
            time.sleep(self.dice.uniform(0.02, 0.25))

    def walk_away(self, browser, path, body):
        """Sends a whole request and closes before the answer: the act may be done or not."""
        cookies = "; ".join(
            f"{name}={value}" for (name, scope), value in browser.cookies.items() if path.startswith(scope)
        )
        sent = (
            f"POST {path} HTTP/1.1\r\nHost: {browser.base.netloc}\r\nOrigin: {self.base}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nCookie: {cookies}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )
        with socket.create_connection((browser.base.hostname, browser.base.port), timeout=5) as link:
            link.sendall(sent.encode())
            time.sleep(self.dice.uniform(0.005, 0.15))

    def submit(self, browser, form, act=None, **filled):
        body = urllib.parse.urlencode(form.values(**filled))
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.base}
        if act is not None and self.dice.random() < 0.2:
            act.tries.append(time.time())
            try:
                self.walk_away(browser, form.action, body)
            except OSError:
                pass  # the server was down: then nothing was asked, and the next try asks
        return self.until_answered(lambda: browser.request("POST", form.action, body, headers), act)

    def see(self, browser, address):
        page = self.until_answered(lambda: browser.open(address))
        if page.status != 200:
            raise GivenUp(f"{page.status} on {address.split('/l/')[0]}: {page.text[:200]}")
        return page

    def api(self, method, path, body=None, content_type="application/json"):
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        if method != "GET":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        if isinstance(body, dict):
            body = json.dumps(body).encode()
        if body is not None:
            headers["Content-Type"] = content_type
        browser = person.Browser(self.base)
        page = self.until_answered(lambda: browser.request(method, "/api/v1" + path, body, headers))
        if page.status >= 400:
            raise GivenUp(f"{method} {path}: {page.status} {page.body[:300]!r}")
        return json.loads(page.body)

    def pause(self):
        if self.ledger.stopping.is_set():
            raise GivenUp("the end of the test")

    # --- the convention -------------------------------------------------------------------------

    def play(self):
        convention, slots = self.draft()
        with self.ledger.lock:
            self.ledger.conventions.append(convention)
        shown = self.api("POST", f"/conventions/{convention}/opinion", {})
        opinion = shown["opinions"][-1]
        self.give_opinion(convention, opinion)
        shown = self.api("GET", f"/conventions/{convention}")
        if not shown["opinions"][-1]["closed_at"]:
            self.api("POST", f"/conventions/{convention}/actions/close_opinion", {"opinion": opinion["n"]})
        self.api("POST", f"/conventions/{convention}/actions/open_round", {})
        for slot in slots:
            self.sign(convention, slot)

    def draft(self):
        made = self.api("POST", "/conventions", {"type": "adhesion", "title": f"Charge {self.number}"})
        convention, slots = made["id"], made["slots"]
        mark = convention[:8]
        for slot in slots:
            slot.update(name=f"Signataire {slot['n']}", email=f"s{slot['n']}.{mark}@demo.example")
        parties, fields = made["parties"], made["fields"]
        parties[1].update(name="Communauté d’agglomération", represented_by="son président")
        fields.update(college="institutions_partenaires", motive="Formations du territoire.")
        keep = ("n", "rank", "party", "office", "stamp", "name", "email")
        self.api("POST", f"/conventions/{convention}/actions/edit_draft", {
            "fields": fields, "parties": parties,
            "slots": [{key: slot[key] for key in keep} for slot in slots],
        })
        self.attach(convention)
        for item in self.api("GET", f"/conventions/{convention}/checklist")["draft"]:
            if item["verdict"] == "needs_acknowledgement":
                self.api(
                    "POST", f"/conventions/{convention}/actions/acknowledge_warning",
                    {"item": item["item"], "reason": "Vu."},
                )
        self.api("POST", f"/conventions/{convention}/freeze", {})
        return convention, slots

    def attach(self, convention):
        edge = uuid.uuid4().hex
        fields = {"kind": "convention_constitutive", "title": "Convention constitutive"}
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        )
        body = "".join(parts).encode() + head.encode() + self.annex + f"\r\n--{edge}--\r\n".encode()
        self.api(
            "POST", f"/conventions/{convention}/annexes", body, f"multipart/form-data; boundary={edge}"
        )

    def give_opinion(self, convention, opinion):
        seats = [seat for seat in opinion["seats"] if seat["vote"] != "guest"]
        for seat in seats:
            self.pause()
            address = seat["holder"]["email"]
            link = self.post.wait(
                convention, address, lambda m: person.link_in(m, self.base), self.ledger.stopping
            )
            browser = person.Browser(self.base)
            times = 1 if seat is seats[-1] else self.answers
            for n in range(times):
                page = self.see(browser, link)
                form = page.form("/answer")
                filled = {
                    "choice": "reserved" if n % 2 else "favourable", "text": "Un point d’étape." if n % 2 else ""
                }
                act = Act("answer", convention, seat["n"], command_of(form, **filled))
                self.ledger.begin(act)
                page = self.submit(browser, form, act, **filled)
                # Once the opinion is closed by this very answer, asking again shows the page.
                if page.status != 303 and not (page.status == 200 and len(act.tries) > 1):
                    raise GivenUp(f"UNEXPECTED answer refused: {page.status} {page.text[:300]}")
                act.acknowledged = True

    def sign(self, convention, slot):
        self.pause()
        address = slot["email"]
        link = self.post.wait(
            convention, address, lambda m: person.link_in(m, self.base), self.ledger.stopping
        )
        browser = person.Browser(self.base)
        page = self.see(browser, link)
        asked = self.submit(browser, page.form("/code"))
        if asked.status != 303:
            raise GivenUp(f"no code: {asked.status} {asked.text[:300]}")
        code = self.post.wait(convention, address, person.code_in, self.ledger.stopping)
        form = self.see(browser, page.address).form("/sign")
        filled = {"code": code, "consent": form.choices("consent"), "annex": form.choices("annex")}
        act = Act("signature", convention, slot["n"], command_of(form, **filled))
        self.ledger.begin(act)
        page = self.submit(browser, form, act, **filled)
        if page.status != 303:
            raise GivenUp(f"UNEXPECTED signature refused: {page.status} {page.text[:300]}")
        act.acknowledged = True


def command_of(form, **filled):
    """The command that a form posted so makes: UUIDv5 of the form's id and the digest of its fields."""
    held = "".join(
        f"{len(text.encode())}:{text}"
        for field in form.values(**filled) if field[0] not in ("csrf", "command") for text in field
    )
    return str(uuid.uuid5(uuid.UUID(form.choices("command")[0]), hashlib.sha256(held.encode()).hexdigest()))


def small_pdf():
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder) / "a.html", pathlib.Path(folder) / "a.pdf"
        source.write_text("<html lang='fr'><meta charset='utf-8'><title>Annexe</title><h1>Annexe</h1>")
        subprocess.run(["weasyprint", "-q", str(source), str(target)], check=True, capture_output=True)
        return target.read_bytes()

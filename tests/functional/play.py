"""Everyone's part in a convention, for the functional tests: drafts by the API, then acts through
the pages and the mails, as people do."""

import os
import pathlib
import re
import sys
import unittest
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))
import installation  # noqa: E402
import person  # noqa: E402  (deploy/default, through installation)
import described  # noqa: E402

described.watch(person.Browser)

DATA = ROOT / "tests/data/pdf"
BUILD = os.environ.get("CONTRESEING_BUILD", str(ROOT / "build/ci"))
SLOT_KEYS = ("n", "rank", "party", "office", "stamp", "name", "email", "zone", "locale")


class FunctionalTest(unittest.TestCase):
    """One installation per class."""

    environment = None

    @classmethod
    def setUpClass(cls):
        cls.it = installation.Installation(BUILD, cls.environment)
        cls.it.__enter__()
        cls.addClassCleanup(cls.end)
        cls.play = Play(cls.it)

    @classmethod
    def end(cls):
        """Whatever a class does, no request may fail by our fault."""
        log = cls.it.data / "log/server.log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        failed = [line for line in lines if "request.failed" in line]
        problem = (AssertionError, None, None) if failed else (None, None, None)
        cls.it.__exit__(*problem)
        if failed:
            raise AssertionError("requests that failed by our fault:\n" + "\n".join(failed[:5]))


def multipart(fields, content, filename="annexe.pdf", kind="application/pdf"):
    """Body and headers of a form with one file."""
    mark = uuid.uuid4().hex
    body = b"".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    )
    body += (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
        f"Content-Type: {kind}\r\n\r\n"
    ).encode() + content + f"\r\n--{mark}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={mark}"}


def restart(it):
    """The supervisor starts the server again, with the configuration as it is now."""
    former = it.pid_of("contreseing")
    os.kill(former, 15)
    installation.until(
        lambda: it.pid_of("contreseing") not in (None, former) and installation.answers(it.base), it.logs
    )


class Play:
    def __init__(self, it):
        self.it = it
        self.mailbox = it.mailbox()

    def start(self, kind="partenariat", title="Convention d’essai", edit=None, network=None):
        """A draft that misses nothing, of the network with this id. `edit(draft)` may change title, fields, parties and slots
        before they are sent."""
        asked = {"type": kind, "title": title, **({"network": network} if network else {})}
        made = self.it.api("POST", "/conventions", asked)
        act = Act(self, made["id"], made["reference"])
        mark = uuid.uuid4().hex[:6]
        parties, slots, fields = made["parties"], made["slots"], made["fields"]
        for n, party in enumerate(parties):
            party["name"] = party["name"] or f"Organisme d’essai {n + 1}"
        for n, slot in enumerate(slots):
            slot.update(name=f"Personne Exemple-{n + 1}", email=f"s{n + 1}.{mark}@demo.example")
        if kind == "adhesion":
            fields.update(college="entreprises", motive="Un motif d’essai.")
        draft = {"title": title, "fields": fields, "parties": parties, "slots": slots}
        if edit:
            edit(draft)
        draft["slots"] = [
            {key: slot[key] for key in SLOT_KEYS if key in slot} for slot in draft["slots"]
        ]
        act.do("edit_draft", **draft)
        if kind == "adhesion":
            act.annex("convention_constitutive", "Convention constitutive")
        act.acknowledge_warnings()
        return act

    def in_signature(self, kind="partenariat", **more):
        act = self.start(kind, **more)
        act.freeze()
        if kind == "adhesion":
            act.ask_opinion()
            act.answer_all("favourable")
        act.do("open_round")
        return act

    def browser(self):
        return person.Browser(self.it.base)

    def administrator(self):
        """A browser signed in to the administrators' pages."""
        login = f"a{uuid.uuid4().hex[:8]}@campus.example"
        made = self.it.cli("admin", "create", "--campus", "demo", "--email", login, "--name", "Alix Essai")
        browser = self.browser()
        page = browser.open("/admin/login")
        page = browser.submit(page.form("/admin/login"), login=login, password=made.stdout.split()[-1])
        assert page.status == 200, page.text
        return browser

    def mails_to(self, address, subject=""):
        return [
            message for _, message in self.mailbox.messages()
            if address.lower() in str(message["To"]).lower()
            and subject.lower() in str(message["Subject"]).lower()
        ]

    def link(self, message):
        return person.link_in(message, self.it.base)

    def api_page(self, method, path, body=None, headers=None, token=True):
        """The raw answer of the API, whatever its status."""
        sent = {"Accept": "application/json"}
        if token:
            sent["Authorization"] = f"Bearer {self.it.token}"
        sent.update(headers or {})
        return self.browser().request(method, "/api/v1" + path, body, sent)


class Act:
    """One convention."""

    def __init__(self, play, number, reference):
        self.play, self.it, self.id, self.reference = play, play.it, number, reference

    def wait(self, address, subject=None):
        """The next unread mail about this act, and no other."""
        return self.play.mailbox.wait(address, subject, f"({self.reference})")

    def show(self):
        return self.it.api("GET", f"/conventions/{self.id}")

    def do(self, action, status=None, **body):
        return self.it.act(self.id, action, status=status, **body)

    def freeze(self):
        return self.it.api("POST", f"/conventions/{self.id}/freeze")

    def annex(self, kind, title, content=None, status=None):
        body, headers = multipart(
            {"kind": kind, "title": title}, content or (DATA / "convention.pdf").read_bytes()
        )
        return self.it.api(
            "POST", f"/conventions/{self.id}/annexes", body, headers, status=status
        )

    def checklist(self):
        return self.it.api("GET", f"/conventions/{self.id}/checklist")

    def acknowledge_warnings(self):
        for item in self.checklist()["draft"]:
            if item["verdict"] == "needs_acknowledgement":
                self.do("acknowledge_warning", item=item["item"], reason="Vu avec les parties.")

    def every(self, part):
        """All the rows of a list of this act, page after page."""
        rows, cursor = [], ""
        while True:
            page = self.it.api("GET", f"/conventions/{self.id}/{part}?limit=200{cursor}")
            rows += page["items"]
            if page["next_cursor"] is None:
                return rows
            cursor = f"&cursor={page['next_cursor']}"

    def journal(self):
        return self.every("journal")

    def effects(self):
        return self.every("effects")

    def mails(self, kind):
        """Addresses that a message of this kind was written for."""
        return [effect["to"]["email"] for effect in self.effects() if effect["what"] == kind]

    def slot(self, n):
        return next(slot for slot in self.show()["slots"] if slot["n"] == n)

    def address(self, n):
        return self.slot(n)["holder"]["email"]

    def document(self):
        page = self.play.api_page("GET", f"/conventions/{self.id}/document")
        assert page.status == 200, page.status
        return page.body

    # The board

    def ask_opinion(self, **body):
        return self.it.api("POST", f"/conventions/{self.id}/opinion", body)

    def seats(self):
        return self.show()["opinions"][-1]["seats"]

    def opinion_links(self):
        """{seat number: link}"""
        return {
            seat["n"]: self.play.link(
                # A guest is asked nothing.
                self.wait(seat["holder"]["email"], None if seat["vote"] == "guest" else "Avis demandé")
            )
            for seat in self.seats()
        }

    def answer(self, link, choice, text=""):
        browser = self.play.browser()
        page = browser.open(link)
        return browser.submit(page.form("/answer"), choice=choice, text=text)

    def answer_all(self, choice, text="", but=()):
        links = self.opinion_links()
        for seat in self.seats():
            if seat["vote"] != "guest" and seat["n"] not in but:
                page = self.answer(links[seat["n"]], choice, text)
                assert page.status == 200, page.text
        shown = self.show()
        if shown["stage"] == "under_opinion":
            self.do("close_opinion", opinion=shown["opinions"][-1]["n"])

    # The signatories

    def invitation(self, n, subject=None):
        return self.play.link(self.wait(self.address(n), subject))

    def signer(self, n, link=None):
        return Signer(self, n, link or self.invitation(n, "À signer"))

    def sign(self, n, link=None):
        """One whole signature; the page that follows."""
        page = self.signer(n, link).ask_code().sign()
        assert page.status == 200 and "Vous avez signé" in page.text, page.text
        return page

    def sign_all(self):
        for slot in sorted(self.show()["slots"], key=lambda slot: (slot["rank"], slot["n"])):
            self.sign(slot["n"])


class Signer:
    """One browser on one link."""

    def __init__(self, act, n, link):
        self.act, self.n, self.link = act, n, link
        self.mailbox = act.play.mailbox
        self.email = act.address(n)
        self.browser = act.play.browser()
        self.page = self.browser.open(link)
        self.code = None

    def ask_code(self):
        self.page = self.browser.submit(self.page.form("/code"))
        assert self.page.status == 200, self.page.text
        self.mail = self.mailbox.wait(self.email, "Votre code", self.act.reference)
        self.code = person.code_in(self.mail)
        return self

    def filled(self, code=None):
        """The form as a person fills it, as (name, value) pairs."""
        form = self.page.form("/sign")
        return form.values(
            code=code or self.code, consent=form.choices("consent"), annex=form.choices("annex")
        )

    def sign(self, code=None):
        form = self.page.form("/sign")
        return self.browser.submit(
            form, code=code or self.code, consent=form.choices("consent"),
            annex=form.choices("annex"),
        )

    def wrong(self):
        """A code that is not the right one."""
        return f"{(int(self.code) + 1) % 1_000_000:06}"


def post(browser, action, fields, origin=True):
    """A form posted as given, redirections not followed."""
    import urllib.parse
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if origin:
        headers["Origin"] = f"http://{browser.base.netloc}"
    return browser.request("POST", action, urllib.parse.urlencode(fields), headers)


def ref_of(link):
    return re.search(r"/l/([^/]+)/", link).group(1)

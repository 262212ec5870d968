#!/usr/bin/env python3
"""Plays everyone's part on a demo convention, through HTTP and the mails that really leave:
administrator, members of the directoire, three signatories, members of the COS."""

import argparse
import http.client
import json
import pathlib
import subprocess
import sys
import tempfile
import uuid

import person

PROGRAM = pathlib.Path(__file__).resolve().parents[2] / "bin/contreseing"
ACT = "Adhésion de la communauté d’agglomération de démonstration"


class Browser(person.Browser):
    """Says in words that the server is away."""

    def request(self, *asked, **more):
        try:
            return super().request(*asked, **more)
        except (OSError, http.client.HTTPException) as problem:
            raise AssertionError(f"le serveur ne répond pas à {self.base.geturl()} ({problem}).") from problem


class Mailbox(person.Mailbox):
    """Says in words that a mail does not come."""

    def wait(self, to, seconds=30):
        try:
            return super().wait(to, seconds=seconds)
        except AssertionError as problem:
            raise AssertionError(f"aucun message n’arrive à {to} en {seconds} s.") from problem


def given(page, what):
    """That page, which the server must have given."""
    assert page.status == 200, f"{what}, le serveur répond {page.status}."
    return page


class Tour:
    def __init__(self, data):
        self.data = data
        self.base = "http://127.0.0.1:" + (data / "port").read_text().strip()
        self.mailbox = Mailbox(data / "mails")
        for key, _ in self.mailbox.messages():
            self.mailbox.seen.add(key)
        self.mark = uuid.uuid4().hex[:6]
        self.step_n = 0
        ready = Browser(self.base).request("GET", "/health/ready").status
        assert ready == 200, f"le serveur de {self.base} n’est pas en état de servir (réponse {ready})."
        self.token = self.cli("admin", "token", "--campus", "demo", "--name", f"visite {self.mark}").strip()

    def cli(self, *words):
        done = subprocess.run(
            [str(PROGRAM), "--config", str(self.data / "contreseing.toml"), *words],
            capture_output=True, text=True,
        )
        assert done.returncode == 0, (
            f"« contreseing {' '.join(words)} » échoue :\n{done.stdout}{done.stderr}".rstrip()
        )
        return done.stdout

    def say(self, text):
        self.step_n += 1
        print(f"{self.step_n:2}. {text}", flush=True)

    def api(self, method, path, body=None, headers=None):
        browser = Browser(self.base)
        sent = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        if method != "GET":
            sent["Idempotency-Key"] = str(uuid.uuid4())
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        page = browser.request(method, "/api/v1" + path, body, sent)
        if page.status >= 400:
            told = page.body.decode() if "json" in page.headers.get("Content-Type", "") else ""
            raise AssertionError(f"à {method} {path}, le serveur répond {page.status}. {told}".rstrip())
        return json.loads(page.body) if page.body else None

    def annex(self, convention, title):
        """A small PDF made on the spot by the typesetter that the server uses too."""
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / "annex.html"
            target = pathlib.Path(folder) / "annex.pdf"
            source.write_text(
                f"<html lang='fr'><meta charset='utf-8'><title>{title}</title><h1>{title}</h1>"
                "<p>Document de démonstration : gouvernance, membres, instances.</p></html>"
            )
            subprocess.run(["weasyprint", "-q", str(source), str(target)], check=True, capture_output=True)
            content = target.read_bytes()
        boundary = uuid.uuid4().hex
        fields = {"kind": "convention_constitutive", "title": title}
        body = b"".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        )
        body += (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="annexe.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        ).encode() + content + f"\r\n--{boundary}--\r\n".encode()
        self.api(
            "POST", f"/conventions/{convention}/annexes", body,
            {"Content-Type": f"multipart/form-data; boundary={boundary}"},
        )

    def act(self, convention, action, **body):
        return self.api("POST", f"/conventions/{convention}/actions/{action}", body)

    def draft(self):
        made = self.api("POST", "/conventions", {"type": "adhesion", "title": ACT})
        convention = made["id"]
        self.say(f"L’administratrice ouvre le projet {made['reference']} : « {ACT} ».")
        blocked = [item for item in self.api("GET", f"/conventions/{convention}/checklist")["draft"]
                   if item["verdict"] != "met"]
        self.say(f"La liste de contrôle montre {len(blocked)} points qui bloquent encore.")
        names = ["Camille Exemple", "Dominique Exemple", "Claude Exemple"]
        slots = made["slots"]
        for slot, name, who in zip(slots, names, ("directeur", "directrice", "president")):
            slot.update(name=name, email=f"{who}.{self.mark}@demo.example")
        parties = made["parties"]
        parties[1].update(name="Communauté d’agglomération de démonstration", represented_by="son président")
        fields = made["fields"]
        fields.update(
            college="institutions_partenaires",
            motive="L’agglomération accueille les entreprises et les formations du territoire.",
        )
        keep = ("n", "rank", "party", "office", "stamp", "name", "email")
        self.act(
            convention, "edit_draft", fields=fields, parties=parties,
            slots=[{key: slot[key] for key in keep} for slot in slots],
        )
        self.annex(convention, "Convention constitutive du campus")
        for item in self.api("GET", f"/conventions/{convention}/checklist")["draft"]:
            if item["verdict"] == "needs_acknowledgement":
                self.act(convention, "acknowledge_warning", item=item["item"], reason="Vu avec le membre.")
        self.say("Elle remplit le projet, nomme les trois signataires, joint la convention constitutive.")
        frozen = self.api("POST", f"/conventions/{convention}/freeze")
        self.say(f"Le texte est figé et certifié ; empreinte {frozen['version']['sha256'][:16]}…")
        return convention, [slot["email"] for slot in slots]

    def opinion(self, convention):
        shown = self.api("POST", f"/conventions/{convention}/opinion", {})
        seats = shown["opinions"][-1]["seats"]
        self.say(f"L’avis du directoire est demandé à {len(seats)} personnes.")
        answered = 0
        for seat in seats:
            address = seat["holder"]["email"]
            browser = Browser(self.base)
            link = person.link_in(self.mailbox.wait(address), self.base)
            page = given(browser.open(link), f"au lien de {address}")
            if seat["vote"] == "guest":
                continue
            choice = "reserved" if seat["n"] == 2 else "favourable"
            text = "Prévoir un point d’étape chaque année." if choice == "reserved" else ""
            given(browser.submit(page.form("/answer"), choice=choice, text=text), f"à la réponse de {address}")
            answered += 1
        shown = self.api("GET", f"/conventions/{convention}")
        opinion = shown["opinions"][-1]
        if not opinion["closed_at"]:
            shown = self.act(convention, "close_opinion", opinion=opinion["n"])
            opinion = shown["opinions"][-1]
        assert opinion["outcome"] == "favourable", f"l’avis n’est pas favorable : {opinion['outcome']}."
        self.say(f"{answered} membres répondent depuis leur lien (une réserve) ; l’avis est favorable.")

    def sign(self, address):
        message = self.mailbox.wait(address)
        browser = Browser(self.base)
        link = person.link_in(message, self.base)
        for _ in range(3):  # what a mail scanner does: it changes nothing
            Browser(self.base).request("GET", link[len(self.base):])
        page = given(browser.open(link), f"au lien de {address}")
        page = given(browser.submit(page.form("/code")), f"au code demandé par {address}")
        code = person.code_in(self.mailbox.wait(address))
        form = page.form("/sign")
        page = browser.submit(
            form, code=code, consent=form.choices("consent"), annex=form.choices("annex")
        )
        given(page, f"à la signature de {address}")
        self.mailbox.wait(address)  # the receipt

    def run(self):
        convention, signatories = self.draft()
        self.opinion(convention)
        self.act(convention, "open_round")
        self.say("La signature est ouverte : seul le premier signataire reçoit un lien.")
        for address, office in zip(signatories, ("Le directeur", "La directrice opérationnelle", "Le président")):
            self.sign(address)
            self.say(f"{office} lit le texte, reçoit un code, signe, et garde son reçu.")
        shown = self.api("GET", f"/conventions/{convention}")
        assert shown["stage"] == "in_force", f"la convention n’est pas en vigueur : {shown['stage']}."
        self.say(f"La convention {shown['reference']} est en vigueur depuis la dernière signature.")
        for address in signatories:
            copy = self.mailbox.wait(address)
            attached = any(part.get_content_type() == "application/pdf" for part in copy.walk())
            assert attached, f"le message à {address} ne porte pas la copie signée."
        self.say("Chaque signataire a reçu la copie signée.")
        informed = 0
        deadline = 18
        for n in range(1, deadline):
            self.mailbox.wait(f"cos-{n:02d}@demo.example")
            informed += 1
        self.say(f"Le COS est informé : {informed} messages, preuve d’envoi gardée.")
        return convention, shown["reference"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--run", required=True, help="the ./run that plays this visit, as people type it")
    parser.add_argument("--stops", action="store_true", help="everything stops after the visit")
    asked = parser.parse_args()
    data = asked.data
    tour = Tour(data)
    convention, reference = tour.run()
    page = Browser(tour.base).request(
        "GET", f"/api/v1/conventions/{convention}/document",
        headers={"Authorization": f"Bearer {tour.token}"},
    )
    assert page.status == 200, f"le serveur ne donne pas le document signé (réponse {page.status})."
    out = data / "tour"
    out.mkdir(exist_ok=True)
    pdf = out / f"{reference}.pdf"
    pdf.write_bytes(page.body)
    print(tour.cli("verify", str(pdf)))
    print("Pour vérifier vous-même :")
    print(f"  pdfsig -nocert {pdf}")
    print(f"  {asked.run} --cli verify {pdf}")
    if asked.stops:
        print("Le serveur s’arrête avec la visite ; pour le journal, démarrez-le d’abord :")
        print(f"  {asked.run} --detach")
    print(f"  {asked.run} --cli journal verify")
    print(pdf)


if __name__ == "__main__":
    try:
        main()
    except (AssertionError, OSError, subprocess.CalledProcessError) as problem:
        print(f"La visite s’arrête : {problem}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)

"""Kinds of act as an operator adds them, and what a text must be before it is sealed."""

import json
import os
import pathlib
import pwd
import re
import shutil
import subprocess
import tempfile
import unittest

from play import ROOT, FunctionalTest, installation

TEMPLATE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>{{title}}</title></head><body>
{{> head}}<h1>{{title}}</h1>{{> visas}}
{{> parties}}
<p>Papier de la collectivité</p>
{{> articles}}
{{> annexes}}
{{> signatures}}
</body></html>
"""


def pdf_text(pdf):
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        return subprocess.run(
            ["pdftotext", "-layout", file.name, "-"], capture_output=True, check=True, text=True
        ).stdout


class OwnTypes(FunctionalTest):
    def setUp(self):
        self.folder = self.it.data / "types"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.write("templates/grant/act.html", TEMPLATE)
        self.write("templates/grant/act.css", "")

    def write(self, name, text):
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        if os.geteuid() == 0:
            user = pwd.getpwnam(installation.PLAIN_USER)
            for made in (self.folder, *self.folder.rglob("*")):
                os.chown(made, user.pw_uid, user.pw_gid)

    def type(self, key="grant", **changes):
        """A type made from the partnership."""
        made = json.loads((ROOT / "workflows/types/partenariat.json").read_text())
        made.update(key=key, version=1, code="SUB", template_name="grant")
        made["fields"][0] = {
            "key": "amount", "kind": "line", "required": False, "label": {"fr": "Montant", "en": "Amount"}
        }
        made["articles"] = [
            {"id": "montant", "number": "1", "heading": "Montant", "text": ["Montant : {amount}"]},
            {"id": "actions", "number": "2", "heading": "Actions", "text": ["{actions}"]},
        ]
        made.update(changes)
        self.write(f"{key}.json", json.dumps(made))

    def line(self, words, occurrence=1):
        """The line of the type's file on which `words` stand for that time."""
        lines = (self.folder / "grant.json").read_text().split("\n")
        found = [n for n, line in enumerate(lines, 1) if words in line]
        return found[occurrence - 1]

    def check(self):
        done = self.it.cli("types", "check", str(self.folder), check=False)
        return done.returncode, done.stdout

    def test_a_sound_type_is_published_used_and_withdrawn(self):
        self.type()
        self.assertEqual(self.check(), (0, "grant.json: ok\n"))
        self.it.cli("types", "publish", "grant", "--campus", "demo")
        offered = lambda: [kind["key"] for kind in self.it.api("GET", "/types")["items"]]
        self.assertIn("grant", offered())
        act = self.play.start("grant", "Une subvention")
        withdrawn = self.it.cli("types", "withdraw", "grant", "--campus", "demo")
        self.assertIn("no longer offered", withdrawn.stdout)
        self.assertNotIn("grant", offered())
        self.assertEqual(
            self.it.cli("types", "withdraw", "grant", "--campus", "demo", check=False).returncode, 1
        )
        act.freeze()  # begun before: it goes on
        self.it.cli("types", "publish", "grant", "--campus", "demo")
        self.assertIn("grant", offered())

    def test_check_names_all_that_is_wrong_with_file_and_line(self):
        self.type()
        self.write("templates/grant/act.html", TEMPLATE.replace("{{> articles}}", "{{fields.amount.text}}"))
        code, said = self.check()
        self.assertEqual(code, 1)
        self.assertIn("grant/act.html:6: unknown name: fields.amount.text", said)
        self.assertIn("grant/act.html: never printed: articles.paragraphs.text", said)
        self.write("templates/grant/act.html", TEMPLATE.replace("Papier", "Papier 🎉"))
        self.assertIn("grant/act.html:5: cannot be printed: 🎉 (U+1F389)", self.check()[1])
        self.write("templates/grant/act.html", TEMPLATE.replace("{{> signatures}}", ""))
        self.assertIn("grant/act.html: no signature place for a slot: signature-1", self.check()[1])
        twice = TEMPLATE.replace("{{> signatures}}", "{{> signatures}}{{> signatures}}")
        self.write("templates/grant/act.html", twice)
        self.assertIn("several signature places for a slot", self.check()[1])
        only_three = "".join(
            f'<div class="signature-place" id="signature-{n}"></div>' for n in (1, 2, 3)
        )
        self.write("templates/grant/act.html", TEMPLATE.replace("{{> signatures}}", only_three))
        self.assertIn("signature-4 signature-5", self.check()[1])
        self.write("templates/grant/act.html", TEMPLATE)
        self.type(renewal="TACIT", code="XYZ")
        said = self.check()[1]
        self.assertRegex(said, r"(?m)^grant\.json:1: /renewal: expected an object")
        refused = self.it.cli("types", "publish", "grant", "--campus", "demo", check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("/renewal", refused.stderr)

    def test_check_says_on_which_line_of_the_type_and_refuses_what_would_be_missing(self):
        self.type()
        file = self.folder / "grant.json"
        made = json.loads(file.read_text())
        made["renewal"] = {"kind": "tacit", "months": 0}
        text = json.dumps(made, indent=1)
        line = text.split("\n").index('  "months": 0') + 1
        self.write("grant.json", text)
        self.assertEqual(self.check(), (1, f"grant.json:{line}: /renewal/months: expected 1 to 600\n"))
        self.write("grant.json", text.replace('"months": 0', '"months": 0,'))
        self.assertRegex(self.check()[1], rf"^grant\.json:{line}: /renewal/months: not JSON at byte")
        self.type()
        for html, line in (("<img src='https://x.example/logo.png'>", 3), ("<p style='background: url(logo.png)'>x</p>", 3)):
            self.write("templates/grant/act.html", TEMPLATE.replace("{{> head}}", html + "{{> head}}"))
            code, said = self.check()
            self.assertEqual(code, 1)
            self.assertRegex(said, rf"^grant\.json: grant/act\.html:{line}: nothing is fetched, and it would be missing: ")
        self.write("templates/grant/act.html", TEMPLATE)
        for css, told in ((".signature-place { width: 0; height: 0 }", "too small to be read: signature-1 signature-2"),
                          (".signature-place { height: 10mm }", "too small to be read"),
                          (".signature-place { margin-left: 400mm }", "signature place outside its page"),
                          ("\n@import 'other.css';", "grant/act.css:2: nothing is fetched")):
            self.write("templates/grant/act.css", css)
            code, said = self.check()
            self.assertEqual(code, 1)
            self.assertIn(told, said)
        self.write("templates/grant/act.css", "")
        made["renewal"] = {"kind": "none"}
        made["articles"] += [
            {"id": "montant", "number": "2", "text": ["Le {king}, {amount", "Bravo 🎉", "Actions : {actions}"]}
        ]
        made["articles"][0]["text"] = ["Montant"]
        self.write("grant.json", json.dumps(made, indent=1))
        self.assertEqual(
            self.check()[1].splitlines(),
            [f"grant.json:{self.line(words, time)}: {told}" for words, time, told in (
                ('"montant"', 2, "/articles/2/id: used twice"),
                ('"number": "2"', 2, "/articles/2/number: used twice"),
                ("Le {king}", 1, "/articles/2/text/0: unknown name: king"),
                ("Le {king}", 1, "/articles/2/text/0: a brace encloses a name, and nothing else"),
                ("Actions :", 1, "/articles/2/text/2: a choice stands alone in its paragraph: actions"),
                ('"amount"', 1, "/fields/0/key: never printed"),
            )],
        )
        made["articles"].pop()
        made["articles"][0]["text"] = ["Montant {amount} 🎉"]
        self.write("grant.json", json.dumps(made, indent=1))
        self.assertEqual(
            self.check()[1],
            f"grant.json:{self.line('Montant {amount}')}: /articles/0/text/0: cannot be printed: 🎉 (U+1F389)\n",
        )
        self.type()
        file.rename(self.folder / "subvention.json")
        self.assertEqual(self.check(), (1, "subvention.json:1: /key: expected subvention, as its file is named\n"))
        refused = self.it.cli("types", "publish", "subvention", "--campus", "demo", check=False)
        self.assertEqual(refused.returncode, 1)

    def test_a_template_broken_later_is_refused_by_name_at_freezing(self):
        self.type("grant2")
        self.it.cli("types", "publish", "grant2", "--campus", "demo")
        act = self.play.start("grant2", "Une autre subvention")
        self.write(
            "templates/grant/act.html",
            TEMPLATE.replace("{{> signatures}}", '<div class="signature-place" id="signature-1"></div>'),
        )
        refused = self.it.api("POST", f"/conventions/{act.id}/freeze", status=422)
        self.assertEqual(refused["title"], "place_missing")
        self.assertEqual([error["field"] for error in refused["errors"]], ["slots/2", "slots/3"])
        browser = self.play.administrator()
        page = browser.open(f"/admin/conventions/{act.id}/actions/freeze_version")
        page = browser.submit(page.form("/actions/freeze_version"))
        self.assertEqual(page.status, 422)
        self.assertIn("Personne Exemple-2", page.text)
        self.assertNotIn("Personne Exemple-1,", page.text.split("Concerne")[1].split("</")[0])
        self.write("templates/grant/act.html", TEMPLATE.replace("{{> articles}}", "{{articels}}"))
        refused = self.it.api("POST", f"/conventions/{act.id}/freeze", status=422)
        self.assertEqual(refused["title"], "bad_template")
        logged = (self.it.data / "log/server.log").read_text()
        self.assertRegex(logged, r'template\.failed.*grant/act\.html:6: unknown name: articels')
        self.assertEqual(act.show()["stage"], "drafting")


class Texts(FunctionalTest):
    def test_names_are_whole_in_the_text_and_in_the_stamp(self):
        name, ligature = "Nguyễn Thị Ánh Tuyết", "Directeur de l’Oﬃce"

        def edit(draft):
            # Typed with separate marks, as macOS pastes it.
            import unicodedata
            draft["slots"][0].update(name=unicodedata.normalize("NFD", name), office=ligature)

        act = self.play.start(title="Noms entiers", edit=edit)
        slot = act.show()["slots"][0]
        self.assertEqual((slot["holder"]["name"], slot["office"]), (name, "Directeur de l’Office"))
        act.freeze()
        act.do("open_round")
        act.sign(1)
        text = re.sub(r"\s+", " ", pdf_text(act.document()))
        self.assertEqual(text.count(name), 2, text)
        self.assertGreaterEqual(text.count("Directeur de l’Office"), 2)

    def test_what_the_act_cannot_print_is_named_before_freezing(self):
        def edit(draft):
            draft["slots"][1]["name"] = "Roy 日本"
            draft["fields"]["context"] = "Bravo 😀"

        act = self.play.start(title="Lettres absentes", edit=edit)
        found = {
            item["subject"]: item["detail"] for item in act.checklist()["draft"]
            if item["kind"] == "not_drawable"
        }
        self.assertEqual(
            found, {"context": "😀 (U+1F600)", "slots/2": "日 (U+65E5), 本 (U+672C)"}
        )
        self.it.api("POST", f"/conventions/{act.id}/freeze", status=409)
        page = self.play.administrator().open(f"/admin/conventions/{act.id}")
        self.assertIn("日 (U+65E5)", page.text)
        # No letter at all: refused where it is typed.
        slots = act.show()["slots"]
        sent = [{"n": s["n"], "rank": s["rank"], "party": s["party"], "office": s["office"],
                 "name": "\ue000\U000e0041", "email": s["holder"]["email"]} for s in slots]
        act.do("edit_draft", status=422, slots=sent)

    def test_a_guess_is_answered_for_and_a_blank_is_not(self):
        act = self.play.start(title="Guesses", edit=lambda draft: draft["fields"].update(
            context="visites, stages, etc… au titre de l’article XXX, période 2026--2027"))
        act.do("edit_draft", fields={"context": "visites, stages, etc… période 2026--2027, xn--p1ai"})
        items = {item["item"]: item for item in act.checklist()["draft"] if item["verdict"] != "met"}
        self.assertEqual(items, {})
        act.do("edit_draft", fields={"context": "au titre de l’article XXX du code"})
        items = {item["item"]: item for item in act.checklist()["draft"] if item["verdict"] != "met"}
        self.assertEqual(list(items), ["possible_placeholder:context"])
        self.assertIn("article XXX", items["possible_placeholder:context"]["detail"])
        self.it.api("POST", f"/conventions/{act.id}/freeze", status=409)
        act.do("acknowledge_warning", item="possible_placeholder:context", reason="Article trente.")
        act.do("edit_draft", fields={"context": "signée le XX/XX/2026"})
        self.assertEqual(
            [item["item"] for item in act.checklist()["draft"] if item["verdict"] != "met"],
            ["placeholder_left:context"],
        )
        act.do("acknowledge_warning", status=404, item="placeholder_left:context", reason="Non.")
        act.do("edit_draft", fields={"context": "au titre de l’article XXX du code"})
        self.it.api("POST", f"/conventions/{act.id}/freeze", status=409)  # asked again
        act.do("acknowledge_warning", item="possible_placeholder:context", reason="Article trente.")
        act.freeze()

    def test_an_edit_by_the_api_keeps_the_fields_it_does_not_name(self):
        made = self.it.api("POST", "/conventions", {"type": "partenariat", "title": "Choix cochés"})
        ticked = made["fields"]["actions"]
        self.assertGreater(len(ticked), 0)
        fields = lambda: self.it.api("GET", f"/conventions/{made['id']}")["fields"]
        self.it.act(made["id"], "edit_draft", fields={"context": "Un cadre."})
        self.assertEqual(fields(), {"actions": ticked, "context": "Un cadre."})
        self.it.act(made["id"], "edit_draft", fields={"actions": [], "context": ""})
        self.assertEqual(fields(), {})

    def test_no_click_is_answered_in_json(self):
        browser = self.play.browser()
        for method, path in (("POST", "/s/nothing/sign"), ("GET", "/nowhere"), ("POST", "/admin/login"),
                             ("POST", "/admin/conventions/x/actions/freeze_version")):
            for accept in ({"Accept": "*/*"}, {}):
                page = browser.request(method, path, b"x=%ff" if method == "POST" else None, accept)
                if page.status != 303:
                    self.assertIn("text/html", page.headers["Content-Type"], f"{method} {path}")

    def test_the_page_of_an_act_in_force_says_its_last_day_and_its_rules(self):
        act = self.play.in_signature()
        act.sign_all()
        page = self.play.administrator().open(f"/admin/conventions/{act.id}")
        for words in ("Règles de l’acte", "5 ans à compter de l’entrée en vigueur. Dernier jour :",
                      "3 mois à compter de la réception.", "Les parties se réunissent avant toute résiliation."):
            self.assertIn(words, page.text.replace("\u00a0", " "))


if __name__ == "__main__":
    unittest.main()

"""What people paste, as it comes: codes, addresses, SIRET numbers, links that a filter wrapped."""

import json
import unittest
import urllib.parse
import uuid

from play import ROOT, FunctionalTest


def record(page):
    """The form of a register that adds to it, beside the one that searches it."""
    return next(form for form in page.parsed.forms if form.method == "post" and form.choices("name"))


class Paste(FunctionalTest):
    # Codes

    def test_a_code_is_taken_with_whatever_blank_or_dash_came_along(self):
        for spoil in (
            lambda code: f"{code[:3]}\u00a0{code[3:]}",
            lambda code: f"\u200b{code[:3]}\u2011{code[3:]}\u202c",
            lambda code: "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in code),
        ):
            act = self.play.in_signature()
            signer = act.signer(1).ask_code()
            page = signer.sign(code=spoil(signer.code))
            self.assertEqual(page.status, 200, page.text)
            self.assertIn("Vous avez signé", page.text)

    # Addresses

    def edit_slot(self, act, address, status=None):
        slots = act.show()["slots"]
        kept = [
            {key: slot[key] for key in ("n", "rank", "party", "office", "stamp")}
            | {"name": slot["holder"]["name"], "email": slot["holder"]["email"]}
            for slot in slots
        ]
        kept[0]["email"] = address
        return act.do("edit_draft", status, slots=kept)

    def test_an_address_is_taken_without_what_was_copied_with_it(self):
        act = self.play.start()
        for pasted in ("Anne Roy <anne.roy@ville.example>", "mailto:anne.roy@ville.example?subject=x",
                       "\u200banne.roy＠ville.example\u00a0,"):
            self.edit_slot(act, pasted)
            self.assertEqual(act.address(1), "anne.roy@ville.example")

    def test_an_address_that_is_none_is_refused_by_name_with_the_way_out(self):
        act = self.play.start()
        for pasted, told in (
            ("anne.roy@exemple", "top-level domain"),
            ("a@ville.example, b@ville.example", "not several"),
            ("maire@mairie-évry.fr", "maire@xn--mairie-vry-h7a.fr"),
            ("andré@ville.example", "before the @"),
        ):
            problem = self.edit_slot(act, pasted, status=422)
            self.assertEqual(problem["errors"][0]["field"], "/slots/0/email")
            self.assertIn(told, problem["errors"][0]["message"])

    def test_a_person_reads_what_to_write_instead(self):
        pages = self.play.administrator()
        for pasted, told in (
            ("anne.roy@exemple", "Il manque la fin de cette adresse"),
            ("maire@mairie-évry.fr", "maire@xn--mairie-vry-h7a.fr"),
        ):
            page = pages.open("/admin/people")
            page = pages.submit(record(page), name="Anne Roy", email=pasted)
            self.assertEqual(page.status, 422)
            self.assertIn(told, page.text)
        page = pages.submit(record(page), name="Anne Roy", email="Anne Roy <anne.roy@ville.example>")
        self.assertEqual(page.status, 200, page.text)
        self.assertIn("anne.roy@ville.example", page.text)

    def test_a_likely_slip_is_confirmed_before_the_text_is_frozen(self):
        act = self.play.start()
        for slip, meant in (("anne.roy@gmail.con", "anne.roy@gmail.com"), ("anne.roy@orange.f", "anne.roy@orange.fr")):
            self.edit_slot(act, slip)
            self.assertEqual(act.address(1), slip)
            asked = [i["verdict"] for i in act.checklist()["draft"] if i["item"] == "doubtful_address:1"]
            self.assertEqual(asked, ["needs_acknowledgement"])
            page = self.play.administrator().open(f"/admin/conventions/{act.id}")
            self.assertIn(meant, page.text)
        self.it.api("POST", f"/conventions/{act.id}/freeze", status=409)
        act.do("acknowledge_warning", item="doubtful_address:1", reason="C’est bien elle.")
        act.freeze()

    def test_a_likely_slip_is_confirmed_in_a_correction(self):
        act = self.play.in_signature()
        wrong = dict(place="slot/1", email="anne.roy@hotmial.fr", reason="Faute.")
        refused = act.do("correct_address", 409, **wrong)
        self.assertIn("needs_acknowledgement", refused["type"].replace("-", "_"))
        act.do("acknowledge_warning", item="doubtful_address:1", reason="Vérifié au téléphone.")
        act.do("correct_address", **wrong)
        self.assertEqual(act.address(1), "anne.roy@hotmial.fr")

    def test_a_likely_slip_is_confirmed_in_the_register_of_people(self):
        pages = self.play.administrator()
        slip = "anne.roy@gmail.con"
        page = pages.open("/admin/people")
        self.assertEqual(record(page).choices("confirmed_email"), [])
        page = pages.submit(record(page), name="", email=slip)
        self.assertEqual(page.status, 422)
        self.assertIn("anne.roy@gmail.com", page.text)
        self.assertEqual(record(page).choices("confirmed_email"), [slip])
        # The box stays ticked while something else is mended, and is of that address alone.
        page = pages.submit(record(page), name="", email=slip, confirmed_email=slip)
        self.assertEqual(page.status, 422)
        self.assertIn(("confirmed_email", slip), record(page).values())
        page = pages.submit(record(page), name="Anne Roy", email="anne.roy@gmail.cim", confirmed_email=slip)
        self.assertEqual(page.status, 422)
        self.assertNotIn("confirmed_email", dict(record(page).values()))
        page = pages.submit(record(page), name="Anne Roy", email=slip, confirmed_email=slip)
        self.assertEqual(page.status, 200, page.text)
        kept = [p for p in self.it.api("GET", "/people?limit=200")["items"] if p["email"] == slip]
        self.assertEqual([p["name"] for p in kept], ["Anne Roy"])
        # Confirmed once, it is not asked about again when something else of the record changes.
        page = pages.open(f"/admin/people/{kept[0]['id']}")
        page = pages.submit(record(page), name="Anne Le Roy")
        self.assertEqual(page.status, 200, page.text)

    def test_a_program_is_asked_about_a_likely_slip_too(self):
        person = {"name": "Luc Petit", "email": "luc@orange.f"}
        problem = self.it.api("POST", "/people", person, status=422)
        self.assertEqual(problem["errors"][0]["field"], "/email")
        self.assertIn("luc@orange.fr", problem["errors"][0]["message"])
        self.assertIn("email_confirmed", problem["errors"][0]["message"])
        made = self.it.api("POST", "/people", person | {"email_confirmed": True}, status=201)
        changed = person | {"name": "Luc Le Petit"}
        self.assertEqual(self.it.api("PUT", f"/people/{made['id']}", changed, status=200)["name"], "Luc Le Petit")
        self.it.api("PUT", f"/people/{made['id']}", person | {"email": "luc@orange.ft"}, status=422)

    def test_a_likely_slip_is_confirmed_before_a_vote_is_opened(self):
        made = [
            self.it.api("POST", "/people", {"name": name, "email": email, "email_confirmed": True})
            for name, email in (("Zoé Un", "zoe@gmail.con"), ("Zoé Deux", "zoe@hotmial.fr"))
        ]
        body = next(b for b in self.it.api("GET", "/bodies")["items"] if b["kind"] == "directoire")
        seats = [dict(seat) for seat in body["seats"]]
        for seat, person in zip(seats, made):
            seat["holder"] = person["id"]
            seat["substitute_acts"] = False
        doubtful = [f"doubtful_address:opinion/1/seat/{seat['n']}" for seat in seats[:2]]
        self.it.api("PUT", "/bodies/directoire", {"name": body["name"], "seats": seats})
        try:
            act = self.play.start("adhesion")
            act.freeze()
            refused = self.it.api("POST", f"/conventions/{act.id}/opinion", {}, status=409)
            self.assertTrue(refused["type"].endswith("needs_acknowledgement"))
            self.assertIn(doubtful[0], str(refused["errors"]))
            act.do("acknowledge_warning", item=doubtful[0], reason="Vérifié.")
            act.do("acknowledge_warning", 404, item="doubtful_address:opinion/2/seat/1", reason="Vérifié.")
            act.do("acknowledge_warning", 404, item="doubtful_address:opinion/1/seat/01", reason="Vérifié.")
            # The other one by the page, which says whose address it is.
            pages = self.play.administrator()
            address = f"/admin/conventions/{act.id}/actions/request_opinion"
            page = pages.open(address)
            page = pages.submit(page.form(address))
            self.assertEqual(page.status, 422)
            self.assertIn("Zoé Deux", page.text)
            self.assertIn("zoe@hotmail.fr", page.text)
            page = pages.submit(page.form(address), ack_reason="Vérifié au téléphone.")
            self.assertEqual(page.status, 200, page.text)
            self.assertEqual(act.show()["stage"], "under_opinion")
            self.assertEqual(act.seats()[1]["holder"]["email"], "zoe@hotmial.fr")
            # What was confirmed served that vote: another doubtful address is asked about anew.
            act.do("correct_address", 409, place=f"opinion/1/seat/{seats[0]['n']}", email="zoe@gmail.cim", reason="Faute.")
        finally:
            self.it.api("PUT", "/bodies/directoire", {"name": body["name"], "seats": body["seats"]})

    # Names

    def test_a_name_of_marks_alone_is_refused_by_name(self):
        pages = self.play.administrator()
        body = next(b for b in self.it.api("GET", "/bodies")["items"] if b["kind"] == "directoire")
        for marks in ("—", "- -", "« … »", "***"):
            for path, sent in (
                ("/people", {"name": marks, "email": "x@ville.example"}),
                ("/organisations", {"name": marks}),
            ):
                problem = self.it.api("POST", path, sent, status=422)
                self.assertEqual([e["field"] for e in problem["errors"]], ["/name"])
                page = pages.open("/admin" + path)
                page = pages.submit(record(page), **sent)
                self.assertEqual(page.status, 422)
                self.assertIn("au moins une lettre ou un chiffre", page.text)
            problem = self.it.api("PUT", "/bodies/directoire", {"name": marks, "seats": body["seats"]}, status=422)
            self.assertEqual(problem["errors"][0]["field"], "/name")
            seats = [body["seats"][0] | {"organisation": marks}]
            problem = self.it.api("PUT", "/bodies/directoire", {"name": body["name"], "seats": seats}, status=422)
            self.assertEqual(problem["errors"][0]["field"], "/seats/0/organisation")

    def test_a_name_that_no_act_can_print_is_refused_by_its_characters(self):
        pages = self.play.administrator()
        body = next(b for b in self.it.api("GET", "/bodies")["items"] if b["kind"] == "directoire")
        for name, missing in (("李明", "李 (U+674E), 明 (U+660E)"), ("Zoë 😀", "😀 (U+1F600)"), ("Roy → Cie", "→ (U+2192)"),
                              ("\u0645\u062d", "\u0645 (U+0645), \u062d (U+062D)"), ("Q\u0303", "U+0303")):
            said = [{"field": "/name", "message": f"must not hold characters that an act cannot print: {missing}"}]
            for path, sent in (("/people", {"name": name, "email": "x@ville.example"}), ("/organisations", {"name": name})):
                self.assertEqual(self.it.api("POST", path, sent, status=422)["errors"], said)
                self.assertEqual(self.it.api("PUT", f"{path}/{uuid.uuid4()}", sent, status=422)["errors"], said)
                page = pages.open("/admin" + path)
                page = pages.submit(record(page), **sent)
                self.assertEqual(page.status, 422)
                self.assertIn(missing, page.text)
            problem = self.it.api("PUT", "/bodies/directoire", {"name": name, "seats": body["seats"]}, status=422)
            self.assertEqual(problem["errors"], said)
            seats = [body["seats"][0] | {"organisation": name}]
            problem = self.it.api("PUT", "/bodies/directoire", {"name": body["name"], "seats": seats}, status=422)
            self.assertEqual(problem["errors"], [said[0] | {"field": "/seats/0/organisation"}])
        self.it.api("POST", "/people", {"name": "Nguyễn Thị Ánh", "email": "x@ville.example"}, status=201)

    def test_a_campus_is_loaded_with_names_that_an_act_can_print_only(self):
        def load(change):
            campus = json.loads((ROOT / "deploy/demo/campus.json").read_text())
            campus["campus"]["id"] = "essai"
            change(campus)
            file = self.it.data / "essai.json"
            file.write_text(json.dumps(campus))
            file.chmod(0o644)
            return self.it.cli("campus", "load", str(file), check=False)

        for change in (
            lambda c: c["people"][1].update(name="李明"), lambda c: c["organisations"][0].update(name="李明"),
            lambda c: c["bodies"][0].update(name="李明"), lambda c: c["bodies"][0]["seats"][0].update(organisation="李明"),
        ):
            done = load(change)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("an act cannot print 李 (U+674E), 明 (U+660E)", done.stderr)
        self.assertIn("letter", load(lambda c: c["people"][1].update(name="***")).stderr)
        self.assertEqual(load(lambda c: None).returncode, 0)

    # SIRET

    def test_a_siret_is_taken_as_written_and_a_wrong_key_refused_by_name(self):
        pages = self.play.administrator()
        for typed in ("732 829 320 00074", "732\u00a0829\u00a0320\u00a000074", "356 000 000 49837"):
            digits = "".join(c for c in typed if c.isdigit())
            made = self.it.api("POST", "/organisations", {"name": "Ville", "siret": typed})
            self.assertEqual(made["siret"], digits)
            page = pages.open("/admin/organisations")
            page = pages.submit(record(page), name="Ville", siret=typed)
            self.assertEqual(page.status, 200, page.text)
            self.assertIn(digits, page.text)
        problem = self.it.api("POST", "/organisations", {"name": "Ville", "siret": "12345678900012"}, status=422)
        self.assertEqual(problem["errors"][0], {"field": "/siret", "message": "has a wrong check digit"})
        page = pages.open("/admin/organisations")
        page = pages.submit(record(page), name="Ville", siret="12345678900012")
        self.assertEqual(page.status, 422)
        self.assertIn("sa clé de contrôle est fausse", page.text)

    # Links

    def test_a_lost_link_is_found_in_what_a_filter_made_of_it(self):
        act = self.play.in_signature()
        link = act.invitation(1, "À signer")
        quoted = urllib.parse.quote(link, safe="")
        second = "".join({"-": "-2D", "_": "-5F", ":": "-3A", "/": "_"}.get(c, c) for c in link)
        for pasted in (
            f"https://eur01.safelinks.protection.outlook.com/?url={quoted}&data=05%7C02&reserved=0",
            f"https://urldefense.proofpoint.com/v2/url?u={second}&d=DwMF&c=x",
            f"https://urldefense.com/v3/__{link}__;!!x$",
            f"https://linkprotect.cudasvc.com/url?a={quoted.replace('%3A', '%3a').replace('%2F', '%2f')}&c=E,1",
            f"Bonjour, voici : <{link[:40]}\r\n{link[40:]}>.",
            f"« {link} »",
        ):
            self.it.advance(minutes=6)
            browser = self.play.browser()
            page = browser.open(self.it.base + "/lien-perdu")
            page = browser.submit(page.form("/lien-perdu"), address=pasted)
            self.assertEqual(page.status, 202, pasted)
            self.it.settle()
        page = browser.open(self.it.base + "/lien-perdu")
        page = browser.submit(page.form("/lien-perdu"), address="https://protect.example/s/opaque?domain=campus.example")
        self.assertEqual(page.status, 422)

    # Names of files

    def test_every_download_names_its_file_in_ascii_too(self):
        act = self.play.start("adhesion", title="Convention d’adhésion à l’œuvre")
        act.freeze()
        pages = self.play.administrator()
        for address in (f"/admin/conventions/{act.id}/versions/1", "/admin/members.csv"):
            page = pages.request("GET", address)
            self.assertEqual(page.status, 200, address)
            disposition = page.headers["Content-Disposition"]
            self.assertRegex(disposition, r'; filename="[ -~]+"', address)


if __name__ == "__main__":
    unittest.main()

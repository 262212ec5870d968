"""What people paste, as it comes: codes, addresses, SIRET numbers, links that a filter wrapped."""

import unittest
import urllib.parse

from play import FunctionalTest


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
        wrong = dict(slot=1, email="anne.roy@hotmial.fr", reason="Faute.")
        refused = act.do("correct_address", 409, **wrong)
        self.assertIn("needs_acknowledgement", refused["type"].replace("-", "_"))
        act.do("acknowledge_warning", item="doubtful_address:1", reason="Vérifié au téléphone.")
        act.do("correct_address", **wrong)
        self.assertEqual(act.address(1), "anne.roy@hotmial.fr")

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

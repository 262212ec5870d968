"""What fits on one line and comes in many ways: each kind with its neighbours, by the API and by a page."""

import datetime
import unittest

from play import FunctionalTest


class OneLine(FunctionalTest):
    def held(self, act):
        """Items of the draft that hold or ask."""
        return [item["item"] for item in act.checklist()["draft"] if item["verdict"] != "met"]

    # « visites, stages, etc… » is prose, « … » alone is a blank.

    PROSE = (
        "visites, stages, etc… au lycée", "Visites, stages, etc...", "etc…", "stages (visites, etc.…)", "des stages…",
        "« Demain… » est un titre", "Stages ; visites ; etc…", "Attendre… puis signer", "de 8 h à 18 h…", "etc. …",
        "les parties, leurs partenaires, etc.", "Bien vivre… ensemble", "visites,\u00a0stages,\u00a0etc…",
    )
    BLANK = ("…", "……", "....", "la somme de ………… euros", "montant : ____", "[À COMPLÉTER]", "[à compléter]", "XX/XX/2026",
             "… %", "le __/__/____", "<à compléter>", "représentée par :")

    def test_prose_is_frozen_and_a_blank_is_not(self):
        act = self.play.start(title="Une ligne")
        for text in self.PROSE:
            with self.subTest(text):
                act.do("edit_draft", fields={"context": text})
                self.assertEqual(self.held(act), [])
        for text in self.BLANK:
            with self.subTest(text):
                act.do("edit_draft", fields={"context": text})
                self.assertNotEqual(self.held(act), [])
        act.do("edit_draft", fields={"context": self.PROSE[0]})
        pages = self.play.administrator()
        page = pages.open(f"/admin/conventions/{act.id}/actions/freeze_version")
        page = pages.submit(page.form("/actions/freeze_version"))
        self.assertEqual(page.status, 200, page.text)
        self.assertNotEqual(act.show()["stage"], "")
        self.assertIsNotNone(act.show()["version"])

    # An instant, as RFC 3339 writes it.

    def test_an_instant_is_taken_with_any_offset(self):
        act = self.play.in_signature()
        day = (self.it.now() + datetime.timedelta(days=120)).date()  # later than its link ends
        for text, status in (
            (f"{day}T23:59:59+01:00", None), (f"{day}T22:59:59Z", None), (f"{day}t22:59:59z", None),
            (f"{day}T23:59:59.5+01:00", None), (f"{day}T23:59:59.123456789+01:00", None),
            (f"{day}T23:59:59-04:30", None), (f"{day}T22:59:59-00:00", None), (f"{day}T22:59:59+14:00", None),
            (f"{day}T22:59:60Z", None), (f"{day}T22:59:59", 422), (f"{day}", 422), (f"{day} 22:59:59Z", 422),
            (f"{day.year}-02-30T22:59:59Z", 422), (f"{day}T24:00:00Z", 422), (f"{day}T22:59:59+25:00", 422),
            (f"{day}T22:59:59+0100", 422), ("24/12/2027", 422), ("", 422), ("demain", 422),
            ("99999-12-24T22:59:59Z", 422), (f"{day}T22:59:59Z ", 422),
        ):
            with self.subTest(text):
                done = self.it.api("POST", f"/conventions/{act.id}/actions/extend_link", {"place": "slot/1", "until": text},
                                   status=status or 200)
                if status:
                    self.assertEqual(done["errors"][0]["field"].strip("/"), "until")

    # The scheme of a credential has no case; what it carries has.

    def test_the_scheme_of_a_credential_is_taken_in_any_case(self):
        token = self.it.token
        for header, status in (
            (f"Bearer {token}", 200), (f"bearer {token}", 200), (f"BEARER {token}", 200), (f"bEaReR  {token}", 200),
            (f"Bearer{token}", 401), (f"Token {token}", 401), (token, 401), ("Bearer", 401), ("Bearer ", 401),
            (f"Bearer {token.swapcase()}", 401), (f"Bearer {token}x", 401), (f"Bearer {token}, Bearer {token}", 401),
            (f'Bearer "{token}"', 401), (f"Basic {token}", 401), (f"Bearer  \t{token}", 401),
        ):
            with self.subTest(header.replace(token, "TOKEN")):
                page = self.play.browser().request("GET", "/api/v1/bodies", None,
                                                      {"Authorization": header, "Accept": "application/json"})
                self.assertEqual(page.status, status)

    # SIRET: fourteen digits with their key, by page and by API alike.

    def test_a_siret_is_the_same_by_page_and_by_api(self):
        pages = self.play.administrator()
        for number, (typed, kept) in enumerate((
            ("732 829 320 00074", "73282932000074"), ("73282932000074", "73282932000074"), ("732.829.320.00074", "73282932000074"),
            ("732-829-320-00074", "73282932000074"), ("732\u202f829\u202f320\u202f00074", "73282932000074"),
            ("７３２８２９３２００００７４", "73282932000074"), ("\u200b73282932000074\u00a0", "73282932000074"), ("732829320\t00074\r\n", "73282932000074"),
            ("356 000 000 49837", "35600000049837"), ("", ""), ("12345678900012", None), ("7328293200007", None),
            ("732829320000745", None), ("732 829 320", None), ("FR73282932000074", None), ("7328293200007O", None),
            ("356 000 000 49838", None),
        )):
            with self.subTest(typed):
                name = f"Organisme {number}"
                made = self.it.api("POST", "/organisations", {"name": name, "siret": typed}, status=422 if kept is None else 201)
                page = pages.open("/admin/organisations")
                form = next(f for f in page.parsed.forms if f.method == "post" and f.choices("name"))
                page = pages.submit(form, name=name + " bis", siret=typed)
                if kept is None:
                    self.assertEqual(made["errors"][0]["field"], "/siret")
                    self.assertEqual(page.status, 422)
                else:
                    self.assertEqual(made["siret"], kept)
                    self.assertEqual(page.status, 200, page.text)

    # An address: one mailbox, with a domain that mail can reach.

    def test_an_address_is_the_same_by_page_and_by_api(self):
        pages = self.play.administrator()
        for number, (typed, kept) in enumerate((
            ("anne.roy@exemple", None), ("anne.roy@ville.example", "anne.roy@ville.example"), ("Anne Roy <anne@ville.example>", "anne@ville.example"),
            ("anne+actes@ville.example", "anne+actes@ville.example"), ("ANNE@Ville.Example", "ANNE@ville.example"),
            ("<anne@ville.example>", "anne@ville.example"), ("anne@ville.example.", "anne@ville.example"), ("anne@@ville.example", None),
            ("anne@ville..example", None), ("anne roy@ville.example", None), (".anne@ville.example", None), ("anne@-ville.example", None),
            ("anne@127.0.0.1", None), ("anne@ville.1", None), ("anne@gmail.con", None), ("@ville.example", None), ("anne", None),
        )):
            with self.subTest(typed):
                made = self.it.api("POST", "/people", {"name": f"Nom {number}", "email": typed}, status=422 if kept is None else 201)
                page = pages.open("/admin/people")
                form = next(f for f in page.parsed.forms if f.method == "post" and f.choices("name"))
                page = pages.submit(form, name=f"Nom {number} bis", email=typed)
                if kept is None:
                    self.assertEqual(made["errors"][0]["field"], "/email")
                    self.assertEqual(page.status, 422)
                else:
                    self.assertEqual(made["email"].lower(), kept.lower())
                    self.assertEqual(page.status, 200, page.text)


if __name__ == "__main__":
    unittest.main()

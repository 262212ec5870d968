"""Conventions are found, sifted, sorted and saved as people type it, by pages and by the API."""

import csv
import io
import html
import re
import unittest
import urllib.parse

from play import FunctionalTest


class Search(FunctionalTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()

        def names(draft):
            draft["parties"][1]["name"] = "Communauté des Hautes-Vallées"
            draft["slots"][0]["name"] = "Noëlle Castel"

        cls.school = cls.play.start("partenariat", title="École d’été de l’Œuvre", edit=names)
        cls.formula = cls.play.start("partenariat", title="=HYPERLINK(1)")
        cls.other = cls.play.start("adhesion", title="Abri")

        def one(draft):
            draft["parties"][1]["name"] = "Commune de Saint\u2011Étienne\u2011l’Étang"
            draft["slots"][0]["name"] = "Seán O’Kéefe"
            draft["slots"][1]["name"] = "Anne Le Goff de La Tour"

        cls.joined = cls.play.start("partenariat", title="Chaire d’Alembert", edit=one)
        cls.board = cls.play.administrator()

    def references(self, page):
        return re.findall(r'<th scope="row"[^>]*><a href="[^"]*">([^<]+)</a>', page.body.decode())

    def shown(self, **asked):
        page = self.board.open("/admin/?" + urllib.parse.urlencode(asked))
        self.assertEqual(page.status, 200)
        return self.references(page)

    def listed(self, **asked):
        rows = self.it.api("GET", "/conventions?" + urllib.parse.urlencode(asked))["items"]
        return [row["reference"] for row in rows]

    def test_no_accent_case_apostrophe_or_composition_matters(self):
        for typed in ("école", "ecole", "ÉCOLE", "e\u0301cole", "d'ete", "d’été", "d\u02bcété", "été école",
                      "oeuvre", "ŒUVRE", "hautes vallees", "Hautes‑Vallées", "vallées\u00a0hautes", "castel",
                      "Castel, Noëlle", "castel ecole hautes", self.school.reference,
                      self.school.reference.lower()):
            with self.subTest(typed):
                self.assertEqual(self.shown(q=typed), [self.school.reference])
                self.assertEqual(self.listed(q=typed), [self.school.reference])
        self.assertIn(self.school.reference, self.shown(q=self.school.reference.replace("-", " ")))
        kind, year, number = self.school.reference.split("-")
        for typed in (f"{kind}-{year}-{int(number)}", f"{year}-{int(number)}", f"{kind}-{year}-0{number} castel"):
            with self.subTest(typed):
                self.assertIn(self.school.reference, self.shown(q=typed))
                self.assertIn(self.school.reference, self.listed(q=typed))
        self.assertEqual(self.shown(q="castel abri"), [])
        self.assertEqual(self.listed(q="'"), [])

    NAMES = {
        "Seán O’Kéefe": ("okeefe", "OKEEFE", "O'Keefe", "o’kéefe", "o keefe", "keefe", "sean okeefe", "O\u02bcKéefe"),
        "Jean-Baptiste d’Alembert": ("dalembert", "d'alembert", "D Alembert", "alembert", "jeanbaptiste", "jean baptiste",
                                     "Jean-Baptiste", "jean\u2010baptiste", "dalembert jeanbaptiste"),
        "Anne Le Goff de La Tour": ("legoff", "le goff", "delatour", "de la tour", "latour", "goff delatour"),
        "Léa Mac Mahon": ("macmahon", "mac mahon"),
        "Ève Saint Étienne": ("saintetienne", "saint etienne"),
    }

    def test_names_are_found_in_one_and_in_parts(self):
        for number, name in enumerate(self.NAMES):
            self.it.api("POST", "/people", {"name": name, "email": f"nom-{number}@demo.example"}, status=201)
        for name, ways in self.NAMES.items():
            for typed in ways:
                with self.subTest(typed):
                    page = self.board.open("/admin/people?" + urllib.parse.urlencode({"q": typed}))
                    self.assertIn(name, page.text)
        page = self.board.open("/admin/people?q=legoffre")
        self.assertNotIn("Le Goff", page.text)
        for typed in ("okeefe", "o'keefe", "dalembert", "alembert", "d'alembert", "legoff", "delatour",
                      "saint etienne", "saintetienne", "Saint-Étienne", "SAINT ETIENNE", "letang", "l'étang", "etang",
                      "saintetienneletang", "okeefe saintetienne dalembert"):
            with self.subTest(typed):
                self.assertEqual(self.shown(q=typed), [self.joined.reference])
                self.assertEqual(self.listed(q=typed), [self.joined.reference])
        for typed in ("saintetienne", "saint etienne", "letang"):
            self.assertEqual(self.listed(party=typed), [self.joined.reference])
        for typed in ("st etienne", "stetienne", "okeeffe"):
            self.assertNotIn(self.joined.reference, self.shown(q=typed))

    def test_filters_and_order_are_those_of_the_address(self):
        year = self.other.reference.split("-")[1]
        for asked, found in (
            ({"type": "adhesion"}, [self.other]),
            ({"party": "hautes vallees"}, [self.school]),
            ({"party": "castel"}, []),
            ({"year": year, "sort": "title"}, None),
            ({"year": int(year) - 1}, []),
            ({"stage": "drafting", "q": "abri", "sort": "deadline"}, [self.other]),
            ({"stage": "in_force"}, []),
        ):
            with self.subTest(asked):
                if found is None:
                    rows = self.shown(**asked)
                    self.assertEqual(self.listed(**asked), rows)
                    self.assertLess(rows.index(self.other.reference), rows.index(self.school.reference))
                    continue
                self.assertEqual(self.shown(**asked), [act.reference for act in found])
                self.assertEqual(self.listed(**asked), [act.reference for act in found])

    def test_a_page_reloaded_or_left_and_come_back_to_shows_the_same(self):
        page = self.board.open("/admin/?q=ecole&sort=title&party=vallees")
        self.assertEqual(self.references(page), [self.school.reference])
        text = html.unescape(page.body.decode())
        self.assertIn('value="ecole"', text)
        self.assertIn('<option value="title" selected>', text)
        self.assertIn('href="/admin/?stage=drafting&q=ecole&party=vallees&sort=title"', text)

    def test_the_list_is_saved_as_csv_without_formulas(self):
        page = self.board.open("/admin/conventions.csv?sort=title")
        self.assertEqual(page.status, 200)
        self.assertIn("attachment", page.headers["Content-Disposition"])
        rows = list(csv.reader(io.StringIO(page.body.decode("utf-8-sig")), delimiter=";"))
        titles = [row[1] for row in rows[1:]]
        self.assertIn("'=HYPERLINK(1)", titles)
        self.assertLess(titles.index("Abri"), titles.index("École d’été de l’Œuvre"))
        few = self.board.open("/admin/conventions.csv?q=ecole").body.decode()
        self.assertEqual(few.count("\r\n"), 2)


if __name__ == "__main__":
    unittest.main()

"""What acts are to one another, by the form and by the API, both ways."""

import datetime
import json
import unittest
import uuid

from play import FunctionalTest

HOSTILE = "Charte « l'été » <script>alert(1)</script> {{t:x}} '; DROP TABLE relation; --"


class Relations(FunctionalTest):
    def begin(self, title, relations=None, status=201):
        asked = {"type": "partenariat", "title": title}
        if relations is not None:
            asked["relations"] = relations
        return self.it.api("POST", "/conventions", asked, status=status)

    def show(self, made):
        return self.it.api("GET", f"/conventions/{made['id']}")

    def edit(self, made, relations, status=200):
        return self.it.api(
            "POST", f"/conventions/{made['id']}/actions/edit_draft", {"relations": relations}, status=status
        )

    def page(self, browser, made, more=""):
        return browser.open(f"/admin/conventions/{made['id']}{more}")

    def test_both_acts_tell_of_it_by_the_api_and_on_their_pages(self):
        first = self.begin("Convention de départ")
        self.assertEqual((first["relations"], self.show(first)["related_from"]), ([], []))
        said = [
            {"kind": "amends", "act": first["id"]},
            {"kind": "conforms_to", "elsewhere": HOSTILE, "signed_on": "2019-03-12"},
        ]
        second = self.begin("Avenant", said)
        told = [
            {"kind": "amends", "act": first["id"], "elsewhere": "", "signed_on": None},
            {"kind": "conforms_to", "act": None, "elsewhere": HOSTILE, "signed_on": "2019-03-12"},
        ]
        self.assertEqual(second["relations"], told)
        pointing = {"id": second["id"], "reference": second["reference"], "stage": "drafting"}
        self.assertEqual(self.show(first)["related_from"], [{**pointing, "kind": "amends"}])
        self.assertEqual(self.show(second)["related_from"], [])
        browser = self.play.administrator()
        page = self.page(browser, second)
        self.assertIn("Actes liés", page.text)
        self.assertIn(f"Modifie {first['reference']}", page.text)
        self.assertIn(f"Se conforme à {HOSTILE}", page.text)
        self.assertIn("signé ailleurs le 12 mars 2019", page.text.replace("\u00a0", " "))
        self.assertNotIn("<script>alert", page.body.decode())
        self.assertIn(f"/admin/conventions/{first['id']}", page.body.decode())
        page = self.page(browser, first)
        self.assertIn(f"Modifié par {second['reference']}", page.text)
        # What is told is what an edit takes; given whole, it replaces.
        self.assertEqual(self.edit(second, told)["relations"], told)
        self.edit(second, [{"kind": "replaces", "act": first["id"]}])
        self.assertEqual(self.show(first)["related_from"], [{**pointing, "kind": "replaces"}])
        self.assertIn(f"Remplacé par {second['reference']}", self.page(browser, first).text)
        self.assertIn("les actes liés", self.page(browser, second).text)
        self.edit(second, [])
        self.assertEqual(self.show(first)["related_from"], [])
        self.assertNotIn("Actes liés", self.page(browser, first).text)

    def test_the_api_refuses_what_cannot_stand_and_names_it(self):
        first = self.begin("Convention de départ")
        second = self.begin("Avenant")
        to_first = {"kind": "amends", "act": first["id"]}
        tomorrow = (datetime.date.today() + datetime.timedelta(days=4000)).isoformat()
        for relations, field, status in (
            ([to_first, {"kind": "amends", "act": str(uuid.uuid4())}], "relations/1/act", 404),
            ([{"kind": "amends", "act": second["id"]}], "relations/0/act", 422),
            ([to_first, to_first], "relations/1/act", 422),
            ([{"kind": "amends", "elsewhere": "Charte"}] * 2, "relations/1/elsewhere", 422),
            ([{"kind": "amends"}], "relations/0/elsewhere", 422),
            ([{**to_first, "elsewhere": "Charte"}], "relations/0/elsewhere", 422),
            ([{**to_first, "signed_on": "2019-03-12"}], "relations/0/signed_on", 422),
            ([{"kind": "amends", "elsewhere": "Charte", "signed_on": tomorrow}], "relations/0/signed_on", 422),
            ([{"kind": "amends", "elsewhere": f"Acte {n}"} for n in range(21)], "/relations", 422),
            ([{"kind": "amends", "elsewhere": "a\u202eb"}], "/relations/0/elsewhere", 422),
            ([{"kind": "amends", "elsewhere": "a\nb"}], "/relations/0/elsewhere", 422),
            ([{"kind": "loves", "elsewhere": "Charte"}], "/relations/0/kind", 422),
            ([{"kind": "amends", "act": "ADH-2026-001"}], "/relations/0/act", 422),
            ([{"kind": "amends", "elsewhere": "Charte", "signed_on": "2019-02-30"}], "/relations/0/signed_on", 422),
            (to_first, "/relations", 422),
        ):
            refused = self.edit(second, relations, status)
            self.assertIn(field, [one["field"] for one in refused["errors"]], refused)
            self.assertTrue(refused["detail"], refused)
        self.assertEqual(self.show(second)["relations"], [])
        refused = self.begin("Avenant", [{"kind": "amends", "act": str(uuid.uuid4())}], status=404)
        self.assertEqual([one["field"] for one in refused["errors"]], ["relations/0/act"])
        # The id of an act that is begun is its key: it cannot be related to itself either.
        key = str(uuid.uuid4())
        body = {"type": "partenariat", "title": "Soi", "relations": [{"kind": "amends", "act": key}]}
        refused = self.it.api("POST", "/conventions", body, {"Idempotency-Key": key}, status=422)
        self.assertEqual([one["field"] for one in refused["errors"]], ["relations/0/act"])

    def test_a_frozen_text_keeps_what_it_was_related_to(self):
        first = self.begin("Convention de départ")
        act = self.play.start()
        said = [{"kind": "transfers", "act": first["id"]}]
        act.do("edit_draft", relations=said)
        act.freeze()
        self.assertEqual(self.edit({"id": act.id}, [], 409)["title"], "draft_is_frozen")
        self.assertEqual(act.show()["relations"][0]["act"], first["id"])
        self.assertEqual(self.show(first)["related_from"][0]["id"], act.id)


class OnTheForm(FunctionalTest):
    def setUp(self):
        super().setUp()
        self.first = self.it.api("POST", "/conventions", {"type": "partenariat", "title": "Convention de départ"})
        self.made = self.it.api("POST", "/conventions", {"type": "partenariat", "title": "Avenant"})
        self.address = f"/admin/conventions/{self.made['id']}"
        self.browser = self.play.administrator()

    def send(self, page, **fields):
        return self.browser.submit(page.form("/edit"), **{key.replace("__", "."): value for key, value in fields.items()})

    def relations(self):
        return self.it.api("GET", f"/conventions/{self.made['id']}")["relations"]

    def test_an_act_is_given_by_its_reference_or_as_signed_elsewhere(self):
        page = self.browser.open(self.address + "/edit")
        page = self.send(
            page, relation__0__kind="replaces", relation__0__reference=f" {self.first['reference'].lower()} "
        )
        self.assertEqual(page.status, 200)
        self.assertIn(f"Remplace {self.first['reference']}", page.text)
        page = self.send(
            self.browser.open(self.address + "/edit"),
            relation__1__kind="applies", relation__1__elsewhere=HOSTILE, relation__1__signed_on="2019-03-12",
        )
        self.assertEqual(page.status, 200)
        self.assertEqual(
            self.relations(),
            [
                {"kind": "replaces", "act": self.first["id"], "elsewhere": "", "signed_on": None},
                {"kind": "applies", "act": None, "elsewhere": HOSTILE, "signed_on": "2019-03-12"},
            ],
        )
        # The same form with nothing changed changes nothing; a row is removed by its box.
        events = self.it.api("GET", f"/conventions/{self.made['id']}")["events"]
        self.send(self.browser.open(self.address + "/edit"))
        self.assertEqual(self.it.api("GET", f"/conventions/{self.made['id']}")["events"], events)
        self.send(self.browser.open(self.address + "/edit"), relation__0__remove="1")
        self.assertEqual([one["kind"] for one in self.relations()], ["applies"])

    def test_what_cannot_stand_is_said_and_kept(self):
        for typed, words in (
            ({"relation__0__reference": "ADH-1999-999"}, "Aucun acte de ce campus n’a cette référence"),
            ({"relation__0__reference": HOSTILE}, "Aucun acte de ce campus n’a cette référence"),
            ({"relation__0__reference": self.made["reference"]}, "lié ni à lui-même"),
            ({"relation__0__signed_on": "2019-03-12"}, "Donnez la référence d’un acte de ce campus"),
            ({"relation__0__elsewhere": "Charte", "relation__0__signed_on": "hier"}, "Écrivez une date comme"),
            ({"relation__0__elsewhere": "Charte", "relation__0__signed_on": "2219-03-12"}, "Écrivez une date passée"),
            (
                {"relation__0__elsewhere": "Charte", "relation__0__reference": self.first["reference"]},
                "pas les deux",
            ),
        ):
            page = self.send(self.browser.open(self.address + "/edit"), title="Titre gardé", **typed)
            self.assertEqual(page.status, 422, (typed, page.text[:300]))
            self.assertIn(words, page.text)
            fields = dict(page.form("/edit").values())
            self.assertEqual(fields["title"], "Titre gardé")
            for name, value in typed.items():
                self.assertEqual(fields[name.replace("__", ".")], value)
        self.assertEqual(self.relations(), [])
        twice = {"relation__0__reference": self.first["reference"]}
        page = self.send(self.browser.open(self.address + "/edit"), **twice)
        page = self.send(self.browser.open(self.address + "/edit"), relation__1__reference=self.first["reference"])
        self.assertEqual(page.status, 422)
        self.assertIn("ni deux fois de la même façon", page.text)

    def test_two_who_edit_at_once_lose_nothing(self):
        mine = self.browser.open(self.address + "/edit")
        self.send(self.browser.open(self.address + "/edit"), relation__0__elsewhere="Charte")
        page = self.send(mine, relation__0__reference=self.first["reference"])
        self.assertEqual(page.status, 409)
        self.assertIn("Enregistré : « Charte »", page.text.replace("\u00a0", " ").replace("\u202f", " "))
        self.assertEqual(self.send(page).status, 200)
        self.assertEqual([one["act"] for one in self.relations()], [self.first["id"]])


if __name__ == "__main__":
    unittest.main()

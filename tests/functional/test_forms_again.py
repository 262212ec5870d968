"""A page's form posted twice, as after Back or a double click: the same content is one act, another
one is another act, and nothing is dropped in silence."""

import threading
import unittest
import uuid

from play import DATA, FunctionalTest, multipart, post
import person


class FormsAgain(FunctionalTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.play.administrator()

    def form(self, address, ending, browser=None):
        return self.form_in((browser or self.admin).open(address), ending)

    def form_in(self, page, ending):
        return next(f for f in page.parsed.forms if f.method == "post" and f.action.endswith(ending))

    def send(self, form, browser=None, **filled):
        return post(browser or self.admin, form.action, form.values(**filled))

    def at_once(self, form, browser=None, times=5, **filled):
        """The same form several times at the same instant; what each was answered."""
        answers = []
        threads = [
            threading.Thread(target=lambda: answers.append(self.send(form, browser, **filled)))
            for _ in range(times)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [answer.status for answer in answers]

    def test_a_draft(self):
        act = self.play.start(title="Avant")
        form = self.form(f"/admin/conventions/{act.id}/edit", "/edit")
        entries = len(act.journal())
        self.assertEqual(self.at_once(form, title="Premier"), [303] * 5)
        self.assertEqual(len(act.journal()), entries + 1)
        page = self.send(form, title="Second")
        self.assertEqual(page.status, 409)
        self.assertIn("Enregistré : « Premier »", page.text)
        self.assertEqual(act.show()["title"], "Premier")
        self.assertEqual(self.send(page.form("/edit")).status, 303)
        self.assertEqual(act.show()["title"], "Second")

    def test_an_address(self):
        act = self.play.in_signature()
        form = self.form(f"/admin/conventions/{act.id}/actions/correct_address?place=slot/1", "/correct_address")
        for email in ("premier@demo.example", "second@demo.example"):
            self.assertEqual(self.at_once(form, email=email, reason="Faute de frappe."), [303] * 5)
            self.assertEqual(act.address(1), email)
        self.assertEqual([e["type"] for e in act.journal()].count("address_corrected"), 2)
        page = self.send(form, email="premier@demo.example", reason="Faute de frappe.")
        self.assertEqual(page.status, 409)
        self.assertIn("avait déjà été enregistré", page.text)
        self.assertEqual(act.address(1), "second@demo.example")

    def test_an_ending_that_is_behind(self):
        act = self.play.start()
        form = self.form(f"/admin/conventions/{act.id}/actions/abandon", "/abandon")
        self.assertEqual(self.at_once(form, reason="Le projet est retiré."), [303] * 5)
        page = self.send(form, reason="Un autre motif.")
        self.assertEqual(page.status, 409)
        self.assertIn("Le projet est retiré.", page.text)
        self.assertEqual([e["type"] for e in act.journal()].count("convention_abandoned"), 1)

    def test_an_annex(self):
        act = self.play.start("adhesion")
        form = self.form(f"/admin/conventions/{act.id}/annexes", "/annexes")
        known = len(act.show()["annexes"])

        def upload(name):
            fields = dict(form.values(kind="convention_constitutive", annex_title="Une annexe"))
            fields.pop("file", None)
            body, headers = multipart(fields, (DATA / name).read_bytes())
            origin = {"Origin": f"http://{self.admin.base.netloc}"}
            return self.admin.request("POST", form.action, body, {**headers, **origin}).status

        files = sorted(path.name for path in DATA.glob("*.pdf"))[:2]
        self.assertEqual([upload("convention.pdf"), upload("convention.pdf")], [303, 303])
        self.assertEqual(len(act.show()["annexes"]), known + 1)
        other = next(name for name in files + ["convention.pdf"] if name != "convention.pdf")
        if upload(other) == 303:  # some of the files are hostile, and refused
            self.assertEqual(len(act.show()["annexes"]), known + 2)

    def test_a_new_convention(self):
        form = self.form("/admin/conventions/new", "/new")
        places = [
            self.send(form, type="partenariat", title=title).headers["Location"]
            for title in ("Premier", "Premier", "Second")
        ]
        self.assertEqual(places[0], places[1])
        self.assertNotEqual(places[0], places[2])

    def test_records(self):
        mark = uuid.uuid4().hex[:8]
        form = self.form("/admin/people", "/people")
        for name in ("Premier", "Second"):
            self.assertEqual(
                self.at_once(form, name=f"{name} {mark}", email=f"{name.lower()}.{mark}@demo.example"), [303] * 5
            )
        listed = self.admin.open(f"/admin/people?q={mark}").text
        self.assertIn(f"Premier {mark}", listed)
        self.assertIn(f"Second {mark}", listed)
        self.assertIn("2 fiches", listed)
        form = self.form("/admin/organisations", "/organisations")
        for name in ("Premier", "Second"):
            self.assertEqual(self.at_once(form, name=f"{name} {mark}"), [303] * 5)
        listed = self.admin.open(f"/admin/organisations?q={mark}").text
        self.assertIn(f"Premier {mark}", listed)
        self.assertIn(f"Second {mark}", listed)

    def test_a_record_changed_by_two(self):
        """Of people, organisations and bodies: the second is told what the first changed."""
        mark = uuid.uuid4().hex[:8]
        person = self.it.api("POST", "/people", {"name": "Avant", "email": f"a.{mark}@demo.example"})
        organisation = self.it.api("POST", "/organisations", {"name": f"Avant {mark}"})
        for address, ending in (
            (f"/admin/people/{person['id']}", "/people"),
            (f"/admin/organisations/{organisation['id']}", "/organisations"),
            ("/admin/bodies/directoire", "/directoire"),
        ):
            with self.subTest(address):
                kept = lambda: dict(self.form(address, ending).values())["name"]
                former = kept()
                form = self.form(address, ending)
                self.assertEqual(self.at_once(form, name="Premier"), [303] * 5)
                page = self.send(form, name="Second")
                self.assertEqual(page.status, 409)
                self.assertIn("Enregistré : « Premier »", page.text)
                self.assertIn("modifiée depuis l’ouverture de cette page", page.text)
                self.assertEqual(kept(), "Premier")
                self.assertEqual(self.send(self.form_in(page, ending)).status, 303)
                self.assertEqual(kept(), "Second")
                forms = [self.form(address, ending) for _ in range(4)]
                answers = []
                threads = [
                    threading.Thread(target=lambda n=n, f=f: answers.append(self.send(f, name=f"N {n}").status))
                    for n, f in enumerate(forms)
                ]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                self.assertEqual(sorted(answers), [303, 409, 409, 409])
                self.assertEqual(self.send(self.form(address, ending), name=former).status, 303)

    def test_an_answer(self):
        act = self.play.start("adhesion")
        act.freeze()
        act.ask_opinion()
        seat = next(seat for seat in act.seats() if seat["vote"] == "deliberative")
        browser = self.play.browser()
        form = browser.open(act.opinion_links()[seat["n"]]).form("/answer")

        def kept():
            return next(s for s in act.seats() if s["n"] == seat["n"])["answer"]["choice"]

        self.assertEqual(self.at_once(form, browser, choice="favourable"), [303] * 5)
        self.assertEqual([e["type"] for e in act.journal()].count("opinion_answered"), 1)
        self.assertEqual(self.send(form, browser, choice="unfavourable", text="Trop tôt.").status, 303)
        self.assertEqual(kept(), "unfavourable")
        page = self.send(form, browser, choice="favourable")
        self.assertEqual(page.status, 409)
        self.assertIn("c’est celle qui est dite ci-dessous qui compte", page.text)
        self.assertEqual(kept(), "unfavourable")
        act.do("close_opinion", opinion=1)
        page = self.send(form, browser, choice="abstain")
        self.assertEqual(page.status, 409)
        self.assertIn("n’a pas été enregistré", page.text)
        self.assertEqual(kept(), "unfavourable")

    def test_a_code_a_signature_and_a_refusal(self):
        act = self.play.in_signature()
        signer = act.signer(1)
        form = signer.page.form("/code")
        self.assertEqual(self.at_once(form, signer.browser), [303] * 5)
        self.assertEqual([e["type"] for e in act.journal()].count("code_issued"), 1)
        signer.page = signer.browser.open(signer.link)
        signer.code = person.code_in(self.play.mailbox.wait(signer.email, "Votre code", act.reference))
        form, filled = signer.page.form("/sign"), dict(signer.filled())
        self.assertEqual(set(self.at_once(form, signer.browser, **filled)), {303})
        self.assertEqual([e["type"] for e in act.journal()].count("slot_signed"), 1)
        page = self.send(form, signer.browser, **{**filled, "code": "000000"})
        self.assertEqual(page.status, 409)
        self.assertIn("n’a rien changé", page.text)

        second = act.signer(2)
        form = second.browser.open(second.page.address + "/decline").form("/decline")
        self.assertEqual(self.at_once(form, second.browser, reason="Non."), [303] * 5)
        page = self.send(form, second.browser, reason="Pour une autre raison.")
        self.assertEqual(page.status, 409)
        self.assertIn("n’a rien changé", page.text)
        self.assertEqual([e["type"] for e in act.journal()].count("slot_declined"), 1)


if __name__ == "__main__":
    unittest.main()

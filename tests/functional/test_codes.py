"""The code that proves the mailbox at the moment of signing."""

import re
import unittest

from play import FunctionalTest, post
import person


class Codes(FunctionalTest):
    def setUp(self):
        self.act = self.play.in_signature()
        self.first = self.act.show()["slots"][0]["n"]
        self.signer = self.act.signer(self.first)

    def unsigned(self):
        self.assertEqual(self.act.slot(self.first)["status"], "invited")

    def test_its_mail_names_the_act_and_says_never_to_pass_it_on(self):
        self.signer.ask_code()
        text = person.text_of(self.signer.mail)
        self.assertIn("Ne le transmettez jamais", text)
        self.assertIn("Convention d’essai", text)
        self.assertRegex(text, r"valable 10\s+minutes")
        self.assertRegex(self.signer.code, r"^\d{6}$")
        self.assertEqual(self.signer.mail["To"].addresses[0].addr_spec, self.signer.email)
        html = self.signer.mail.get_body(preferencelist=("html",)).get_content()
        self.assertIn(self.signer.code, html.replace(" ", ""))
        self.assertNotIn("/l/", text)

    def test_five_wrong_ones_exhaust_it_even_for_the_right_one(self):
        self.signer.ask_code()
        for n in range(5):
            page = self.signer.sign(self.signer.wrong())
            self.assertEqual(page.status, 422)
            self.assertIn("Ce code n’est pas le bon", page.text)
            if n < 4:
                self.assertIn(f"Il reste {4 - n} essai", page.text)
                self.signer.page = page
        # The page offers no form any more; that of the last try is posted with the right code.
        self.assertFalse([form for form in page.parsed.forms if form.action.endswith("/sign")])
        page = self.signer.sign()
        self.assertEqual(page.status, 422, page.text)
        self.unsigned()
        # A new one, and all is well again.
        self.it.advance(seconds=31)
        self.signer.page = self.signer.browser.open(self.signer.link)
        self.assertIn("Vous avez signé", self.signer.ask_code().sign().text)

    def test_it_dies_after_ten_minutes(self):
        self.signer.ask_code()
        self.it.advance(minutes=10, seconds=5)
        page = self.signer.sign()
        self.assertEqual(page.status, 422)
        self.unsigned()

    def test_it_still_works_after_nine_minutes(self):
        self.signer.ask_code()
        self.it.advance(minutes=9)
        self.assertIn("Vous avez signé", self.signer.sign().text)

    def test_it_is_of_no_use_in_another_session(self):
        self.signer.ask_code()
        other = self.act.signer(self.first, self.signer.link)
        # The page of the other browser offers to ask for a code; its form to sign is made up.
        fields = dict(self.signer.filled())
        form = dict(other.page.form("/code").values())
        fields.update(csrf=form["csrf"], command=form["command"])
        page = post(other.browser, self.signer.page.form("/sign").action, list(fields.items()))
        self.assertEqual(page.status, 409, page.text)
        self.unsigned()

    def test_a_new_one_replaces_the_former(self):
        former = self.signer.ask_code().code
        self.it.advance(seconds=31)
        self.signer.ask_code()
        if former != self.signer.code:  # one in a million
            self.assertEqual(self.signer.sign(former).status, 422)
        self.unsigned()

    def test_asking_again_at_once_is_refused_and_sends_nothing(self):
        self.signer.ask_code()
        page = self.signer.browser.submit(self.signer.page.form("/code"))
        self.assertEqual(page.status, 429)
        self.it.settle()
        self.assertEqual(len(self.play.mails_to(self.signer.email, "Votre code")), 1)

    def test_ten_a_day_are_enough(self):
        for _ in range(10):
            self.signer.ask_code()
            self.it.advance(seconds=31)
        page = self.signer.browser.submit(self.signer.page.form("/code"))
        self.assertEqual(page.status, 429)
        self.it.advance(hours=24)
        self.signer.page = self.signer.browser.open(self.signer.link)
        self.signer.ask_code()

    def strangers(self, count):
        """Browsers of whoever holds the link, each with a code asked for."""
        for _ in range(count):
            stranger = self.act.signer(self.first, self.signer.link)
            page = stranger.browser.submit(stranger.page.form("/code"))
            self.assertEqual(page.status, 200, page.text)

    def test_who_holds_the_link_does_not_void_the_code_of_its_owner(self):
        self.signer.ask_code()
        self.strangers(5)
        self.assertIn("Vous avez signé", self.signer.sign().text)

    def test_one_stranger_burns_the_codes_of_one_browser_only(self):
        stranger = self.act.signer(self.first, self.signer.link)
        for _ in range(10):
            page = stranger.browser.submit(stranger.page.form("/code"))
            self.assertEqual(page.status, 200, page.text)
            self.it.advance(seconds=31)
            stranger.page = stranger.browser.open(stranger.link)
        page = stranger.browser.submit(stranger.page.form("/code"))
        self.assertEqual(page.status, 429)
        self.assertIn("Vous avez signé", self.newest_code(self.signer).sign().text)

    def test_an_owner_whose_link_is_burnt_gets_another_that_only_they_have(self):
        self.strangers(20)
        self.it.settle()
        page = self.signer.browser.submit(self.signer.page.form("/code"))
        self.assertEqual(page.status, 429)
        self.assertIn("Trop de codes ont été demandés par ce lien", page.text)
        self.assertEqual(len(self.play.mails_to(self.signer.email, "Votre code")), 20)
        self.assertEqual(self.act.mails("codes_burnt_notice"), ["direction@campus-demo.example"])
        (told,) = [
            mail for mail in self.play.mails_to("direction@campus-demo.example", "À débloquer")
            if self.act.reference in mail["Subject"]
        ]
        self.assertIn("10 codes de signature ont été demandés", person.text_of(told))
        self.assertIn(f"/admin/conventions/{self.act.id}", person.text_of(told))
        administrator = self.play.administrator()
        self.assertIn(self.act.reference, administrator.open("/admin/?help=1").text)
        shown = administrator.open(f"/admin/conventions/{self.act.id}").text
        self.assertIn("À débloquer : 20 codes demandés par ce lien", shown)

        self.signer.browser.submit(page.form("/new-link"))
        fresh = self.play.link(self.play.mailbox.wait(self.signer.email, "Votre lien", self.act.reference))
        self.assertNotEqual(fresh, self.signer.link)
        self.assertEqual(self.play.browser().open(self.signer.link).status, 410)
        self.assertNotIn(self.act.reference, administrator.open("/admin/?help=1").text)
        owner = self.act.signer(self.first, fresh)
        self.assertIn("Vous avez signé", self.newest_code(owner).sign().text)

    def newest_code(self, signer):
        """Asks for a code and takes the mail that came with it, whatever came before."""
        signer.page = signer.browser.submit(signer.page.form("/code"))
        self.assertEqual(signer.page.status, 200, signer.page.text)
        self.it.settle()
        number = re.search(r"code n° (\d+)", signer.page.text).group(1)
        signer.mail = next(
            mail for mail in self.play.mails_to(signer.email, "Votre code")
            if f"Code n° {number}\u00a0:" in person.text_of(mail)
        )
        signer.code = person.code_in(signer.mail)
        return signer

    def test_a_corrected_address_starts_afresh(self):
        self.strangers(20)
        self.act.do("revoke_link", place=f"slot/{self.first}", reason="Lien transféré.")
        self.act.do("correct_address", place=f"slot/{self.first}", email="autre@demo.example", reason="Autre boîte.")
        signer = self.act.signer(self.first)
        self.assertIn("Vous avez signé", signer.ask_code().sign().text)

    def test_nothing_is_signed_without_it(self):
        self.signer.ask_code()
        form = self.signer.page.form("/sign")
        for code in ("", "12345", "1234567", "abcdef", "１２３４５６", "' or 1=1"):
            page = self.signer.browser.submit(form, code=code, consent=form.choices("consent"))
            self.assertEqual(page.status, 422, code)
        page = self.signer.browser.submit(form, code=self.signer.code, consent=[])
        self.assertEqual(page.status, 422)
        self.unsigned()
        # None of these counted as a try.
        self.assertIn("Vous avez signé", self.signer.sign().text)

    def test_people_may_type_it_with_blanks(self):
        code = self.signer.ask_code().code
        self.assertIn("Vous avez signé", self.signer.sign(f" {code[:3]} {code[3:]} ").text)


if __name__ == "__main__":
    unittest.main()

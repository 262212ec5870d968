"""What comes back to the return path of a mail, given to `mail intake` as a mail server does, and
what an administrator then reads beside the person."""

import email.message
import re
import unittest

from play import FunctionalTest

QSBMF = """Hi. This is the mail program of mx.example.
The address below was refused for good.

<{address}>:
No such mailbox. (#5.1.1)

--- Below this line is a copy of the message.

Subject: essai
"""


class ReturnedMail(FunctionalTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pages = cls.play.administrator()

    def setUp(self):
        self.act = self.play.in_signature()
        self.invitation = self.act.wait(self.act.address(1), "À signer")
        self.path = self.invitation["Return-Path"].strip("<>")

    def give(self, raw, recipient=None):
        """What `mail intake` says of it."""
        return self.it.cli("mail", "intake", "--recipient", recipient or self.path, stdin=raw).stdout.strip()

    def mail(self, subject, body, sender=None, **headers):
        message = email.message.EmailMessage()
        message["From"] = sender or f"Personne <{self.act.address(1)}>"
        message["To"] = self.path
        message["Subject"] = subject
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(body)
        return message.as_string()

    def page(self):
        text = self.pages.open(f"/admin/conventions/{self.act.id}").text
        return re.sub(r"\s+", " ", text)

    def needs_help(self):
        rows = self.it.api("GET", "/conventions")["items"]
        return next(r for r in rows if r["id"] == self.act.id)["needs_help"]

    def assert_told(self, said, outcome):
        self.assertTrue(said.endswith(f": {outcome}."), said)

    def test_a_report_in_plain_words_marks_the_address(self):
        for raw in (
            self.mail("failure notice", QSBMF.format(address=self.act.address(1)), "mailer-daemon@mx.example"),
            "Return-Path: <>\nFrom: Mail <mailer-daemon@mx.example>\nSubject: Undelivered\nMIME-Version: 1.0\n"
            'Content-Type: multipart/report; report-type = delivery-status; boundary = "b"\n\n'
            "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
            f"Final-Recipient: rfc822; {self.act.address(1)}\nAction: failed\nStatus: 5.1.1\n\n--b--\n",
            self.mail("Undelivered", f"550 5.1.1 <{self.act.address(1)}>", "MAILER-DAEMON@mx.example"),
        ):
            self.setUp()
            self.assert_told(self.give(raw), "recorded")
            self.assertTrue(self.act.slot(1)["undeliverable"])
            self.assertIn("Adresse refusée par la messagerie", self.page())
            self.assertTrue(self.needs_help())
            failed = [e for e in self.act.journal() if e["type"] == "delivery_failed"]
            self.assertEqual(failed[0]["entry"]["body"]["status"], "5.1.1")

    def test_a_failure_that_is_no_fault_of_the_address_shows_without_marking_it(self):
        report = (
            "Return-Path: <>\nFrom: Mail <mailer-daemon@mx.example>\nSubject: Undelivered\nMIME-Version: 1.0\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
            "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
            "Action: failed\nStatus: {}\nDiagnostic-Code: smtp; {}\n\n--b--\n"
        )
        for raw, words in (
            (report.format("5.7.1", "550 5.7.1 Access denied"), "550 5.7.1 Access denied"),
            (report.format("5.0.0", "554 5.7.1 Refused by policy"), "554 5.7.1 Refused by policy"),
            (report.format("4.4.7", "expired"), "4.4.7 expired"),
            (report.format("5.3.4", "552 too big"), "5.3.4 552 too big"),
            (report.format("5.1.8", "501 5.1.8 Bad sender"), "501 5.1.8 Bad sender"),
            (self.mail("Undelivered", "550 5.7.1 relaying denied", "MAILER-DAEMON@mx.example"), "550 5.7.1 relaying denied"),
        ):
            self.setUp()
            self.assert_told(self.give(raw), "recorded")
            slot = self.act.slot(1)
            self.assertEqual((slot["undeliverable"], slot["returned_mail"]), (False, words))
            self.assertNotIn("Adresse refusée par la messagerie", self.page())
            self.assertIn(words, self.page())
            self.assertTrue(self.needs_help())
            self.assert_told(self.give(raw), "known already, or the address is gone")

    def test_an_absence_shows_its_subject_decoded(self):
        self.assert_told(
            self.give(
                "From: x@demo.example\nPrecedence: bulk\n"
                "Subject: =?Windows-1252?Q?RE=A0:_ABSENCE_=96_l=92=9Cuvre?=\n\nJe suis absente.\n"
            ),
            "recorded",
        )
        self.assertEqual(self.act.slot(1)["automatic_reply"], "RE\u00a0: ABSENCE – l’œuvre")
        self.assertIn("Réponse automatique : « RE : ABSENCE – l’œuvre »", self.page())
        self.assertEqual(self.act.slot(1)["returned_mail"], "")

    def test_what_no_rule_knows_shows_beside_the_person_without_the_link(self):
        link = self.play.link(self.invitation)
        body = f"Bonjour,\nje ne suis plus maire <script>.\n{link}\n\nLe 30 nov. 2026, Campus a écrit :\n> {link}\n"
        self.assert_told(self.give(self.mail("Re: À signer", body)), "recorded")
        kept = self.act.slot(1)["returned_mail"]
        self.assertTrue(kept.startswith("Re: À signer\nBonjour,\nje ne suis plus maire <script>.\n"), kept)
        secret = link.rstrip("/").rsplit("/", 1)[1]
        whole = str(self.act.show()) + str(self.act.journal())
        self.assertNotIn(secret, whole)
        self.assertIn("Message reçu en retour, à lire : « Re: À signer Bonjour, je ne suis plus maire", self.page())
        self.assertNotIn(b"<script>", self.pages.open(f"/admin/conventions/{self.act.id}").body)
        self.assertTrue(self.needs_help())
        self.assert_told(self.give(self.mail("Re: À signer", body)), "known already, or the address is gone")
        self.act.do("correct_address", place="slot/1", email="autre.personne@demo.example", reason="Élection.")
        self.assertEqual(self.act.slot(1)["returned_mail"], "")

    def test_what_a_person_wrote_and_who_left_show_with_their_words(self):
        for subject, body, automatic in (
            ("Congés", "C’est M. Petit qui signera.", {}),
            ("Réponse automatique : À signer", "Mme Roy ne travaille plus à la mairie.", {"Auto_Submitted": "auto-replied"}),
        ):
            self.assert_told(self.give(self.mail(subject, body, **automatic)), "recorded")
            self.assertIn(body, self.act.slot(1)["returned_mail"])
            self.assertEqual(self.act.slot(1)["automatic_reply"], "")
            self.assertIn(body, self.page())

    def test_a_receipt_and_a_delay_change_nothing(self):
        before = len(self.act.journal())
        receipt = (
            "From: x@demo.example\nSubject: Lu : essai\nAuto-Submitted: auto-replied\n"
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
            "--b\n\nLu.\n--b\nContent-Type: message/disposition-notification\n\n"
            "Disposition: manual-action/MDN-sent-manually; displayed\n\n--b--\n"
        )
        self.assertEqual(self.give(receipt), "a receipt: understood, nothing to record.")
        delay = self.mail("Warning: message delayed", "It will be retried.", "MAILER-DAEMON@mx.example")
        self.assertIn("a delay", self.give(delay))
        self.assertEqual(len(self.act.journal()), before)
        self.assertFalse(self.needs_help())

    def test_a_strangers_return_path_records_nothing(self):
        before = len(self.act.journal())
        local, domain = self.path.split("@")
        forged = f"{local[:-2]}xx@{domain}"
        self.assertIn("no return path of ours", self.give(self.mail("Re", "x"), forged))
        self.assertEqual(len(self.act.journal()), before)

    def test_the_answer_of_a_former_address_is_kept_in_the_history(self):
        self.act.do("correct_address", place="slot/1", email="autre.personne@demo.example", reason="Élection.")
        self.assert_told(self.give(self.mail("Re: À signer", "Écrivez donc à ma remplaçante.")), "recorded")
        self.assertEqual(self.act.slot(1)["returned_mail"], "")
        self.assertIn("Écrivez donc à ma remplaçante.", self.page())

    def test_hostile_mail_is_read_within_bounds(self):
        for raw in (
            "To: " + "a:" * 300_000 + "\n\nx",
            "Content-Type: message/rfc822\n\nTo: " + "a:" * 300_000 + "\n\nx",
            "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\n\n" * 10_000,
            "Subject: \x00\x00\n\n" + "\x00" * 1_000_000,
            "x" * 20_000_000,
        ):
            self.give(raw)


if __name__ == "__main__":
    unittest.main()

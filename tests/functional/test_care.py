"""What the administrator does for people, and what people are told."""

import datetime
import unittest

from play import FunctionalTest, ref_of


class Care(FunctionalTest):
    def refused(self, act, action, why, status=409, **body):
        problem = act.do(action, status=status, **body)
        self.assertEqual(problem["title"], why, problem)

    def opinion(self, choice, text="", **more):
        act = self.play.start("adhesion")
        act.freeze()
        act.ask_opinion(**more)
        return act

    # Refusing to sign

    def test_a_refusal_stops_the_round_and_tells_all_who_signed_included(self):
        act = self.play.in_signature()
        act.sign(1)
        second = act.signer(2)
        page = second.browser.request("GET", f"/s/{ref_of(second.link)}/decline")
        again = second.browser.submit(page.form("/decline"), reason="")
        self.assertEqual(again.status, 422)
        page = second.browser.submit(page.form("/decline"), reason="La durée ne nous convient pas.")
        self.assertEqual(page.status, 200)
        self.it.settle()
        self.assertEqual(act.show()["stage"], "declined")
        admin = "direction@campus-demo.example"
        self.assertEqual(act.mails("decline_receipt"), [act.address(2)])
        self.assertEqual(sorted(act.mails("decline_notice")), sorted([act.address(1), act.address(3)]))
        self.assertEqual(act.mails("decline_alert"), [admin])
        true_for = {
            act.address(1): "elle n’a plus d’effet",
            act.address(2): "Votre refus est enregistré",
            act.address(3): "Votre tour de signer n’était pas encore venu",
            admin: f"/admin/conventions/{act.id}",
        }
        for address, sentence in true_for.items():
            notice = [m for m in self.play.mails_to(address, "refus") if act.reference in m["Subject"]]
            self.assertEqual(len(notice), 1)
            text = notice[0].get_body(("plain",)).get_content()
            self.assertIn("La durée ne nous convient pas.", text)
            self.assertEqual([s for s in true_for.values() if s in text], [sentence], text)
        # It may return to the drawing board as a new version.
        act.do("reopen_draft", reason="Durée ramenée à trois ans.")
        self.assertEqual(act.show()["stage"], "drafting")

    # Annexes

    def test_every_annex_of_the_table_is_acknowledged_when_signing(self):
        act = self.play.start("adhesion")
        act.annex("fiche_action", "Fiche action 2026")
        act.annex("annexe_financiere", "Annexe financière 2026")
        act.freeze()
        act.ask_opinion()
        act.answer_all("favourable")
        act.do("open_round")
        signer = act.signer(1).ask_code()
        form = signer.page.form("/sign")
        annexes = form.choices("annex")
        self.assertEqual(len(annexes), 3)
        for title in ("Convention constitutive", "Fiche action 2026", "Annexe financière 2026"):
            self.assertIn(title, signer.page.text)
        for missing in annexes:
            page = signer.browser.submit(
                form, code=signer.code, consent=form.choices("consent"),
                annex=[n for n in annexes if n != missing],
            )
            self.assertEqual(page.status, 422)
            self.assertIn("Cochez chaque annexe", page.text)
        self.assertEqual(act.slot(1)["status"], "invited")
        self.assertIn("Vous avez signé", signer.sign().text)
        signed = next(e for e in act.journal() if e["type"] == "slot_signed")
        self.assertEqual(len(signed["entry"]["body"]["acknowledged_annexes"]), 3)

    # Guests

    def test_a_guest_reads_and_is_not_waited_for(self):
        act = self.opinion("favourable")
        guest = next(seat for seat in act.seats() if seat["vote"] == "guest")
        mail = act.wait(guest["holder"]["email"], "pour information")
        text = mail.get_body(("plain",)).get_content()
        self.assertTrue(str(mail["Subject"]).startswith("Pour information\u00a0: "))
        self.assertIn("Aucun avis ne vous est demandé", text)
        self.assertNotIn("répondre (favorable", text)
        browser = self.play.browser()
        page = browser.open(self.play.link(mail))
        self.assertEqual(page.status, 200)
        self.assertIn("aucun avis ne vous est demandé", page.text)
        self.assertNotIn("/answer", page.text)
        document = browser.request("GET", page.address + "/document")
        self.assertTrue(document.body.startswith(b"%PDF-"))
        for seat in act.seats():
            if seat is not guest and seat["vote"] != "guest":
                member = self.play.link(act.wait(seat["holder"]["email"], "Avis demandé"))
                self.assertEqual(act.answer(member, "favourable").status, 200)
        shown = act.show()
        self.assertEqual(shown["stage"], "awaiting_authority")
        self.assertEqual(shown["opinions"][-1]["closed_by"], "all_answered")
        self.it.settle()
        result = self.play.mails_to(guest["holder"]["email"], "Résultat de la consultation")
        self.assertEqual(len(result), 1)
        self.assertIn("l’avis est favorable", result[0].get_body(("plain",)).get_content())

    # Addresses

    def test_a_corrected_address_keeps_signatures_tells_both_and_kills_the_former_link(self):
        act = self.play.in_signature()
        act.sign(1)
        former = act.signer(2).ask_code()
        act.do("correct_address", place="slot/2", email="juste@demo.example", reason="Faute de frappe.")
        self.it.settle()
        shown = act.show()
        self.assertEqual([s["status"] for s in shown["slots"]], ["signed", "invited", "waiting"])
        told = act.mails("address_corrected_notice")
        for address in (former.email, "juste@demo.example", act.address(1), act.address(3)):
            self.assertEqual(told.count(address), 1, told)
        self.assertEqual(former.browser.open(former.link).status, 410)
        self.assertEqual(former.sign().status, 409)
        fresh = self.play.link(self.play.mailbox.wait("juste@demo.example", "À signer"))
        self.it.advance(seconds=31)  # between two codes
        receipt = act.sign(2, fresh)
        other = act.sign(3)
        self.assertEqual(act.show()["stage"], "in_force")
        # The proof prints it: on the receipt of whom it concerns, and to all with the signed copy.
        self.it.settle()
        change = f"(auparavant {former.email}, désormais juste@demo.example)"
        self.assertIn(change, receipt.text)
        self.assertNotIn(change, other.text)
        for n in (1, 2, 3):
            for subject, told in (("Reçu de votre signature", n == 2), ("Acte signé", True)):
                mail = self.play.mails_to(act.address(n), subject)[0]
                for part in ("plain", "html"):
                    said = mail.get_body(preferencelist=(part,)).get_content()
                    self.assertEqual(change in said, told, said)
        change = act.slot(2)["address_changes"][0]
        self.assertEqual((change["from"], change["to"]), (former.email, "juste@demo.example"))

    def test_an_administrators_or_a_shared_address_must_be_answered_for(self):
        act = self.play.in_signature()
        own = {"place": "slot/1", "email": "direction@campus-demo.example", "reason": "Essai."}
        self.refused(act, "correct_address", "needs_acknowledgement", **own)
        shared = {"place": "slot/1", "email": act.address(2), "reason": "Essai."}
        self.refused(act, "correct_address", "needs_acknowledgement", **shared)
        act.do("acknowledge_warning", item="administrator_address:1", reason="Elle signe elle-même.")
        act.do("correct_address", **own)
        self.assertEqual(act.address(1), "direction@campus-demo.example")
        fresh = self.play.link(self.play.mailbox.wait("direction@campus-demo.example", "À signer", act.reference))
        self.assertIn("Elle signe elle-même.", act.sign(1, fresh).text)

    def test_an_address_answered_for_is_not_answered_for_the_next(self):
        act = self.play.in_signature()
        act.do("acknowledge_warning", item="shared_address:1,2", reason="Même secrétariat.")
        act.do("correct_address", place="slot/1", email=act.address(2), reason="Essai.")
        act.do("correct_address", place="slot/1", email="juste@demo.example", reason="Essai.")
        self.refused(act, "correct_address", "needs_acknowledgement", place="slot/1", email=act.address(2), reason="Essai.")

    def test_a_signature_given_cannot_be_moved_to_another_address(self):
        act = self.play.in_signature()
        act.sign(1)
        self.refused(act, "correct_address", "already_signed", place="slot/1", email="x@demo.example", reason="Essai.")

    def test_another_person_needs_a_new_version_where_names_are_printed(self):
        act = self.play.in_signature()
        self.refused(act, "substitute_holder", "name_is_printed", place="slot/1", name="Quelqu’un d’autre",
                     email="autre@demo.example", reason="Essai.")

    # Members of the body

    def test_a_members_link_is_revoked_and_a_corrected_address_is_asked_again(self):
        act = self.opinion("favourable")
        links = act.opinion_links()
        seat = {"place": "opinion/1/seat/2"}
        self.assertEqual(act.answer(links[2], "unfavourable", "Non.").status, 200)
        browser = self.play.browser()
        browser.open(links[2])
        act.do("revoke_link", reason="Envoyé à un homonyme.", **seat)
        self.refused(act, "revoke_link", "nothing_to_do", reason="Encore.", **seat)
        self.refused(act, "resend_link", "link_revoked", status=410, **seat)
        for page in (self.play.browser().open(links[2]), browser.request("GET", f"/s/{ref_of(links[2])}")):
            self.assertEqual(page.status, 410)
            self.assertNotIn("/new-link", page.text)
        former = next(s for s in act.seats() if s["n"] == 2)
        self.assertEqual((former["link"]["revoked"], former["answer"]["choice"]), (True, "unfavourable"))
        act.do("correct_address", email="juste@demo.example", reason="Faute de frappe.", **seat)
        self.it.settle()
        told = act.mails("address_corrected_notice")
        self.assertEqual(sorted(told), sorted([former["holder"]["email"], "juste@demo.example"]))
        notice = self.play.mails_to(former["holder"]["email"], "corrigée")[0]
        text = notice.get_body(("plain",)).get_content()
        self.assertIn("d’un membre de l’instance consultée", text)
        self.assertIn("l’invitation repart à la nouvelle adresse", text)
        self.assertNotIn("signataire", text)
        now = next(s for s in act.seats() if s["n"] == 2)
        self.assertIsNone(now["answer"])
        self.assertEqual(now["address_changes"][0]["to"], "juste@demo.example")
        self.assertEqual(self.play.browser().open(links[2]).status, 410)
        fresh = self.play.link(act.wait("juste@demo.example", "Avis demandé"))
        self.assertEqual(act.answer(fresh, "favourable").status, 200)
        own = {"email": "direction@campus-demo.example", "reason": "Essai.", **seat}
        self.refused(act, "correct_address", "needs_acknowledgement", **own)
        self.refused(act, "correct_address", "not_found", status=404, email="x@demo.example",
                     reason="Essai.", place="opinion/1/seat/99")

    def test_a_member_is_reminded_by_hand_once_a_day_and_a_new_link_is_no_reminder(self):
        act = self.opinion("favourable")
        links = act.opinion_links()
        seat = {"place": "opinion/1/seat/2"}
        act.do("remind_now", **seat)
        self.it.advance(hours=23)
        self.refused(act, "remind_now", "too_soon", status=429, **seat)
        act.do("resend_link", **seat)
        self.it.settle()
        self.assertEqual(len(act.mails("opinion_reminder")), 1)
        email = next(s for s in act.seats() if s["n"] == 2)["holder"]["email"]
        self.assertEqual(act.mails("opinion_request").count(email), 2)
        self.it.advance(hours=2)
        act.do("remind_now", **seat)
        self.assertEqual(act.answer(links[2], "favourable").status, 200)
        self.it.advance(days=2)
        self.refused(act, "remind_now", "not_their_pen", **seat)

    # Copies

    def test_reading_links_end_after_a_year_and_are_closed_by_a_renewal(self):
        act = self.play.in_signature("adhesion")
        act.sign_all()
        self.it.settle()
        reader = act.mails("body_information")[0]
        former = self.play.link(act.wait(reader, "Pour information, acte signé"))
        browser = self.play.browser()
        self.assertEqual(browser.open(former).status, 200)
        act.do("renew_copies", reason="Message lu par un autre.")
        self.it.settle()
        for page in (self.play.browser().open(former), browser.request("GET", f"/s/{ref_of(former)}/document")):
            self.assertEqual(page.status, 410)
            self.assertIn("conserve l’acte signé", page.text)
            self.assertNotIn("/new-link", page.text)
        self.assertEqual(len(act.mails("body_information")), len(set(act.mails("body_information"))))
        signer = act.address(1)
        copies = [m for m in self.play.mails_to(signer, "Acte signé") if act.reference in m["Subject"]]
        self.assertEqual(len(copies), 2)
        renewed = next(m for m in copies if "Message lu par un autre." in m.get_body(("plain",)).get_content())
        fresh = self.play.link(renewed)
        self.assertEqual(self.play.browser().open(fresh).status, 200)
        self.it.advance(days=366)
        self.assertEqual(self.play.browser().open(fresh).status, 410)

    # Links

    def test_a_link_is_revoked_then_opened_again_by_an_extension(self):
        act = self.play.in_signature()
        link = act.invitation(1, "À signer")
        act.do("revoke_link", place="slot/1", reason="Poste volé.")
        self.refused(act, "revoke_link", "nothing_to_do", place="slot/1", reason="Encore.")
        self.refused(act, "resend_link", "link_revoked", status=410, place="slot/1")
        until = (self.it.now() + datetime.timedelta(days=10)).strftime("%Y-%m-%dT%H:%M:%SZ")
        act.do("extend_link", place="slot/1", until=until)
        fresh = self.play.link(self.play.mailbox.wait(act.address(1), "Votre lien"))
        self.assertNotEqual(fresh, link)
        self.assertEqual(self.play.browser().open(link).status, 410)
        act.sign(1, fresh)

    def test_an_extension_of_a_living_link_keeps_it(self):
        act = self.play.in_signature()
        link = act.invitation(1, "À signer")
        until = self.it.now() + datetime.timedelta(days=120)
        act.do("extend_link", place="slot/1", until=until.strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.it.settle()
        self.assertEqual(act.mails("new_link"), [])
        self.it.advance(days=100)
        act.sign(1, link)

    def test_a_link_is_sent_again_but_not_at_once(self):
        act = self.play.in_signature()
        act.do("resend_link", place="slot/1")
        self.refused(act, "resend_link", "too_soon", status=429, place="slot/1")
        self.refused(act, "resend_link", "not_their_pen", place="slot/2")
        self.it.advance(minutes=6)
        act.do("resend_link", place="slot/1")
        self.it.settle()
        self.assertEqual(act.mails("new_link"), [act.address(1)] * 2)

    def test_remind_now_works_once_a_day(self):
        act = self.play.in_signature()
        act.do("remind_now", place="slot/1")
        self.refused(act, "remind_now", "too_soon", status=429, place="slot/1")
        self.refused(act, "remind_now", "not_their_pen", place="slot/3")
        self.it.advance(hours=24, seconds=5)
        act.do("remind_now", place="slot/1")
        self.it.settle()
        asked = [e for e in act.journal() if e["type"] == "slot_reminded"]
        self.assertGreaterEqual(len(asked), 2)
        link = self.play.link(act.wait(act.address(1), "Rappel"))
        act.sign(1, link)

    def test_the_raw_link_is_never_shown_to_the_administrator(self):
        act = self.play.in_signature()
        link = act.invitation(1, "À signer")
        secret = link.split("/l/")[1].split("/")[1]
        seen = str(act.show()) + str(act.journal()) + str(act.effects()) + str(self.it.api("GET", "/conventions"))
        self.assertNotIn(secret, seen)
        self.assertNotIn("/l/", seen)

    # Versions

    def test_a_new_version_voids_links_signatures_and_opinions_and_tells(self):
        act = self.play.in_signature("adhesion")
        act.sign(1)
        second = act.invitation(2, "À signer")
        signed, invited = act.address(1), act.address(2)
        act.do("reopen_draft", reason="Article 3 modifié.", substantial=True)
        self.it.settle()
        told = act.mails("version_voided_notice")
        self.assertIn(signed, told)
        self.assertIn(invited, told)
        self.assertIn("dir-energie@demo.example", told)
        shown = act.show()
        self.assertEqual(shown["stage"], "drafting")
        self.assertTrue(all(s["signature"] is None and s["status"] == "waiting" for s in shown["slots"]))
        self.assertTrue(shown["opinions"][0]["void"])
        self.assertEqual(self.play.browser().open(second).status, 410)
        act.acknowledge_warnings()  # a substantial change voids what was attested
        act.freeze()
        self.assertEqual(act.show()["version"]["n"], 2)
        self.refused(act, "open_round", "opinion_missing")

    def test_a_reopening_that_is_not_substantial_keeps_the_opinion(self):
        act = self.play.in_signature("adhesion")
        self.it.settle()
        act.do("reopen_draft", reason="Coquille dans le nom d’une rue.", substantial=False)
        self.it.settle()
        answered = [s["holder"]["email"] for s in act.show()["opinions"][0]["seats"] if s["answer"]]
        self.assertEqual(sorted(act.mails("opinion_kept_notice")), sorted(answered))
        self.assertFalse(set(answered) & set(act.mails("version_voided_notice")))
        kept = [m for m in self.play.mails_to(answered[0], "votre avis reste valable")
                if act.reference in m["Subject"]]
        self.assertIn("Coquille dans le nom d’une rue.", kept[0].get_body(("plain",)).get_content())
        act.freeze()
        act.do("open_round")
        shown = act.show()
        self.assertFalse(shown["opinions"][0]["void"])
        slot = shown["slots"][0]["n"]
        # The invitation of version 2 works, that of version 1 does not.
        self.it.settle()
        links = [self.play.link(m) for m in self.play.mails_to(act.address(slot), "À signer")]
        self.assertEqual(len(links), 2)
        again = self.play.mails_to(act.address(slot), "À signer")[1].get_body(("plain",)).get_content()
        self.assertIn("version 2, remplace toute version précédente", again)
        self.assertEqual([self.play.browser().open(one).status for one in links], [410, 200])
        act.sign(slot, links[1])

    def test_a_reopening_needs_a_reason(self):
        act = self.play.in_signature()
        act.do("reopen_draft", status=422, reason="   ")
        act.do("reopen_draft", status=422)
        self.assertEqual(act.show()["stage"], "in_signature")

    def test_an_abandoned_act_stays_so(self):
        act = self.play.in_signature()
        link = act.invitation(1, "À signer")
        act.do("abandon", reason="Le partenaire renonce.")
        self.it.settle()
        self.assertIn(act.address(1), act.mails("abandon_notice"))
        self.assertEqual(self.play.browser().open(link).status, 410)
        self.refused(act, "open_round", "wrong_stage")

    # Opinions

    def test_no_signature_link_exists_before_the_opinion(self):
        act = self.play.start("adhesion")
        self.refused(act, "open_round", "too_early")
        act.freeze()
        self.refused(act, "open_round", "opinion_missing")
        act.ask_opinion()
        self.refused(act, "open_round", "opinion_missing")
        self.it.settle()
        self.assertEqual(act.mails("invitation"), [])

    def test_an_unfavourable_opinion_must_be_acknowledged(self):
        act = self.opinion("unfavourable")
        act.answer_all("unfavourable", "Le projet n’est pas mûr.")
        self.assertEqual(act.show()["opinions"][0]["outcome"], "unfavourable")
        self.refused(act, "open_round", "opinion_unacknowledged")
        act.do("acknowledge_opinion", status=422, reason=" ")
        act.do("acknowledge_opinion", reason="Le comité passe outre, avis consultatif.")
        act.do("open_round")
        self.assertEqual(act.show()["stage"], "in_signature")

    def test_an_unfavourable_or_reserved_answer_needs_its_text_and_may_change(self):
        act = self.opinion("reserved")
        link = act.opinion_links()[2]
        for choice in ("reserved", "unfavourable"):
            self.assertEqual(act.answer(link, choice, " ").status, 422)
        self.assertEqual(act.answer(link, "favourable").status, 200)
        self.assertEqual(act.answer(link, "reserved", "Prévoir un bilan.").status, 200)
        answers = {s["n"]: s["answer"] for s in act.seats()}
        self.assertEqual(answers[2]["choice"], "reserved")

    def test_without_a_quorum_the_outcome_says_so(self):
        act = self.opinion("favourable")
        act.answer(act.opinion_links()[1], "favourable")
        act.do("close_opinion", opinion=1)
        self.assertEqual(act.show()["opinions"][0]["outcome"], "no_quorum")
        self.refused(act, "open_round", "opinion_unacknowledged")

    def test_the_deadline_closes_the_opinion_by_itself(self):
        act = self.opinion("favourable")
        links = act.opinion_links()
        for n in (1, 2, 3, 4):
            act.answer(links[n], "favourable")
        deadline = datetime.datetime.fromisoformat(
            act.show()["opinions"][0]["deadline"].replace("Z", "+00:00")
        )
        self.it.advance_to(deadline + datetime.timedelta(minutes=3))
        self.it.settle()
        opinion = act.show()["opinions"][0]
        self.assertEqual((opinion["closed_by"], opinion["outcome"]), ("deadline", "favourable"))
        self.assertIn("direction@campus-demo.example", act.mails("opinion_closed_notice"))
        members = sorted(s["holder"]["email"] for s in act.seats())
        self.assertEqual(sorted(act.mails("opinion_result_notice")), members)
        page = self.play.browser().open(links[5])
        self.assertEqual(page.status, 200)
        self.assertIn("Avis favorable", page.text)
        self.assertRegex(page.text, r"Quorum de \d atteint\s: 4 réponses sur \d")

    def test_the_last_answer_closes_the_opinion(self):
        act = self.opinion("favourable")
        links = act.opinion_links()
        for seat in act.seats():
            if seat["vote"] != "guest":
                act.answer(links[seat["n"]], "abstain" if seat["n"] == 7 else "favourable")
        self.assertEqual(act.show()["opinions"][0]["closed_by"], "all_answered")

    def test_only_the_chair_may_close_from_a_link(self):
        act = self.opinion("favourable")
        links = act.opinion_links()
        chair, other = self.play.browser(), self.play.browser()
        chair.open(links[1])
        other.open(links[2])
        page = other.request("GET", f"/s/{ref_of(links[2])}/close")
        self.assertFalse([f for f in page.parsed.forms if f.action.endswith("/close")])
        page = chair.request("GET", f"/s/{ref_of(links[1])}/close")
        self.assertEqual(act.show()["stage"], "under_opinion")
        chair.submit(page.form("/close"))
        self.assertEqual(act.show()["stage"], "under_opinion", "a form sent as it stands closes nothing")
        chair.submit(page.form("/close"), word="CLORE")
        self.assertEqual(act.show()["opinions"][0]["closed_by"], "chair")


if __name__ == "__main__":
    unittest.main()

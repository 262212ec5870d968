"""Emailed links: what they open, for whom, and what they never do."""

import http.client
import threading
import unittest
import uuid

from play import FunctionalTest, post, ref_of


class Links(FunctionalTest):
    def trace(self, act):
        """Everything that an act done by mistake would change."""
        shown = act.show()
        return len(act.journal()), shown["journal_head"], shown["stage"], str(shown["slots"]), len(act.effects())

    def assert_page(self, page, status, sentence):
        self.assertEqual(page.status, status, page.text)
        self.assertIn(sentence, page.text)

    # Scanners

    def test_two_hundred_visits_of_scanners_change_nothing_and_consume_nothing(self):
        act = self.play.start("adhesion")
        act.freeze()
        act.ask_opinion()
        self.it.settle()
        opinion = list(act.opinion_links().values())[0]
        before = self.trace(act)
        self.visit_often([opinion])
        self.assertEqual(self.trace(act), before)
        self.assertEqual(act.answer(opinion, "favourable").status, 200)
        act.do("close_opinion", opinion=1)
        act.do("acknowledge_opinion", reason="Peu de réponses.")
        act.do("open_round")
        self.it.settle()
        signing = act.invitation(1, "À signer")
        before = self.trace(act)
        self.visit_often([signing, opinion])
        self.assertEqual(self.trace(act), before)
        act.sign(1, signing)

    def test_a_robot_that_submits_every_form_as_it_stands_takes_no_act(self):
        act = self.play.start("adhesion")
        act.freeze()
        act.ask_opinion()
        self.it.settle()
        links = act.opinion_links()
        voters = [seat["n"] for seat in act.seats() if seat["vote"] != "guest"]
        answered, waiting = voters[0], voters[1:]
        self.assertEqual(act.answer(links[answered], "favourable").status, 200)
        before = self.trace(act)
        seen = set().union(*(self.submit_all(link) for link in links.values()))
        self.assertEqual(seen, {"answer", "close"})
        self.assertEqual(self.trace(act), before)
        for n in waiting:
            self.assertEqual(act.answer(links[n], "favourable").status, 200)
        if act.show()["stage"] == "under_opinion":
            act.do("close_opinion", opinion=1)
        act.do("open_round")
        self.it.settle()
        signing = act.invitation(1, "À signer")
        journal, slots = act.journal(), act.show()["slots"]
        self.assertEqual(self.submit_all(signing), {"code", "decline"})
        # A code is mailed to its owner, which takes nothing from anybody.
        self.assertEqual([entry["type"] for entry in act.journal()[len(journal):]], ["code_issued"])
        self.assertEqual([s["status"] for s in act.show()["slots"]], [s["status"] for s in slots])
        self.play.mailbox.wait(act.address(1), "Votre code", act.reference)
        act.sign(1, signing)

    def submit_all(self, link):
        """Opens the link and the pages below it, posts each form with what it holds already."""
        browser, seen = self.play.browser(), set()
        page = browser.open(link)
        below = page.address.rstrip("/") + "/"
        pages = [page] + [browser.open(at) for at in set(page.parsed.links) if at in (below + "close", below + "decline")]
        for page in pages:
            for form in page.parsed.forms:
                answer = post(browser, form.action, form.values())
                self.assertLess(answer.status, 500)
                seen.add(form.action.rsplit("/", 1)[1])
        return seen

    def visit_often(self, links):
        """Without cookies and with them, by HEAD and GET, and every page that follows."""
        address = self.play.browser().base.netloc
        statuses = []

        def visit(share):
            connection = http.client.HTTPConnection(address, timeout=60)
            for n in range(share):
                for link in links:
                    connection.request("HEAD" if n % 2 else "GET", link.split(address, 1)[1])
                    answer = connection.getresponse()
                    answer.read()
                    statuses.append(answer.status)
            connection.close()

        threads = [threading.Thread(target=visit, args=(100,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(statuses, [303] * 200 * len(links))
        for link in links:
            browser = self.play.browser()
            page = browser.open(link)
            for form in page.parsed.forms:  # some submit forms, as they find them
                post(browser, form.action, [], origin=False)
            for found in page.parsed.links:
                if found.startswith("/s/"):
                    self.assertLess(browser.request("GET", found).status, 500)

    # Dead ends

    def test_an_expired_link_says_so_and_a_new_one_goes_to_the_known_address(self):
        act = self.play.in_signature()
        link = act.invitation(1, "À signer")
        self.it.advance(days=91)
        browser = self.play.browser()
        page = browser.open(link)
        self.assert_page(page, 410, "Le délai pour agir par ce lien est passé.")
        self.it.settle()
        sent = len(self.play.mails_to(act.address(1), "Votre lien"))
        page = browser.submit(page.form("/new-link"))
        self.assert_page(page, 202, "Si ce lien correspond à une personne attendue")
        fresh = self.play.link(self.play.mailbox.wait(act.address(1), "Votre lien"))
        self.assertEqual(len(self.play.mails_to(act.address(1), "Votre lien")), sent + 1)
        self.assert_page(self.play.browser().open(link), 410, "Il a été désactivé")
        act.sign(1, fresh)

    def test_a_revoked_link_and_its_open_page_are_dead(self):
        act = self.play.in_signature()
        signer = act.signer(1).ask_code()
        act.do("revoke_link", place="slot/1", reason="Message transféré.")
        self.assert_page(signer.browser.open(signer.link), 410, "Le campus a désactivé ce lien")
        page = signer.sign()
        self.assert_page(page, 409, "l’administration a désactivé ce lien ou l’a remplacé")
        self.assertEqual(act.slot(1)["status"], "invited")

    def test_who_signs_while_the_address_is_corrected_is_told_so(self):
        act = self.play.in_signature()
        signer = act.signer(1).ask_code()
        act.do("correct_address", place="slot/1", email="autre@demo.example", reason="Faute de frappe.")
        self.assert_page(signer.sign(), 409, "l’administration a désactivé ce lien ou l’a remplacé")
        self.assert_page(self.play.browser().open(signer.link), 410, "Il a été désactivé")
        self.assertEqual(act.slot(1)["status"], "invited")

    def test_a_link_of_a_former_version_says_that_the_text_has_changed(self):
        act = self.play.in_signature()
        signer = act.signer(1).ask_code()
        act.do("reopen_draft", reason="Une erreur dans le texte.", substantial=True)
        self.assert_page(signer.browser.open(signer.link), 410, "La version que ce lien concernait a été remplacée")
        page = signer.sign()
        self.assert_page(page, 409, "le texte a été remplacé par une nouvelle version")
        self.assertIn("n’a pas été enregistré", page.text)

    def test_a_used_link_shows_the_receipt_for_ever(self):
        act = self.play.in_signature()
        link = act.invitation(1, "À signer")
        act.sign(1, link)
        self.it.advance(days=200)
        page = self.play.browser().open(link)
        self.assert_page(page, 200, "Vous avez signé")
        self.assertIn("Signé électroniquement (signature simple) par Personne Exemple-1", page.text)

    def test_the_link_of_who_declined_says_so(self):
        act = self.play.in_signature()
        signer = act.signer(1)
        page = signer.browser.open(signer.link)
        page = signer.browser.request("GET", page.address + "/decline")
        page = signer.browser.submit(page.form("/decline"), reason="Nous ne sommes pas d’accord.")
        self.assertEqual(page.status, 200)
        self.assertIn("refus", self.play.browser().open(signer.link).text)

    def test_a_link_before_its_turn_waits(self):
        act = self.play.in_signature()
        act.sign(1)
        second = act.invitation(2, "À signer")
        # The same person again, by a link made for the third place: it does not exist yet.
        page = self.play.browser().open(second.replace(ref_of(second), ref_of(second)[:-5] + "AAAAA"))
        self.assert_page(page, 404, "Cette adresse ne correspond à aucun lien valable")

    def test_unknown_and_tampered_links_get_one_and_the_same_page(self):
        act = self.play.in_signature()
        link = act.invitation(1, "À signer")
        known = self.it.base + "/l/"
        ref, secret = link[len(known):].split("/")[:2]
        bodies = set()
        for broken in (
            f"{ref}/{secret[:-1]}{'A' if secret[-1] != 'A' else 'B'}",
            f"{ref}/{secret[1:]}",
            f"{ref}/x",
            f"demo.{'A' * (len(ref) - 5)}/{secret}",
            f"other.{ref.split('.')[1]}/{secret}",
            f"{ref.replace('demo', 'Demo')}/{secret}",
            f"nothing/{secret}",
        ):
            page = self.play.browser().open(known + broken)
            self.assert_page(page, 404, "Cette adresse ne correspond à aucun lien valable")
            bodies.add(page.body)
        self.assertEqual(len(bodies), 1)
        self.assertEqual(self.play.browser().open(link).status, 200)

    def test_a_page_without_its_session_leads_back_to_the_mail(self):
        act = self.play.in_signature()
        link = act.invitation(1, "À signer")
        page = self.play.browser().request("GET", f"/s/{ref_of(link)}")
        self.assert_page(page, 401, "Ouvrez le lien de votre message")

    # A new link

    def test_the_answer_is_the_same_for_a_stranger_and_repeated_asking_is_throttled(self):
        act = self.play.in_signature()
        link = act.invitation(1, "À signer")
        browser = self.play.browser()
        answers = [
            post(browser, f"/s/{ref}/new-link", []).body
            for ref in (ref_of(link), f"demo.{'A' * 32}", "anything", ref_of(link)[:-1] + "B")
        ]
        self.assertEqual(len(set(answers)), 1)
        self.play.mailbox.wait(act.address(1), "Votre lien")
        for _ in range(5):
            self.assertEqual(post(browser, f"/s/{ref_of(link)}/new-link", []).body, answers[0])
        self.it.settle()
        self.assertEqual(len(self.play.mails_to(act.address(1), "Votre lien")), 1)
        # Nobody but the known address got anything.
        everybody = {str(m["To"]) for _, m in self.play.mailbox.messages() if "Votre lien" in m["Subject"]}
        self.assertTrue(all("@demo.example" in address for address in everybody))

    def test_a_lost_link_can_be_asked_for_by_its_old_address(self):
        act = self.play.in_signature()
        link = act.invitation(1, "À signer")
        self.it.advance(minutes=6)
        browser = self.play.browser()
        page = browser.open(self.it.base + "/lien-perdu")
        page = browser.submit(page.form("/lien-perdu"), address=f"  {link} ")
        self.assert_page(page, 202, "Si ce lien correspond")
        fresh = self.play.link(self.play.mailbox.wait(act.address(1), "Votre lien"))
        self.assertEqual(self.play.browser().open(fresh).status, 200)

    def test_addresses_in_mails_come_from_the_configuration_only(self):
        act = self.play.in_signature()
        link = act.invitation(1, "À signer")
        self.it.advance(minutes=6)
        page = self.play.browser().request(
            "POST", f"/s/{ref_of(link)}/new-link", "",
            {"Host": "evil.example", "X-Forwarded-Host": "evil.example",
             "Content-Type": "application/x-www-form-urlencoded"},
        )
        self.assertNotIn(b"evil.example", page.body)
        self.it.settle()
        for _, message in self.play.mailbox.messages():
            self.assertNotIn("evil.example", message.as_string())

    # Whose document

    def test_nobody_reads_a_document_without_a_link_of_their_own(self):
        act, other = self.play.in_signature(), self.play.in_signature()
        mine, theirs = act.signer(1), other.signer(1)
        document = f"/s/{ref_of(mine.link)}/document"
        whole = mine.browser.request("GET", document)
        self.assertEqual(whole.status, 200)
        self.assertTrue(whole.body.startswith(b"%PDF-"))
        self.assertIn("no-store", whole.headers.get("Cache-Control", ""))
        part = {"Range": "bytes=0-99"}
        strangers = [self.play.browser(), theirs.browser]
        # A cookie of another link, given the name of this one's.
        forged = self.play.browser()
        # The page's own cookie; its twin below /l/ is never sent here.
        (name, path), = [key for key in mine.browser.cookies if key[1].startswith("/s/")]
        forged.cookies[(name, path)] = list(theirs.browser.cookies.values())[0]
        strangers.append(forged)
        tampered = self.play.browser()
        value = mine.browser.cookies[(name, path)]
        tampered.cookies[(name, path)] = value[:-1] + ("A" if value[-1] != "A" else "B")
        strangers.append(tampered)
        for browser in strangers:
            for headers in ({}, part, {"Range": "bytes=0-0,5-9"}, {"If-None-Match": whole.headers.get("ETag", "x")}):
                page = browser.request("GET", document, headers=headers)
                self.assertEqual(page.status, 401, page.text)
                self.assertNotIn(b"%PDF", page.body)
        for path in ("/_blob/", f"/_blob/{uuid.uuid4().hex[:2]}/x"):
            self.assertEqual(mine.browser.request("GET", path).status, 404)
        act.do("revoke_link", place="slot/1", reason="Essai.")
        for headers in ({}, part):
            page = mine.browser.request("GET", document, headers=headers)
            self.assertEqual(page.status, 410)
            self.assertNotIn(b"%PDF", page.body)

    def test_a_range_of_ones_own_document_is_served(self):
        signer = self.play.in_signature().signer(1)
        document = f"/s/{ref_of(signer.link)}/document"
        whole = signer.browser.request("GET", document).body
        part = signer.browser.request("GET", document, headers={"Range": "bytes=10-19"})
        self.assertEqual((part.status, part.body), (206, whole[10:20]))

    # Forms

    def test_a_second_tab_with_another_link_does_not_make_the_first_sign_the_wrong_act(self):
        one, two = self.play.in_signature(title="Premier acte"), self.play.in_signature(title="Second acte")
        first = one.signer(1).ask_code()
        second = two.signer(1)
        second.browser = first.browser  # the same person, two tabs
        second.page = first.browser.open(second.link)
        second.ask_code()
        self.assertIn("Premier acte", first.sign().text)
        self.assertEqual(one.slot(1)["status"], "signed")
        self.assertEqual(two.slot(1)["status"], "invited")
        # The form of the first act, posted to the second: refused.
        third = self.play.in_signature().signer(1).ask_code()
        page = post(second.browser, second.page.form("/sign").action, third.filled())
        self.assertIn(page.status, (403, 422))
        self.assertEqual(two.slot(1)["status"], "invited")

    def test_a_form_without_its_token_or_from_elsewhere_is_refused(self):
        act = self.play.in_signature()
        signer = act.signer(1).ask_code()
        action = signer.page.form("/sign").action
        fields = signer.filled()
        page = post(signer.browser, action, [f for f in fields if f[0] != "csrf"])
        self.assert_page(page, 403, "Rien n’a été enregistré")
        wrong = [(k, "x" * 43 if k == "csrf" else v) for k, v in fields]
        self.assertEqual(post(signer.browser, action, wrong).status, 403)
        signer.browser.base = signer.browser.base._replace(netloc=signer.browser.base.netloc)
        elsewhere = signer.browser.request(
            "POST", action, "", {"Origin": "https://evil.example",
                                 "Content-Type": "application/x-www-form-urlencoded"},
        )
        self.assertEqual(elsewhere.status, 403)
        self.assertEqual(act.slot(1)["status"], "invited")
        self.assertIn("Vous avez signé", signer.sign().text)

    def test_a_double_click_signs_once_and_both_see_the_receipt(self):
        act = self.play.in_signature()
        signer = act.signer(1).ask_code()
        action, fields = signer.page.form("/sign").action, signer.filled()
        pages = []

        def click():
            browser = self.play.browser()
            browser.cookies = dict(signer.browser.cookies)
            pages.append(browser.follow(post(browser, action, fields)))

        threads = [threading.Thread(target=click) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for page in pages:
            self.assert_page(page, 200, "Vous avez signé")
        self.it.settle()
        self.assertEqual([e["type"] for e in act.journal()].count("slot_signed"), 1)
        self.assertEqual(act.mails("signature_receipt"), [act.address(1)])
        # Replayed much later: the receipt again.
        page = signer.browser.follow(post(signer.browser, action, fields))
        self.assert_page(page, 200, "Vous avez signé")
        self.assertEqual([e["type"] for e in act.journal()].count("slot_signed"), 1)

    def test_of_two_browsers_on_one_place_one_wins(self):
        act = self.play.in_signature()
        link = act.invitation(1, "À signer")
        first = act.signer(1, link).ask_code()
        self.it.advance(seconds=31)
        second = act.signer(1, link).ask_code()
        self.assertIn("Vous avez signé", second.sign().text)
        for late in (first.sign(), first.browser.submit(first.page.form("/code"))):
            self.assert_page(late, 409, "a été enregistrée depuis une autre fenêtre, le ")
            self.assertIn("Voir le reçu", late.text)
        page = first.browser.open(link)
        self.assert_page(page, 200, "Vous avez signé")
        self.assertEqual([e["type"] for e in act.journal()].count("slot_signed"), 1)

    def test_of_a_signature_and_a_refusal_at_once_one_wins(self):
        act = self.play.in_signature()
        link = act.invitation(1, "À signer")
        first, second = act.signer(1, link).ask_code(), act.signer(1, link)
        pages = {}
        decline = second.browser.request("GET", second.page.address + "/decline").form("/decline")

        def refuse():
            fields = decline.values(reason="Nous ne sommes pas d’accord.")
            pages["declined"] = post(second.browser, decline.action, fields)

        def sign():
            form = first.page.form("/sign")
            pages["signed"] = post(first.browser, form.action, first.filled())

        threads = [threading.Thread(target=play) for play in (refuse, sign)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        status = act.slot(1)["status"]
        self.assertIn(status, pages)
        loser = pages["signed" if status == "declined" else "declined"]
        self.assertEqual(pages[status].status, 303)
        self.assert_page(loser, 409, "depuis une autre fenêtre")
        outcomes = [e["type"] for e in act.journal() if e["type"] in ("slot_signed", "slot_declined")]
        self.assertEqual(outcomes, [f"slot_{status}"])


if __name__ == "__main__":
    unittest.main()

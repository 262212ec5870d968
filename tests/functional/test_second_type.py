"""A type added by data alone, and two people who sign at the same instant."""

import datetime
import html
import threading
import unittest

from play import FunctionalTest


class SecondType(FunctionalTest):
    def test_three_parties_sign_without_an_opinion_and_nobody_else_is_informed(self):
        act = self.play.start("partenariat", "Partenariat tripartite d’essai")
        act.freeze()
        # No gate: an opinion cannot even be asked.
        self.it.api("POST", f"/conventions/{act.id}/opinion", {}, status=404)
        act.do("open_round")
        act.sign_all()
        shown = act.show()
        self.assertEqual(shown["stage"], "in_force")
        self.it.settle()
        self.assertEqual(act.mails("body_information"), [])
        self.assertEqual(len(act.mails("signed_copy")), 3)
        self.assertEqual(shown["opinions"], [])

    def test_the_others_are_asked_in_the_name_of_who_runs_the_act(self):
        campus = "Campus des métiers et des qualifications d’excellence de démonstration"
        for kind in ("adhesion", "partenariat"):  # the campus runs both, and is no party of the second
            act = self.play.in_signature(kind)
            message = act.wait(act.address(act.show()["slots"][0]["n"]), "À signer")
            sentence = f"Demande faite au nom de\u00a0: {campus}."
            self.assertIn(sentence, message.get_body(("plain",)).get_content())
            page = self.play.browser().open(self.play.link(message))
            self.assertIn(sentence.replace("\u00a0", " "), html.unescape(page.text))

    def test_its_term_of_five_years_is_recorded_to_the_day(self):
        act = self.play.in_signature()
        act.sign_all()
        shown = act.show()
        first = datetime.datetime.fromisoformat(shown["in_force_at"].replace("Z", "+00:00"))
        # In local time; the tests may run within an hour of midnight.
        local = [(first + datetime.timedelta(hours=h)).date() for h in (1, 2)]
        # From the 29th of February it counts as from the 28th: the fifth year after has no 29th.
        begun = [day - datetime.timedelta(days=day.month == 2 and day.day == 29) for day in local]
        ends = [day.replace(year=day.year + 5) - datetime.timedelta(days=1) for day in begun]
        self.assertIn(shown["last_day"], [str(day) for day in ends])

    def test_two_signatories_of_one_rank_sign_at_the_same_instant(self):
        def same_rank(draft):
            draft["slots"][1]["rank"] = draft["slots"][0]["rank"]

        act = self.play.in_signature(edit=same_rank)
        first, second = (act.signer(slot["n"]) for slot in act.show()["slots"][:2])
        first.ask_code()
        second.ask_code()
        ready = threading.Barrier(2)
        pages = {}

        def press(who):
            ready.wait()
            pages[who.n] = who.sign()

        threads = [threading.Thread(target=press, args=(who,)) for who in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for page in pages.values():
            self.assertEqual(page.status, 200)
            self.assertIn("Vous avez signé", page.text)
        shown = act.show()
        self.assertEqual([s["status"] for s in shown["slots"]], ["signed", "signed", "invited"])
        self.assertEqual(sorted(s["signature"]["revision"] for s in shown["slots"][:2]), [1, 2])
        act.sign(shown["slots"][2]["n"])
        self.assertEqual(act.show()["stage"], "in_force")

    def test_the_third_cannot_act_before_the_first_two(self):
        act = self.play.in_signature()
        self.it.settle()
        slots = act.show()["slots"]
        self.assertEqual([s["status"] for s in slots], ["invited", "waiting", "waiting"])
        self.assertEqual(act.mails("invitation"), [slots[0]["holder"]["email"]])
        self.assertIsNone(slots[2]["link"])


if __name__ == "__main__":
    unittest.main()

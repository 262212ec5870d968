"""Weeks of waiting, on a clock that the test moves: who is reminded, on which morning, how often."""

import datetime
import unittest
import zoneinfo

from play import FunctionalTest

PARIS = zoneinfo.ZoneInfo("Europe/Paris")


def paris(year, month, day, hour=9, minute=0):
    return datetime.datetime(year, month, day, hour, minute, tzinfo=PARIS)


class Reminders(FunctionalTest):
    """One long story in the order of the calendar, since the clock only goes forward."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.it.advance_to(paris(2027, 3, 19, 14))  # a Friday, one week before Good Friday

        def draft(draft):
            slots = draft["slots"]
            slots[1]["rank"] = slots[0]["rank"] = 1
            slots[1]["zone"] = "alsace_moselle"

        cls.act = cls.play.in_signature(edit=draft)
        cls.it.settle()
        cls.paris, cls.strasbourg, cls.later = (s["holder"]["email"] for s in cls.act.show()["slots"])

    def due(self):
        """{slot: instant of its next timer}"""
        rows = self.it.sql(
            "select name, extract(epoch from fire_at) from contreseing.convention_timer"
            f" where convention_id = '{self.act.id}' and name like 'remind/%'"
        )
        return {
            int(name.rsplit("/", 1)[1]): datetime.datetime.fromtimestamp(float(at), PARIS)
            for name, at in rows
        }

    def reminders(self, address):
        return len(self.play.mails_to(address, "Rappel"))

    def pass_over(self, instant):
        """Nothing leaves a minute before; what is due leaves then."""
        self.it.advance_to(instant - datetime.timedelta(seconds=45))
        self.it.settle()
        before = len(self.act.mails("reminder"))
        self.it.advance_to(instant)
        self.it.settle()
        return len(self.act.mails("reminder")) - before

    def test_1_the_first_is_due_five_working_days_later_at_nine(self):
        self.assertEqual(self.due()[1], paris(2027, 3, 26))

    def test_2_good_friday_counts_in_strasbourg_only(self):
        # The 26th is Good Friday, the 29th Easter Monday; summer time begins on the 28th.
        self.assertEqual(self.due()[2], paris(2027, 3, 30))

    def test_3_each_is_reminded_on_that_morning_and_not_before(self):
        self.assertEqual(self.pass_over(paris(2027, 3, 26)), 1)
        self.assertEqual((self.reminders(self.paris), self.reminders(self.strasbourg)), (1, 0))
        self.assertEqual(self.pass_over(paris(2027, 3, 30)), 1)
        self.assertEqual((self.reminders(self.paris), self.reminders(self.strasbourg)), (1, 1))

    def test_4_the_next_ones_follow_every_five_working_days(self):
        # From the 26th: 30, 31 March, 1, 2, 5 April (Easter Monday is none).
        self.assertEqual(self.due()[1], paris(2027, 4, 5))
        self.assertEqual(self.pass_over(paris(2027, 4, 5)), 1)
        self.assertEqual(self.reminders(self.paris), 2)
        self.assertEqual(self.due()[2], paris(2027, 4, 6))

    def test_5_a_signature_ends_them(self):
        link = self.play.link(self.play.mails_to(self.strasbourg, "Rappel")[0])
        self.act.sign(2, link)
        self.assertNotIn(2, self.due())

    def test_6_after_the_third_one_escalation_and_silence(self):
        self.assertEqual(self.pass_over(paris(2027, 4, 12)), 1)
        self.assertEqual(self.act.mails("escalation_notice"), [])
        self.assertEqual(self.pass_over(paris(2027, 4, 19)), 0)
        self.assertEqual(self.act.mails("escalation_notice"), ["direction@campus-demo.example"])
        self.assertEqual(self.due(), {})
        self.it.advance(days=40)
        self.it.settle()
        self.assertEqual(self.reminders(self.paris), 3)
        self.assertEqual(len(self.act.mails("escalation_notice")), 1)
        row = next(r for r in self.it.api("GET", "/conventions")["items"] if r["id"] == self.act.id)
        self.assertTrue(row["needs_help"])

    def test_7_who_did_not_hold_the_pen_was_left_in_peace(self):
        self.assertEqual(self.reminders(self.later), 0)
        self.assertEqual(self.reminders(self.strasbourg), 1)
        self.assertEqual(self.play.mails_to(self.later), [])

    def test_8_every_reminder_carries_a_link_that_works(self):
        mails = self.play.mails_to(self.paris, "Rappel")
        links = [self.play.link(mail) for mail in mails]
        self.assertEqual(len(links), 3)
        for link in links:
            page = self.play.browser().open(link)
            self.assertEqual(page.status, 200)
            page.form("/code")
        self.act.sign(1, links[0])

    def test_9_the_next_rank_has_a_row_of_reminders_of_its_own(self):
        self.it.settle()
        self.assertEqual(len(self.play.mails_to(self.later, "À signer")), 1)
        due = self.due()
        self.assertEqual(list(due), [3])
        self.assertEqual(self.pass_over(due[3]), 1)
        self.assertEqual(self.reminders(self.later), 1)

    def test_10_a_server_that_slept_sends_one_and_not_ten(self):
        self.it.advance(days=30)
        self.it.settle()
        self.assertEqual(self.reminders(self.later), 2)


class OpinionReminders(FunctionalTest):
    def test_members_who_have_not_answered_are_reminded_and_the_others_not(self):
        act = self.play.start("adhesion")
        act.freeze()
        deadline = self.it.now() + datetime.timedelta(days=30)
        act.ask_opinion(deadline=deadline.strftime("%Y-%m-%dT%H:%M:%SZ"))
        links = act.opinion_links()
        act.answer(links[1], "favourable")
        self.it.advance(days=8)
        self.it.settle()
        reminded = act.mails("opinion_reminder")
        seats = {seat["n"]: seat["holder"]["email"] for seat in act.seats()}
        self.assertNotIn(seats[1], reminded)
        self.assertNotIn(seats[8], reminded)  # a guest is told, not asked
        self.assertEqual(reminded.count(seats[2]), 1)
        link = self.play.link(act.wait(seats[2], "Rappel"))
        self.assertEqual(act.answer(link, "favourable").status, 200)


if __name__ == "__main__":
    # By the number in their names: the story is told in order.
    unittest.TestLoader.sortTestMethodsUsing = staticmethod(
        lambda a, b: 1 if (len(a.split("_")[1]), a) > (len(b.split("_")[1]), b) else -1
    )
    unittest.main()

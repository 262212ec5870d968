"""Weeks of waiting, on a clock that the test moves: who is reminded, on which morning, how often."""

import datetime
import unittest
import zoneinfo

from play import FunctionalTest

PARIS = zoneinfo.ZoneInfo("Europe/Paris")


def easter(year):
    """Of the Gregorian calendar, by Butcher's rule."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + e - 7 * ((a + 11 * h + 22 * e) // 451) + 114, 31)
    return datetime.date(year, month, day + 1)


def story_of(now):
    """The next Easter whose three weeks after hold no other holiday."""
    years = map(easter, range(now.year, now.year + 20))
    return next(day for day in years if day > now.date() + datetime.timedelta(days=10) and (day.month, day.day) <= (4, 8))


class Reminders(FunctionalTest):
    """One long story in the order of the calendar, since the clock only goes forward."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.easter = story_of(cls.it.now())
        cls.it.advance_to(cls.on(-9, 14))  # a Friday, one week before Good Friday

        def draft(draft):
            slots = draft["slots"]
            slots[1]["rank"] = slots[0]["rank"] = 1
            slots[1]["zone"] = "alsace_moselle"

        cls.act = cls.play.in_signature(edit=draft)
        cls.it.settle()
        cls.paris, cls.strasbourg, cls.later = (s["holder"]["email"] for s in cls.act.show()["slots"])

    @classmethod
    def on(cls, days, hour=9):
        """So many days after Easter, at that hour in Paris."""
        day = cls.easter + datetime.timedelta(days=days)
        return datetime.datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)

    def due(self):
        """{slot: instant of its next timer}"""
        rows = self.it.sql(
            "select place, extract(epoch from fire_at) from contreseing.convention_timer"
            f" where convention_id = '{self.act.id}' and kind = 'signature_reminder'"
        )
        return {
            int(place.rsplit("/", 1)[1]): datetime.datetime.fromtimestamp(float(at), PARIS)
            for place, at in rows
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
        self.assertEqual(self.due()[1], self.on(-2))

    def test_2_good_friday_counts_in_strasbourg_only(self):
        # Nor does Easter Monday anywhere; summer time begins within these days in most years.
        self.assertEqual(self.due()[2], self.on(2))

    def test_3_each_is_reminded_on_that_morning_and_not_before(self):
        self.assertEqual(self.pass_over(self.on(-2)), 1)
        self.assertEqual((self.reminders(self.paris), self.reminders(self.strasbourg)), (1, 0))
        self.assertEqual(self.pass_over(self.on(2)), 1)
        self.assertEqual((self.reminders(self.paris), self.reminders(self.strasbourg)), (1, 1))

    def test_4_the_next_ones_follow_every_five_working_days(self):
        # From Good Friday: Tuesday to Friday, and Monday (Easter Monday is none).
        self.assertEqual(self.due()[1], self.on(8))
        self.assertEqual(self.pass_over(self.on(8)), 1)
        self.assertEqual(self.reminders(self.paris), 2)
        self.assertEqual(self.due()[2], self.on(9))

    def test_5_a_signature_ends_them(self):
        link = self.play.link(self.play.mails_to(self.strasbourg, "Rappel")[0])
        self.act.sign(2, link)
        self.assertNotIn(2, self.due())

    def test_6_after_the_third_one_escalation_and_silence(self):
        self.assertEqual(self.pass_over(self.on(15)), 1)
        self.assertEqual(self.act.mails("escalation_notice"), [])
        self.assertEqual(self.pass_over(self.on(22)), 0)
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
        # Five working days after, whatever holidays are near.
        due = self.it.sql(
            "select min(extract(epoch from fire_at)) from contreseing.convention_timer"
            f" where convention_id = '{act.id}' and kind = 'opinion_reminder'"
        )[0][0]
        self.it.advance_to(datetime.datetime.fromtimestamp(float(due), PARIS))
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

"""« COS informé »: recorded whatever dies or is given up between the last message and the record."""

import re
import unittest

from play import FunctionalTest, installation, restart

# The messages to the body wait until the test lets them go.
HOLD = """
create function contreseing.hold() returns trigger language plpgsql as $$
begin new.next_try_at := now() + interval '1 day'; return new; end $$;
create trigger hold before insert on contreseing.effect for each row
    when (new.what = 'body_information') execute function contreseing.hold()
"""
LEFT = """
update contreseing.effect set status = 'delivered', proof = '250 ok', settled_at = now(),
    next_try_at = null where what = 'body_information' and convention_id = '{act}' and n {which}
"""


class Information(FunctionalTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.it.sql(HOLD)

    def signed(self):
        act = self.play.in_signature("adhesion")
        act.sign_all()
        return act

    def records(self, act):
        return [entry["entry"]["body"] for entry in act.journal() if entry["type"] == "body_informed"]

    def members(self, act):
        return [effect for effect in act.effects() if effect["what"] == "body_information"]

    def test_the_server_that_died_after_the_last_message_records_it_when_it_starts(self):
        act = self.signed()
        self.it.sql(LEFT.format(act=act.id, which=">= 0"))
        self.assertEqual(self.records(act), [])
        restart(self.it)
        installation.until(lambda: self.records(act), self.it.logs)
        restart(self.it)
        (record,) = self.records(act)
        self.assertEqual(record["recipients"], len(self.members(act)))
        self.assertTrue(all(member["mailed"] for member in record["members"]))

    def test_giving_the_last_message_up_records_who_was_mailed_and_why_the_last_was_not(self):
        act = self.signed()
        last = self.members(act)[-1]
        self.it.sql(LEFT.format(act=act.id, which=f"<> {last['n']}"))
        self.it.api(
            "POST", f"/conventions/{act.id}/effects/{last['seq']}/{last['n']}/abandon",
            {"reason": "Siège vacant."},
        )
        (record,) = self.records(act)
        self.assertEqual(record["recipients"], len(self.members(act)) - 1)
        self.assertEqual([m for m in record["members"] if m.get("mailed")], record["members"][:-1])
        self.assertEqual(act.show()["body_informed_recipients"], record["recipients"])
        reasons = self.it.sql(
            "select value from contreseing.personal_value where convention_id = "
            f"'{act.id}' and pointer like '%members%detail' and value = 'Siège vacant.'"
        )
        self.assertEqual(len(reasons), 1)

    def test_why_a_message_was_given_up_is_erased_from_it_too(self):
        act = self.signed()
        last = self.members(act)[-1]
        self.it.sql(LEFT.format(act=act.id, which=f"<> {last['n']}"))
        row = f"convention_id = '{act.id}' and seq = {last['seq']} and n = {last['n']}"
        name = self.it.sql(f"select payload::json #>> '{{to,name}}' from contreseing.effect where {row}")[0][0]
        self.it.api(
            "POST", f"/conventions/{act.id}/effects/{last['seq']}/{last['n']}/abandon",
            {"reason": f"{name} est en congé depuis le 3 mars."},
        )
        waits = f"select 1 from contreseing.effect where convention_id = '{act.id}' and status = 'pending'"
        installation.until(lambda: not self.it.sql(waits), self.it.logs)
        erase = ("journal", "erase", "--convention", act.reference, "--person", name,
                 "--reason", "À sa demande.", "--by", "M. Exploitant")
        at = re.search(r"say (--at \d+ --yes)", self.it.cli(*erase).stdout)[1]
        self.it.cli(*erase, *at.split())
        self.assertEqual(
            self.it.sql(f"select payload::json #>> '{{to,name}}', last_error from contreseing.effect where {row}"),
            [["(effacé)", "(effacé)"]],
        )

    def test_an_act_whose_body_nobody_was_told_needs_help_until_somebody_informs_it(self):
        act = self.signed()
        for member in self.members(act):
            self.it.api(
                "POST", f"/conventions/{act.id}/effects/{member['seq']}/{member['n']}/abandon",
                {"reason": "Adresse morte."},
            )
        helped = lambda: [row["id"] for row in self.it.api("GET", "/conventions?needs_help=true")["items"]]
        self.assertEqual(self.records(act), [])
        self.assertIn(act.id, helped())
        self.assertIn("inform_body", act.show()["actions"])
        before = len(self.members(act))
        act.do("inform_body")
        self.assertEqual(len(self.members(act)), 2 * before)
        self.assertNotIn(act.id, helped())
        self.assertNotIn("inform_body", act.show()["actions"])
        act.do("inform_body", status=409)
        self.assertEqual(len(self.members(act)), 2 * before)


if __name__ == "__main__":
    unittest.main()

"""Verifications that an administrator attests before the freezing; personal data erased after it."""

import re
import unittest

from play import FunctionalTest


class Attestations(FunctionalTest):
    def items(self, act):
        return {
            item["item"]: item["verdict"] for item in act.checklist()["draft"]
            if item["kind"] == "attestation"
        }

    def test_an_admission_is_frozen_only_once_all_are_attested(self):
        act = self.play.start("adhesion")  # confirms everything, as an administrator would
        self.assertEqual(
            sorted(self.items(act)),
            ["attestation:authority,1", "attestation:authority,2", "attestation:authority,3",
             "attestation:eligibility"],
        )
        slots = act.show()["slots"]
        slots[2]["holder"]["name"] = "Une autre personne"
        act.do("edit_draft", slots=[
            {key: slot[key] for key in ("n", "rank", "party", "office", "stamp")}
            | {key: slot["holder"][key] for key in ("name", "email")}
            for slot in slots
        ])
        self.assertEqual(self.items(act)["attestation:authority,3"], "needs_acknowledgement")
        self.assertEqual(self.items(act)["attestation:authority,1"], "met")
        refused = self.it.api("POST", f"/conventions/{act.id}/freeze", status=409)
        self.assertEqual(refused["title"], "checklist_blocks")
        self.assertEqual(refused["errors"][0]["field"], "attestation:authority,3")
        act.do("acknowledge_warning", item="attestation:authority,3",
               reason="Délibération n° 12 du 3 mars 2026.")
        act.freeze()
        entry = [e for e in act.every("journal") if e["type"] == "warning_acknowledged"][-1]
        self.assertEqual(entry["entry"]["body"]["item"], "attestation:authority,3")

    def test_a_bad_draft_is_told_all_at_once(self):
        act = self.play.start()
        problem = act.do(
            "edit_draft", status=422, fields={"rien": "x"},
            parties=[{"role": "autre", "name": "X"}] * 2,
        )
        fields = [error["field"] for error in problem["errors"]]
        self.assertEqual(
            fields, ["parties/0/role", "parties/1/role", "parties", "fields/rien"]
        )

    def test_a_title_has_one_bound(self):
        act = self.play.start(title="é" * 200)
        act.do("edit_draft", status=422, title="é" * 201)
        self.it.api("POST", "/conventions", {"type": "partenariat", "title": "é" * 201}, status=422)


class Erasure(FunctionalTest):
    def erase(self, act, *words, check=True):
        return self.it.cli(
            "journal", "erase", "--convention", act.reference, *words,
            *(() if "--reason" in words else ("--reason", "À sa demande.")),
            *(() if "--by" in words else ("--by", "M. Exploitant")), check=check,
        )

    def erase_listed(self, act, *words):
        """Erases what a list just made shows."""
        listed = self.erase(act, *words).stdout
        return self.erase(act, *words, *re.search(r"say (--at \d+ --yes)", listed)[1].split())

    def test_a_person_disappears_from_everything_but_the_signed_file(self):
        act = self.play.in_signature()
        person = act.show()["slots"][0]["holder"]
        name, email = person["name"], person["email"]
        refused = self.erase(act, "--person", email, check=False)
        self.assertNotEqual(refused.returncode, 0)
        self.assertNotIn(email, refused.stdout)
        self.assertIn("still under way", refused.stderr)
        act.do("abandon", reason=f"{name} ne souhaite plus signer.")
        self.it.settle()
        unknown = self.erase(act, "--person", "Personne", check=False)
        self.assertIn("nobody of that whole name", unknown.stderr)

        listed = self.erase(act, "--person", email).stdout
        self.assertIn("Nothing was done", listed)
        self.assertIn(f"{name} ne souhaite plus signer.", listed)
        self.assertEqual(act.show()["slots"][0]["holder"]["name"], name)

        for option in ("--reason", "--by"):
            repeats = self.erase(
                act, "--person", email, option, f"Pour {name.upper()}.", check=False
            )
            self.assertIn(f"{option}: holds a value", repeats.stderr)

        said = self.erase_listed(act, "--person", email).stdout
        number = int(re.search(r"(\d+) values erased", said)[1])
        self.assertGreater(number, 2)
        shown = act.show()
        self.assertEqual(shown["slots"][0]["holder"]["name"], "(effacé)")
        self.assertEqual(shown["end_reason"], "(effacé)")
        self.assertNotEqual(shown["slots"][1]["holder"]["name"], "(effacé)")
        for table in ("convention", "convention_event", "personal_value", "effect"):
            rows = self.it.sql(
                f"SELECT string_agg(t::text, '') FROM contreseing.{table} t"
                f" WHERE t::text LIKE '%{act.id}%'"
            )[0][0]
            self.assertNotIn(name, rows, table)
            self.assertNotIn(email, rows, table)
        last = act.every("journal")[-1]
        self.assertEqual(last["type"], "values_erased")
        self.assertEqual(len(last["entry"]["body"]["values"]), number)

        verified = self.it.cli("journal", "verify", "--convention", act.reference).stdout
        self.assertIn(": sound", verified)
        self.assertEqual(verified.count("erased: "), number)
        again = self.erase(act, "--person", email, check=False)
        self.assertIn("nobody of that whole name", again.stderr)

    def test_single_values_are_erased_by_their_place(self):
        act = self.play.in_signature()
        act.do("abandon", reason="Sans suite.")
        self.it.settle()
        entry = act.every("journal")[-1]["seq"]
        place = f"{entry}:/body/reason"
        repeats = self.erase(act, "--value", place, "--reason", "Dit « sans suite. »", check=False)
        self.assertIn("--reason: holds a value", repeats.stderr)
        self.erase_listed(act, "--value", place)
        self.assertEqual(act.show()["end_reason"], "(effacé)")
        self.assertIn("no personal value", self.erase(act, "--value", place, check=False).stderr)

    def test_what_came_after_the_list_refuses_the_erasure(self):
        act = self.play.in_signature()
        act.do("abandon", reason="Sans suite.")
        self.it.settle()
        name = act.show()["slots"][0]["holder"]["name"]
        unseen = self.erase(act, "--person", name, "--yes", check=False)
        self.assertIn("--at", unseen.stderr)
        listed = self.erase(act, "--person", name).stdout
        at = re.search(r"--at (\d+) --yes", listed)[1]
        self.assertEqual(int(at), act.every("journal")[-1]["seq"])
        self.erase_listed(act, "--value", f"{at}:/body/reason")
        late = self.erase(act, "--person", name, "--at", at, "--yes", check=False)
        self.assertNotEqual(late.returncode, 0)
        self.assertIn("changed since the list was made", late.stderr)
        self.assertEqual(late.stdout, "")
        self.assertEqual(act.show()["slots"][0]["holder"]["name"], name)
        self.erase_listed(act, "--person", name)
        self.assertEqual(act.show()["slots"][0]["holder"]["name"], "(effacé)")


if __name__ == "__main__":
    unittest.main()

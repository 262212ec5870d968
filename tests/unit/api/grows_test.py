#!/usr/bin/env python3
"""Whatever is taken away from a description is seen, and what is added is not."""

import copy
import json
import pathlib
import unittest

import grows

RECORDED = json.loads((pathlib.Path(__file__).resolve().parents[2] / "data/openapi.json").read_text())
ACT = "/api/v1/conventions/{id}/actions/{action}"


class Grows(unittest.TestCase):
    def changed(self, change):
        new = copy.deepcopy(RECORDED)
        change(new)
        self.assertNotEqual(new, RECORDED)
        return grows.losses(RECORDED, new)

    @staticmethod
    def action(document, name):
        schemas = document["components"]["schemas"]["Action"]["anyOf"]
        return next(one for one in schemas if one["title"] == name)

    def test_nothing_is_lost_of_the_same(self):
        self.assertEqual(grows.losses(RECORDED, copy.deepcopy(RECORDED)), [])

    def test_each_thing_taken_away_is_one_loss(self):
        def schema(d, name):
            return d["components"]["schemas"][name]

        def reason(d):
            return self.action(d, "abandon")["properties"]["reason"]

        taken = {
            "a path": lambda d: d["paths"].pop("/api/v1/types"),
            "a method": lambda d: d["paths"]["/api/v1/people/{id}"].pop("put"),
            "a status": lambda d: d["paths"][ACT]["post"]["responses"].pop("503"),
            "an action": lambda d: schema(d, "Action")["anyOf"].remove(self.action(d, "abandon")),
            "a member sent": lambda d: self.action(d, "abandon")["properties"].pop("reason"),
            "a member answered": lambda d: schema(d, "Convention")["properties"].pop("stage"),
            "always there": lambda d: schema(d, "Convention")["required"].remove("stage"),
            "left out": lambda d: self.action(d, "revoke_link")["required"].append("reason"),
            "a description": lambda d: reason(d).pop("description"),
            "a longer text": lambda d: reason(d).update(maxLength=200),
            "an empty text": lambda d: self.action(d, "revoke_link")["properties"]["reason"].update(minLength=1),
            "null": lambda d: self.action(d, "edit_draft")["properties"]["parties"]["items"]
            ["properties"]["organisation"].update(type="string"),
            "a word": lambda d: self.action(d, "substitute_holder")["properties"]["locale"]["enum"].pop(),
            "a default": lambda d: self.action(d, "reopen_draft")["properties"]["substantial"].pop("default"),
            "a kind of participant": lambda d: self.action(d, "remind_now")["properties"]["place"]
            .update(pattern="^(slot/[1-9][0-9]{0,8})$"),
            "an example": lambda d: self.action(d, "remind_now")["properties"]["place"].pop("examples"),
            "a problem": lambda d: d["x-problems"].pop("urn:contreseing:refusal:not_found"),
        }
        for what, take in taken.items():
            with self.subTest(what):
                self.assertEqual(len(self.changed(take)), 1, self.changed(take))

    def test_what_is_added_is_no_loss(self):
        def add(d):
            d["paths"]["/api/v1/more"] = {"get": {"responses": {}}}
            action = self.action(d, "abandon")
            action["properties"]["more"] = {"type": "string"}
            action["properties"]["reason"].update(maxLength=3000, description="In other words.")
            place = self.action(d, "remind_now")["properties"]["place"]
            place["pattern"] = place["pattern"].replace("^(", "^(party/[1-9]|")
            schema = d["components"]["schemas"]["Convention"]
            schema["properties"]["more"] = {"type": "string"}
            schema["required"].append("more")
            d["components"]["schemas"]["Action"]["anyOf"].insert(0, {"title": "more", "type": "object"})

        self.assertEqual(self.changed(add), [])


if __name__ == "__main__":
    unittest.main()

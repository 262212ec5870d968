"""Networks that a campus carries, as its operator says them."""

import json
import unittest

from play import ROOT, FunctionalTest


class Networks(FunctionalTest):
    def network(self, *words, check=True):
        return self.it.cli("network", *words, "--campus", "demo", check=check)

    def listed(self):
        return [line.split("\t") for line in self.network("list").stdout.splitlines()]

    def test_an_operator_adds_corrects_lists_and_closes_networks(self):
        self.network("add", "--name", "Mer", "--support", "Lycée de Sète", "--category", "excellence")
        self.network("add", "--name", "Énergie", "--support", "Lycée de Bagnols")
        self.network("add", "--name", "Énergie", "--support", "Université de Nîmes")
        self.assertEqual(
            self.listed(),
            [
                ["active", "Énergie", "Université de Nîmes", ""],
                ["active", "Mer", "Lycée de Sète", "excellence"],
            ],
        )
        self.network("close", "--name", "Mer")
        told = self.it.api("GET", "/networks")["items"]
        self.assertEqual(
            [(one["name"], one["support"], one["category"], one["state"]) for one in told],
            [("Énergie", "Université de Nîmes", "", "active"), ("Mer", "Lycée de Sète", "excellence", "closed")],
        )
        self.assertEqual([line[0] for line in self.listed()], ["active", "closed"])
        self.assertEqual(self.network("close", "--name", "Mer", check=False).returncode, 1)
        self.network("add", "--name", "Mer", "--support", "Lycée de Sète")
        self.assertEqual([line[0] for line in self.listed()], ["active", "active"])

    def test_what_no_act_could_print_and_an_unknown_campus_are_refused(self):
        before = self.listed()
        refused = self.network("add", "--name", "漢", "--support", "Lycée", check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("name: an act cannot print", refused.stderr)
        refused = self.network("add", "--name", "Bois", "--support", " ", check=False)
        self.assertIn("support: one line with a letter or a digit is wanted", refused.stderr)
        refused = self.it.cli("network", "list", "--campus", "ailleurs", check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("there is no campus ailleurs", refused.stderr)
        self.assertEqual(self.listed(), before)

    def test_a_file_of_a_campus_may_hold_its_networks(self):
        campus = json.loads((ROOT / "deploy/demo/campus.json").read_text())
        campus["campus"]["id"] = "autre"
        campus["networks"] = [
            {"name": "Mer", "support": "Lycée de Sète", "category": "excellence"},
            {"name": "Bois", "support": "Lycée de Mende", "state": "closed"},
        ]
        file = self.it.data / "autre.json"
        file.write_text(json.dumps(campus))
        file.chmod(0o644)
        for _ in range(2):
            self.it.cli("campus", "load", str(file))
            self.assertEqual(
                self.it.cli("network", "list", "--campus", "autre").stdout,
                "closed\tBois\tLycée de Mende\t\nactive\tMer\tLycée de Sète\texcellence\n",
            )

        def refusal():
            file.write_text(json.dumps(campus))
            refused = self.it.cli("campus", "load", str(file), check=False)
            self.assertEqual(refused.returncode, 1)
            return refused.stderr

        campus["networks"][0]["state"] = "asleep"
        self.assertIn("state: unknown value asleep", refusal())
        campus["networks"][0]["state"] = "active"
        other = {"kind": "cos", "name": "COS de la mer", "seats": []}
        campus["bodies"].append(other)
        self.assertIn('two of kind cos are of no network: put their seats into one, or give each a "network"', refusal())
        other["network"] = "Lac"
        self.assertIn('the campus carries no network Lac: say it in "networks" first', refusal())
        other["network"] = "Mer"
        campus["bodies"].append(other)
        self.assertIn("two of kind cos are of one network", refusal())
        campus["bodies"].pop()
        file.write_text(json.dumps(campus))
        for _ in range(2):
            self.it.cli("campus", "load", str(file))
            made = self.it.sql(
                "select b.name, n.name from contreseing.body b left join contreseing.network n"
                " on n.id = b.network where b.campus_id = 'autre' and b.kind = 'cos' order by 2 nulls first"
            )
            self.assertEqual(made, [["Comité d’orientation stratégique", ""], ["COS de la mer", "Mer"]])


class OfAnAct(FunctionalTest):
    def test_an_act_is_of_the_network_that_was_chosen(self):
        for name in ("Lac", "Pierre"):
            self.it.cli("network", "add", "--campus", "demo", "--name", name, "--support", "Lycée de Mende")
        ids = {one["name"]: one["id"] for one in self.it.api("GET", "/networks")["items"]}
        asked = {"type": "partenariat", "title": "Convention du lac"}
        refused = self.it.api("POST", "/conventions", asked, status=422)
        self.assertEqual(refused["title"], "invalid_value")
        self.assertIn("network", json.dumps(refused["errors"]))
        made = self.it.api("POST", "/conventions", {**asked, "network": ids["Lac"]})
        self.assertEqual(made["network"], ids["Lac"])
        browser = self.play.administrator()
        self.assertIn("Réseau : Lac", browser.open(f"/admin/conventions/{made['id']}").text)
        page = browser.open("/admin/conventions/new")
        again = browser.submit(page.form("/new"), type="partenariat", title="Convention de la pierre")
        self.assertEqual(again.status, 422)
        self.assertIn("Choisissez le réseau", again.text)
        page = browser.submit(again.form("/new"), type="partenariat", title="Convention de la pierre", network=ids["Pierre"])
        self.assertEqual(page.status, 200)


if __name__ == "__main__":
    unittest.main()

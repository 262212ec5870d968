"""Networks that a campus carries, as its operator says them."""

import json
import subprocess
import unittest
import urllib.parse

from play import ROOT, FunctionalTest, installation


class Networks(FunctionalTest):
    def network(self, *words, check=True):
        return self.it.cli("network", *words, "--campus", "demo", check=check)

    def listed(self):
        return [line.split("\t") for line in self.network("list").stdout.splitlines()]

    def test_an_operator_adds_corrects_lists_and_closes_networks(self):
        self.network("add", "--name", "Mer", "--support", "Lycée de Sète", "--category", "excellence", "--represented-by", "sa proviseure")
        self.network("add", "--name", "Énergie", "--support", "Lycée de Bagnols", "--represented-by", "son proviseur")
        self.network("add", "--name", "Énergie", "--support", "Université de Nîmes")
        self.assertEqual(
            self.listed(),
            [
                ["active", "Énergie", "Université de Nîmes", "", "son proviseur"],
                ["active", "Mer", "Lycée de Sète", "excellence", "sa proviseure"],
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
        refused = self.network("add", "--name", "Bois", "--support", "Lycée de Mende", check=False)
        self.assertIn("represented_by: who signs for the support", refused.stderr)
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
            {"name": "Mer", "support": "Lycée de Sète", "category": "excellence", "represented_by": "sa proviseure"},
            {"name": "Bois", "support": "Lycée de Mende", "state": "closed", "represented_by": "son proviseur"},
        ]
        file = self.it.data / "autre.json"
        file.write_text(json.dumps(campus))
        file.chmod(0o644)
        for _ in range(2):
            self.it.cli("campus", "load", str(file))
            self.assertEqual(
                self.it.cli("network", "list", "--campus", "autre").stdout,
                "closed\tBois\tLycée de Mende\t\tson proviseur\nactive\tMer\tLycée de Sète\texcellence\tsa proviseure\n",
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
            self.it.cli("network", "add", "--campus", "demo", "--name", name, "--support", "Lycée de Mende", "--represented-by", "son proviseur")
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


class OfARegion(FunctionalTest):
    """The demo's region: two networks, each with its directoire, and one COS."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.it._token = cls.it.cli("admin", "token", "--campus", "region", "--name", "tests").stdout.strip()
        cls.networks = {one["support"].split()[2]: one for one in cls.it.api("GET", "/networks")["items"]}

    def start(self, network, title):
        return self.play.start("adhesion", title, network=self.networks[network]["id"])

    def listed(self, network, **more):
        asked = urllib.parse.urlencode({"network": self.networks[network]["id"], **more})
        return self.it.api("GET", f"/conventions?{asked}")

    def test_acts_go_to_the_bodies_of_their_network_and_to_the_common_one(self):
        sea, wood = self.start("la", "Adhésion du chantier naval"), self.start("bois", "Adhésion de la scierie")
        # Lists
        self.assertEqual([row["id"] for row in self.listed("la")["items"]], [sea.id])
        self.assertEqual([row["id"] for row in self.listed("bois", q="adhésion", year=sea.reference[4:8])["items"]], [wood.id])
        more = [self.start("la", f"Adhésion n° {n}").id for n in (1, 2)]
        seen, cursor = [], {}
        while cursor.get("cursor", "") is not None:
            page = self.listed("la", limit=2, **cursor)
            seen += [row["id"] for row in page["items"]]
            cursor = {"cursor": page["next_cursor"]}
        self.assertEqual(seen, [*reversed(more), sea.id])

        # The support is the party, and the text names the network.
        self.assertEqual(
            [act.show()["parties"][0]["name"] for act in (sea, wood)],
            ["Lycée de la mer de démonstration", "Lycée du bois de démonstration"],
        )
        self.assertEqual(sea.show()["parties"][0]["represented_by"], "sa proviseure")
        sea.freeze()
        pdf = self.it.data / "mer.pdf"
        pdf.write_bytes(sea.document())
        text = " ".join(subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout.split())
        self.assertIn("Le réseau « Campus de la mer de démonstration », ci-après", text)
        self.assertIn("son établissement support est : Lycée de la mer de démonstration.", text)
        self.assertNotIn("Région de démonstration", text)

        # The directoire of its network is asked, the COS that both share is informed.
        sea.ask_opinion()
        self.assertEqual(
            [seat["holder"]["email"] for seat in sea.seats()],
            [f"mer-{n}@region-demo.example" for n in (1, 2, 3)],
        )
        installation.until(lambda: self.play.mails_to("mer-1@region-demo.example"), self.it.logs)
        mail = self.play.mails_to("mer-1@region-demo.example")[0].get_body(preferencelist=("plain",)).get_content()
        self.assertIn("Campus de la mer de démonstration", mail)
        self.assertNotIn("pour ses réseaux de campus", mail)
        sea.answer_all("favourable")
        sea.do("open_round")
        sea.sign_all()
        installation.until(lambda: sea.show()["body_informed_recipients"], self.it.logs)
        self.assertEqual(
            sorted(sea.mails("body_information")), [f"region-{n}@region-demo.example" for n in (1, 2, 3)]
        )
        # Its reference names it until another campus has the same.
        verify = ("journal", "verify", "--convention", sea.reference)
        self.assertIn(": sound", self.it.cli(*verify).stdout)
        demo = self.it.cli("admin", "token", "--campus", "demo", "--name", "tests").stdout.strip()
        while True:
            made = self.it.api(
                "POST", "/conventions", {"type": "adhesion", "title": "Adhésion d’un campus voisin"},
                {"Authorization": f"Bearer {demo}"},
            )
            if made["reference"] == sea.reference:
                break
        refused = self.it.cli(*verify, check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("several campuses have this one: add --campus", refused.stderr)
        for words in (verify[:3] + (sea.id,), verify + ("--campus", "region")):
            self.assertIn(": sound", self.it.cli(*words).stdout)
        wood.freeze()
        wood.ask_opinion()
        self.assertEqual(wood.show()["opinions"][-1]["body"], "Directoire du campus du bois")

    def test_the_pages_sift_and_show_bodies_by_network(self):
        act = self.start("bois", "Adhésion du charpentier")
        lines = (self.it.data / "first-password").read_text().splitlines()
        self.assertEqual(lines[2], "direction@region-demo.example")
        browser = self.play.browser()
        page = browser.open("/admin/login")
        page = browser.submit(page.form("/admin/login"), login=lines[2], password=lines[3])
        self.assertIn("Adhésion du charpentier", page.text)
        for network, holds in (("la", False), ("bois", True)):
            page = browser.open(f"/admin/?network={self.networks[network]['id']}")
            self.assertIn(f'value="{self.networks[network]["id"]}" selected', page.body.decode())
            self.assertEqual("Adhésion du charpentier" in page.text, holds)
        bodies = browser.open("/admin/bodies").text
        for told in ("Directoire du campus du bois", "commune aux réseaux", "l’instance commune"):
            self.assertIn(told, bodies)
        self.assertNotIn("à créer", bodies)
        self.assertEqual(act.show()["network"], self.networks["bois"]["id"])


if __name__ == "__main__":
    unittest.main()

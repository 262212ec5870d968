"""The API and its description: compared both ways. Answers are held against it in every test of the
functional tier (described.py)."""

import datetime
import json
import re
import threading
import unittest
import uuid

from play import ROOT, FunctionalTest
import described


METHODS = ("get", "post", "put", "delete", "patch")


class Api(FunctionalTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.act = cls.play.in_signature("adhesion")
        cls.act.sign_all()
        cls.it.settle()
        cls.described = cls.it.api("GET", "/openapi.json")

    def operations(self):
        for path, methods in self.described["paths"].items():
            for method in methods:
                if method in METHODS:
                    yield method.upper(), path.removeprefix("/api/v1"), methods[method]

    def filled(self, path):
        values = {"n": "1", "action": "remind_now", "seq": "1", "kind": "directoire", "id": self.act.id}
        if path.startswith(("/people", "/organisations")):
            values["id"] = str(uuid.uuid4())
        return re.sub(r"\{(\w+)\}", lambda m: values[m.group(1)], path)

    def test_it_is_openapi_3_1(self):
        self.assertRegex(self.described["openapi"], r"^3\.1\.")

    def test_every_described_path_answers(self):
        for method, path, _ in self.operations():
            with self.subTest(f"{method} {path}"):
                page = self.play.api_page(method, self.filled(path), b"{}" if method != "GET" else None,
                                          {"Content-Type": "application/json"} if method != "GET" else {})
                self.assertNotIn(page.status, (405, 500, 501, 502), page.body)
                if page.status == 404:  # only by a refusal of ours, which names what was not found
                    self.assertIn("urn:contreseing:", page.body.decode())
                self.assertRegex(page.headers["Content-Type"], "json|pdf")

    def test_every_described_path_needs_a_token(self):
        for method, path, described in self.operations():
            if path == "/openapi.json":
                continue
            with self.subTest(f"{method} {path}"):
                page = self.play.api_page(method, self.filled(path), b"{}" if method != "GET" else None,
                                          {"Content-Type": "application/json"}, token=False)
                self.assertEqual(page.status, 401, page.body)
                self.assertIn("problem+json", page.headers["Content-Type"])

    def test_every_route_of_the_server_is_described(self):
        written = set()
        for source in (ROOT / "server/api").glob("*_routes.cpp"):
            text = source.read_text()
            for method, path in re.findall(r"router\.(get|post)\(\s*\"(/api/v1[^\"]*)\"", text):
                written.add((method.upper(), path))
            written.update(re.findall(r"router\.add\(\s*\"(\w+)\",\s*\"(/api/v1[^\"]*)\"", text))
        self.assertGreater(len(written), 20)
        written.add(("GET", "/api/v1/openapi.json"))
        described = {(m, re.sub(r"\{(\w+)\}", r":\1", "/api/v1" + p)) for m, p, _ in self.operations()}
        self.assertEqual(written, described)

    def test_the_description_served_is_the_one_that_every_answer_is_held_against(self):
        self.assertEqual(self.described, described.description().document)

    def test_what_nginx_answers_by_itself_is_described(self):
        for file in (ROOT / "deploy/nginx/errors").glob("*.json"):
            problem = json.loads(file.read_text())
            for method, path, _ in self.operations():
                faults = described.description().faults(
                    method, "/api/v1" + self.filled(path), problem["status"], "application/problem+json",
                    file.read_bytes())
                self.assertEqual(faults, [], (path, file.name))

    def test_answers_that_differ_from_the_description_are_found(self):
        page = self.play.api_page("GET", f"/conventions/{self.act.id}")
        path, kind = f"/api/v1/conventions/{self.act.id}", "application/json"
        held = described.description().faults
        self.assertEqual(held("GET", path, 200, kind, page.body), [])
        whole = json.loads(page.body)
        for change in ({"stage": "nowhere"}, {"title": None}, {"slots": [{}]}, {"nobody_described": 1}):
            self.assertTrue(held("GET", path, 200, kind, json.dumps({**whole, **change}).encode()), change)
        del whole["reference"]
        self.assertTrue(held("GET", path, 200, kind, json.dumps(whole).encode()))
        self.assertTrue(held("GET", path, 202, kind, page.body))
        self.assertTrue(held("GET", path, 500, "application/problem+json", b"{}"))
        self.assertTrue(held("GET", path, 404, "text/html", b""))
        self.assertTrue(held("GET", path, 404, "application/problem+json", b'{"status": 403}'))

    def test_a_method_that_an_address_does_not_take_is_refused_with_those_it_takes(self):
        for method in ("TRACE", "BREW", "OPTIONS", "PROPFIND", "DELETE", "PATCH"):
            for path, allow in ((f"/conventions/{self.act.id}", "GET, HEAD"), ("/conventions", "GET, HEAD, POST"),
                                (f"/conventions/{self.act.id}/annexes", "POST"),
                                ("/people/" + str(uuid.uuid4()), "GET, HEAD, PUT")):
                with self.subTest(f"{method} {path}"):
                    page = self.play.api_page(method, path)
                    self.assertEqual(page.status, 405, page.body)
                    self.assertEqual(page.headers["Allow"], allow)
                    self.assertEqual(page.headers["Content-Type"], "application/problem+json")
                    self.assertEqual(json.loads(page.body)["status"], 405)
        page = self.play.browser().request("BREW", "/admin/login", None, {"Accept": "text/html"})
        self.assertEqual((page.status, page.headers["Allow"]), (405, "GET, HEAD, POST"))
        page = self.play.browser().request("POST", "/static/contreseing.css", b"", {})
        self.assertEqual((page.status, page.headers["Allow"]), (405, "GET, HEAD"))

    def test_a_token_is_known_however_its_scheme_is_written(self):
        for scheme, status in (("bearer ", 200), ("BEARER  ", 200), ("Bearer", 401), ("Basic ", 401)):
            page = self.play.api_page("GET", "/stages", token=False,
                                      headers={"Authorization": scheme + self.it.token})
            self.assertEqual(page.status, status, scheme)
            self.assertEqual(page.headers.get("WWW-Authenticate"), None if status == 200 else "Bearer")

    def test_a_date_time_of_any_offset_is_taken(self):
        act = self.play.in_signature("partenariat")
        slot = act.show()["slots"][0]
        later = datetime.datetime.fromisoformat(slot["link"]["expires_at"]) + datetime.timedelta(days=2)
        day, next_day = later.date(), later.date() + datetime.timedelta(days=1)
        for until, expected in ((f"{day}T23:59:59+01:00", f"{day}T22:59:59"),
                                (f"{next_day}t00:00:00.5z", f"{next_day}T00:00:00.5")):
            act.do("extend_link", place=f"slot/{slot['n']}", until=until)
            self.assertTrue(act.show()["slots"][0]["link"]["expires_at"].startswith(expected))
        page = self.play.api_page("POST", f"/conventions/{act.id}/actions/extend_link",
                                  json.dumps({"place": f"slot/{slot['n']}", "until": "demain"}).encode(),
                                  {"Content-Type": "application/json"})
        self.assertEqual((page.status, json.loads(page.body)["errors"][0]["field"]), (422, "/until"))

    def test_a_part_of_a_document_is_given(self):
        page = self.play.api_page("GET", f"/conventions/{self.act.id}/document", headers={"Range": "bytes=0-7"})
        self.assertEqual((page.status, page.body), (206, b"%PDF-1.7"))
        page = self.play.api_page("GET", f"/conventions/{self.act.id}/document", headers={"Range": "bytes=999999999-"})
        self.assertEqual(page.status, 416)

    def test_no_answer_speaks_as_a_page_does(self):
        unknown = uuid.uuid4()
        for method, path, body in (
            ("GET", f"/conventions/{unknown}", None), ("GET", f"/conventions/{unknown}/effects", None),
            ("GET", "/nowhere", None), ("DELETE", "/conventions", None), ("GET", "/conventions?limit=", None),
            ("POST", f"/conventions/{self.act.id}/actions/open_round", b"{}"),
            ("POST", f"/conventions/{self.act.id}/actions/abandon", b"{}"),
            ("POST", f"/conventions/{self.act.id}/annexes", b"x"),
            ("POST", f"/conventions/{self.act.id}/effects/1/99/retry", b"{}"),
        ):
            with self.subTest(path):
                page = self.play.api_page(method, path, body, {"Content-Type": "application/json"} if body else {})
                self.assertGreaterEqual(page.status, 400)
                problem = json.loads(page.body)
                self.assertTrue(" ".join([problem["title"], problem.get("detail", "")]).isascii(), problem)

    def test_lists_hold_something_to_be_held_against(self):
        for path in ("/conventions", "/conventions/{id}/journal", "/conventions/{id}/effects",
                     "/conventions/{id}/versions", "/people", "/organisations", "/bodies", "/members", "/types"):
            self.assertTrue(self.it.api("GET", self.filled(path))["items"], path)

    def test_what_is_written_to_the_registry_is_answered_as_described(self):
        for path, made, changed in (
            ("/people", {"name": "Alix Exemple", "email": "alix.x@demo.example"},
             {"name": "Alix Autre", "email": "alix.x@demo.example", "locale": "en"}),
            ("/organisations", {"name": "Lycée d’essai", "place": "Uzès"}, {"name": "Lycée Autre", "place": "Uzès"}),
        ):
            row = self.it.api("POST", path, made, status=201)
            again = self.it.replace(f"{path}/{row['id']}", changed, status=200)
            self.assertEqual((again["id"], again["name"]), (row["id"], changed["name"]))
            page = self.play.api_page("PUT", f"{path}/{row['id']}", b'{"name": 1}', {"Content-Type": "application/json"})
            self.assertEqual(page.status, 422, page.body)
        body = next(one for one in self.it.api("GET", "/bodies")["items"] if one["kind"] == "directoire")
        seats = [{key: value for key, value in seat.items() if value is not None} for seat in body["seats"]]
        again = self.it.replace("/bodies/directoire", {"name": "Directoire d’essai", "seats": seats}, status=200)
        self.assertEqual((again["name"], again["seats"]), ("Directoire d’essai", body["seats"]))
        late = self.it.api(
            "PUT", "/bodies/directoire", {"name": "Trop tard", "seats": seats}, {"If-Match": '"former"'}, status=412)
        self.assertEqual(late["type"], "urn:contreseing:changed-meanwhile")

    def test_pages_of_a_list_hold_every_row_once(self):
        for n in range(5):
            self.it.api("POST", "/conventions", {"type": "partenariat", "title": f"Acte {n}"})
        seen, cursor = [], ""
        for _ in range(20):
            page = self.it.api("GET", f"/conventions?limit=2{cursor}")
            seen += [row["id"] for row in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        self.assertEqual(len(seen), len(set(seen)))
        self.assertEqual(set(seen), {r["id"] for r in self.it.api("GET", "/conventions?limit=200")["items"]})
        self.assertGreaterEqual(len(seen), 6)

    def test_a_revoked_or_foreign_token_opens_nothing(self):
        self.it.cli("admin", "token", "--campus", "autre", "--name", "x", check=False)
        page = self.play.api_page("GET", "/conventions", token=False,
                                  headers={"Authorization": "Bearer " + self.it.token.replace("demo_", "autre_")})
        self.assertEqual(page.status, 401)


class FirstRecords(FunctionalTest):
    def test_two_who_write_the_first_record_at_once_make_one(self):
        def at_once(tries):
            """The answers to requests that begin together."""
            start, pages = threading.Barrier(len(tries)), []

            def write(path, body, headers):
                start.wait()
                pages.append(self.play.api_page("PUT", path, json.dumps(body).encode(),
                                                {"Content-Type": "application/json", **headers}))

            threads = [threading.Thread(target=write, args=one) for one in tries]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return pages

        for n in range(12):
            kind, person, house = f"conseil_{n}", f"/people/{uuid.uuid4()}", f"/organisations/{uuid.uuid4()}"
            for path, body in (
                (f"/bodies/{kind}", {"seats": [{"n": 1, "organisation": "Lycée"}]}),
                (person, {"email": "alix@demo.example"}), (house, {"place": "Uzès"}),
            ):
                with self.subTest(path):
                    pages = at_once([
                        (path, {"name": f"Nom {who}", **body}, {"If-None-Match": "*"}) for who in range(6)
                    ])
                    kept = [json.loads(page.body) for page in pages if page.status == 200]
                    self.assertEqual(sorted(page.status for page in pages), [200] + [412] * 5)
                    self.assertEqual(self.it.api("GET", path), kept[0])
            made = [body for body in self.it.api("GET", "/bodies")["items"] if body["kind"] == kind]
            self.assertEqual(len(made), 1, made)

    def test_a_key_that_made_a_body_makes_no_other(self):
        key = {"Idempotency-Key": str(uuid.uuid4())}
        for kind, status in (("conseil_a", 200), ("conseil_a", 200), ("conseil_b", 412)):
            self.it.api("PUT", f"/bodies/{kind}", {"name": "Conseil", "seats": []}, key, status=status)
        self.assertEqual(self.it.api("GET", "/bodies/conseil_a")["name"], "Conseil")


if __name__ == "__main__":
    unittest.main()

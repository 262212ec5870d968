"""The API and its description: compared both ways, answers held against the schema."""

import json
import re
import unittest
import uuid

from play import ROOT, FunctionalTest


class Schema:
    """As much of JSON Schema 2020-12 as the description uses; an unknown keyword is an error."""

    PASSIVE = {"description", "title", "examples", "example", "default", "format", "deprecated", "$comment"}
    TYPES = {
        "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
        "integer": int, "number": (int, float),
    }

    def __init__(self, document):
        self.document = document

    def check(self, schema, value, at="$"):
        if schema is True:
            return []
        faults = []
        for word, held in schema.items():
            faults += getattr(self, "_" + word.lstrip("$"), self._unknown)(held, value, at, schema, word)
        return faults

    def _unknown(self, held, value, at, schema, word):
        return [] if word in self.PASSIVE else [f"{at}: the validator does not know {word}"]

    def _ref(self, held, value, at, *_):
        target = self.document
        for part in held.removeprefix("#/").split("/"):
            target = target[part]
        return self.check(target, value, at)

    def _type(self, held, value, at, *_):
        for kind in held if isinstance(held, list) else [held]:
            if isinstance(value, self.TYPES[kind]) and not (
                isinstance(value, bool) and kind in ("integer", "number")
            ):
                return []
        return [f"{at}: {value!r} is not {held}"]

    def _properties(self, held, value, at, *_):
        if not isinstance(value, dict):
            return []
        return [f for key, one in held.items() if key in value
                for f in self.check(one, value[key], f"{at}.{key}")]

    def _required(self, held, value, at, *_):
        return [f"{at}: {key} is missing" for key in held if isinstance(value, dict) and key not in value]

    def _additionalProperties(self, held, value, at, schema, _):
        if not isinstance(value, dict):
            return []
        others = [key for key in value if key not in schema.get("properties", {})]
        if held is False:
            return [f"{at}: {key} is not described" for key in others]
        return [f for key in others for f in self.check(held, value[key], f"{at}.{key}")]

    def _items(self, held, value, at, *_):
        if not isinstance(value, list):
            return []
        return [f for n, one in enumerate(value) for f in self.check(held, one, f"{at}[{n}]")]

    def _enum(self, held, value, at, *_):
        return [] if value in held else [f"{at}: {value!r} is none of {held}"]

    def _const(self, held, value, at, *_):
        return [] if value == held else [f"{at}: {value!r} is not {held!r}"]

    def _pattern(self, held, value, at, *_):
        return [] if not isinstance(value, str) or re.search(held, value) else [f"{at}: {value!r} does not match {held}"]

    def _allOf(self, held, value, at, *_):
        return [f for one in held for f in self.check(one, value, at)]

    def _anyOf(self, held, value, at, *_):
        every = [self.check(one, value, at) for one in held]
        return [] if any(not faults for faults in every) else every[0]

    _oneOf = _anyOf

    def _minimum(self, held, value, at, *_):
        return [] if not isinstance(value, (int, float)) or value >= held else [f"{at}: {value} < {held}"]

    def _maximum(self, held, value, at, *_):
        return [] if not isinstance(value, (int, float)) or value <= held else [f"{at}: {value} > {held}"]

    def _minLength(self, held, value, at, *_):
        return [] if not isinstance(value, str) or len(value) >= held else [f"{at}: too short"]

    def _maxLength(self, held, value, at, *_):
        return [] if not isinstance(value, str) or len(value) <= held else [f"{at}: too long"]

    def _minItems(self, held, value, at, *_):
        return [] if not isinstance(value, list) or len(value) >= held else [f"{at}: too few"]

    def _maxItems(self, held, value, at, *_):
        return [] if not isinstance(value, list) or len(value) <= held else [f"{at}: too many"]


METHODS = ("get", "post", "put", "delete", "patch")


class Api(FunctionalTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.act = cls.play.in_signature("adhesion")
        cls.act.sign_all()
        cls.it.settle()
        cls.described = cls.it.api("GET", "/openapi.json")
        cls.schema = Schema(cls.described)

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

    def test_every_action_of_the_server_is_described(self):
        text = (ROOT / "server/api/actions.cpp").read_text()
        written = set(re.findall(r"Action\{\s*\"(\w+)\"", text))
        self.assertGreater(len(written), 10)
        listed = self.described["components"]["schemas"]["Action"]["description"]
        named = set(re.findall(r"\w+_\w+|abandon", listed.split(".")[0]))
        self.assertEqual(named, written)

    def answer_schema(self, method, path, status="200"):
        operation = self.described["paths"]["/api/v1" + path][method.lower()]
        answer = operation["responses"][status]
        if "$ref" in answer:
            answer = self.described["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
        return next(iter(answer["content"].values()))["schema"]

    def test_answers_are_what_the_description_promises(self):
        for path in ("/conventions", "/conventions/{id}", "/conventions/{id}/checklist",
                     "/conventions/{id}/journal", "/conventions/{id}/effects", "/effects", "/people",
                     "/organisations", "/bodies", "/members", "/types"):
            with self.subTest(path):
                value = self.it.api("GET", self.filled(path))
                self.assertEqual(self.schema.check(self.answer_schema("GET", path), value), [])
                if "items" in value and path != "/effects":
                    self.assertTrue(value["items"])

    def test_refusals_are_what_the_description_promises(self):
        for method, path, body in (
            ("GET", f"/conventions/{uuid.uuid4()}", None),
            ("POST", "/conventions", {"type": 1}),
            ("POST", f"/conventions/{self.act.id}/actions/remind_now", {"slot": 1}),
        ):
            page = self.play.api_page(
                method, path, json.dumps(body).encode() if body else None, {"Content-Type": "application/json"}
            )
            self.assertGreaterEqual(page.status, 400)
            self.assertEqual(page.headers["Content-Type"].split(";")[0], "application/problem+json")
            problem = json.loads(page.body)
            self.assertEqual(
                self.schema.check(self.described["components"]["schemas"]["Problem"], problem), []
            )
            self.assertEqual(problem["status"], page.status)

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


if __name__ == "__main__":
    unittest.main()

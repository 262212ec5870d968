"""What the API answers, held against its description: every answer of every functional test."""

import functools
import json
import pathlib
import re
import urllib.parse

DESCRIPTION = pathlib.Path(__file__).resolve().parents[2] / "tests/data/openapi.json"


class Schema:
    """As much of JSON Schema 2020-12 as the description uses; an unknown keyword is an error, and so
    is a member of an answer that the description does not name (a reader may ignore it: we may not)."""

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

    def _properties(self, held, value, at, schema, _):
        if not isinstance(value, dict):
            return []
        silent = "additionalProperties" not in schema
        more = [f"{at}: {key} is not described" for key in value if silent and key not in held]
        return more + [f for key, one in held.items() if key in value
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


class Description:
    def __init__(self, document):
        self.document = document
        self.schema = Schema(document)
        # What is fixed in an address goes before what varies.
        self.paths = sorted(
            ((re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), methods)
             for path, methods in document["paths"].items()),
            key=lambda row: row[0].pattern.count("[^/]+"),
        )

    def answers(self, method, path):
        """{status: answer} of an operation, None where there is none."""
        for pattern, methods in self.paths:
            if pattern.fullmatch(path) and method.lower() in methods:
                return {
                    status: self.document["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
                    if "$ref" in answer else answer
                    for status, answer in methods[method.lower()]["responses"].items()
                }
        return None

    def faults(self, method, path, status, kind, body):
        """How an answer differs from what is described; `kind` is its media type."""
        answers = self.answers(method, path)
        if answers is None:  # an address that names nothing: the refusals are the same
            answers = {"4XX": {"content": {"application/problem+json": {
                "schema": {"$ref": "#/components/schemas/Problem"}}}}}
        answer = answers.get(str(status), answers.get(f"{status // 100}XX"))
        if answer is None:
            return [f"{status} is not described"]
        contents = answer.get("content", {})
        if not contents:
            return [f"{len(body)} bytes where nothing is described"] if body else []
        if kind not in contents:
            return [f"{kind} is not described"]
        if not kind.endswith("json"):
            return []
        value = json.loads(body)
        faults = self.schema.check(contents[kind]["schema"], value)
        if kind == "application/problem+json" and value.get("status") != status:
            faults.append(f"the problem says {value.get('status')}")
        return faults


@functools.cache
def description():
    return Description(json.loads(DESCRIPTION.read_text()))


def watch(browser):
    """From now on each answer that a `browser` gets from the API must be as described."""
    ask = browser.request
    if getattr(ask, "watched", False):
        return

    @functools.wraps(ask)
    def asked(self, method, path, body=None, headers=None):
        page = ask(self, method, path, body, headers)
        address = urllib.parse.urlsplit(path).path
        # An address with a NUL is refused by nginx before it knows whose it is.
        if address.startswith("/api/v1/") and "%00" not in address:
            kind = page.headers.get("Content-Type", "").split(";")[0]
            faults = description().faults(method, address, page.status, kind, page.body)
            if faults:
                raise AssertionError(
                    f"{method} {path} answers {page.status}, not as openapi.json says: {faults[:5]}\n{page.body[:2000]!r}"
                )
        return page

    asked.watched = True
    browser.request = asked

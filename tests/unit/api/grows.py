#!/usr/bin/env python3
"""What a newer description of the API takes away from an older one. usage:

    grows.py RECORDED BUILT            exit 1: something was taken away, or BUILT is not recorded
    grows.py --record RECORDED BUILT   records BUILT, unless something was taken away
"""

import json
import pathlib
import sys

LEAST = ("minimum", "minLength", "minItems")
MOST = ("maximum", "maxLength", "maxItems")


def words(value):
    return set(value if isinstance(value, list) else [value])


class Comparison:
    """Each loss as « where: what ». What a program sends may not be bounded more, what it is answered
    may not say less; no word said of anything is dropped, though it may be put otherwise."""

    def __init__(self, old, new):
        self.old, self.new = old, new
        self.losses = []
        self.seen = set()

    def lose(self, at, what):
        self.losses.append(f"{at}: {what}")

    @staticmethod
    def reached(document, node):
        while "$ref" in node:
            target = document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def run(self):
        for key, text in self.old["x-problems"].items():
            if not self.new["x-problems"].get(key):
                self.lose(f"x-problems {key}", "gone")
        for path, methods in self.old["paths"].items():
            for method, old in methods.items():
                new = self.new["paths"].get(path, {}).get(method)
                at = f"{method.upper()} {path}"
                if new is None:
                    self.lose(at, "gone")
                elif method == "parameters":
                    self.parameters(at, old, new)
                else:
                    self.operation(at, old, new)
        for name, old in self.old["components"]["schemas"].items():
            new = self.new["components"]["schemas"].get(name)
            if new is None:
                self.lose(f"schema {name}", "gone")
        return self.losses

    def operation(self, at, old, new):
        self.described(at, old, new, ("summary", "description", "operationId"))
        self.parameters(at, old.get("parameters", []), new.get("parameters", []))
        if "requestBody" in old:
            if "requestBody" not in new:
                return self.lose(at, "takes no body any more")
            self.contents(f"{at} body", old["requestBody"], new["requestBody"], sent=True)
        elif new.get("requestBody", {}).get("required"):
            self.lose(at, "asks for a body")
        for status, answer in old["responses"].items():
            if status not in new["responses"]:
                self.lose(f"{at} {status}", "gone")
                continue
            before = self.reached(self.old, answer)
            after = self.reached(self.new, new["responses"][status])
            self.described(f"{at} {status}", before, after, ("description",))
            self.contents(f"{at} {status}", before, after, sent=False)
            for name in before.get("headers", {}):
                if name not in after.get("headers", {}):
                    self.lose(f"{at} {status}", f"the header {name} is gone")

    def parameters(self, at, old, new):
        before = {one["name"]: one for one in (self.reached(self.old, each) for each in old)}
        after = {one["name"]: one for one in (self.reached(self.new, each) for each in new)}
        for name, one in before.items():
            if name not in after:
                self.lose(f"{at} {name}", "gone")
                continue
            self.described(f"{at} {name}", one, after[name], ("description",))
            self.schema(f"{at} {name}", one["schema"], after[name]["schema"], sent=True)
        for name, one in after.items():
            if one.get("required") and not before.get(name, {}).get("required"):
                self.lose(f"{at} {name}", "is required")

    def contents(self, at, old, new, sent):
        for kind, content in old.get("content", {}).items():
            if kind not in new.get("content", {}):
                self.lose(f"{at} {kind}", "gone")
            elif "schema" in content:
                self.schema(at, content["schema"], new["content"][kind]["schema"], sent)

    def described(self, at, old, new, members):
        for member in members:
            if old.get(member) and not new.get(member):
                self.lose(at, f"has no {member}")

    @staticmethod
    def choices(pattern):
        """`^(a|b)$` as its alternatives; of any other form, as one."""
        whole = pattern.startswith("^(") and pattern.endswith(")$") and pattern.count("(") == 1
        return set(pattern[2:-2].split("|") if whole else [pattern])

    def schema(self, at, old, new, sent):
        if "$ref" in old:
            self.described(at, old, new, ("description",))  # beside the reference
            if (old["$ref"], new.get("$ref"), sent) in self.seen:
                return
            self.seen.add((old["$ref"], new.get("$ref"), sent))
            at = f"{'sent' if sent else 'answered'} {old['$ref'].rsplit('/', 1)[1]}"
        old, new = self.reached(self.old, old), self.reached(self.new, new)
        self.described(at, old, new, ("description", "title", "examples"))
        for word in ("format", "pattern", "const", "default", "additionalProperties"):
            # Of what is answered a new bound only says more; one that goes says less.
            if old.get(word) != new.get(word) and not (word not in old and not sent):
                if isinstance(old.get(word), dict) and isinstance(new.get(word), dict):
                    self.schema(f"{at}.*", old[word], new[word], sent)
                elif word == "pattern" and sent and self.choices(old.get(word, "")) < self.choices(new.get(word, "")):
                    pass  # another kind of participant
                else:
                    self.lose(at, f"{word} was {old.get(word)!r}, is {new.get(word)!r}")
        for word in ("type", "enum"):
            if gone := words(old.get(word, [])) - words(new.get(word, [])):
                self.lose(at, f"{word} has no {sorted(gone)}")
        for word in LEAST + MOST:
            before, after = old.get(word), new.get(word)
            narrower = after is not None and (
                before is None or (after > before if word in LEAST else after < before))
            if sent and narrower or before is not None and after is None:
                self.lose(at, f"{word} was {before}, is {after}")
        before, after = set(old.get("required", [])), set(new.get("required", []))
        for name in sorted(after - before if sent else before - after):
            self.lose(f"{at}.{name}", "is required" if sent else "is no longer always there")
        for name, one in old.get("properties", {}).items():
            if name not in new.get("properties", {}):
                self.lose(f"{at}.{name}", "gone")
            else:
                self.schema(f"{at}.{name}", one, new["properties"][name], sent)
        if "items" in old:
            self.schema(f"{at}[]", old["items"], new.get("items", {}), sent)
        for word in ("anyOf", "oneOf", "allOf"):
            known = {one.get("title", n): one for n, one in enumerate(new.get(word, []))}
            for n, one in enumerate(old.get(word, [])):
                name = one.get("title", n)
                if name not in known:
                    self.lose(f"{at} {name}", "gone")
                else:
                    self.schema(f"{at} {name}", one, known[name], sent)


def losses(old, new):
    return Comparison(old, new).run()


def main(arguments):
    record = arguments[:1] == ["--record"]
    recorded, built = (pathlib.Path(path) for path in arguments[record:])
    old, new = json.loads(recorded.read_text()), json.loads(built.read_text())
    lost = losses(old, new)
    for loss in lost:
        print(loss)
    if lost:
        print(f"{len(lost)} taken away since {recorded} was recorded: programs rely on it.")
        return 1
    if record:
        recorded.write_text(built.read_text())
    elif old != new:
        print(f"The description has grown. Record it: {sys.argv[0]} --record {recorded} {built}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

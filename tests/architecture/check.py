#!/usr/bin/env python3
"""Reads every #include of the program and a few habits; see README.md. Exit 1: something is wrong."""
import os
import re
import sys

import rules

CODE = ("text", "workflows", "crypto", "documents", "mail", "sql", "server")
SKIPPED = {".git", "build", "data", "node_modules", "__pycache__", ".cache"}
TEXTS = (".hpp", ".cpp", ".py", ".sh", ".sql", ".md", ".txt", ".cmake", ".json", ".in", ".css",
         ".html", ".mustache", ".yml", ".toml")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
COMMENT = re.compile(r'//[^\n]*|/\*.*?\*/', re.S)
# Written in pieces, so that this file keeps its own rule.
MACHINE_PATH = re.compile("/(?:" + "|".join(("ho" "me", "ro" "ot", "Us" "ers", "wo" "rk")) + r")/\w")

PAGE = re.compile(r"[\w./-]*\w\.md\b")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def walk(root):
    """Paths below root, relative, without what is built or private to this machine."""
    for folder, folders, files in os.walk(root):
        # Only the data folder of ./run, at the root, is skipped: tests/data is ours.
        at_root = os.path.samefile(folder, root)
        folders[:] = sorted(
            name for name in folders
            if name not in SKIPPED or (name == "data" and not at_root)
        )
        for name in sorted(files):
            yield os.path.relpath(os.path.join(folder, name), root)


def room_of(path):
    found = [room for room in rules.ROOMS if path.startswith(room + "/")]
    return max(found, key=len, default=None)


def allows(room, other):
    return room == other or any(
        other == name or (name.endswith("/*") and other.startswith(name[:-1]))
        for name in rules.ROOMS[room][0]
    )


def library_of(header):
    for library, starts in rules.LIBRARIES.items():
        if header.startswith(starts):
            return library
    # The C++ standard library's headers have neither folder nor extension.
    return rules.STANDARD if re.fullmatch(r"[a-z_0-9]+", header) else None


class Tree:
    """The program's C++ files: path -> (text without comments, own includes, foreign includes)."""

    def __init__(self, root):
        self.root = root
        self.files = {}
        for path in walk(root):
            if path.split(os.sep)[0] in CODE and path.endswith((".hpp", ".cpp")):
                text = read(os.path.join(root, path))
                found = INCLUDE.findall(text)
                self.files[path] = (
                    COMMENT.sub("", text),
                    [header for kind, header in found if kind == '"'],
                    [header for kind, header in found if kind == "<"],
                )

    def heavy(self, path, seen):
        """A foreign header that including `path` brings in, or None."""
        if path in seen or path not in self.files:
            return None
        seen.add(path)
        _, own, foreign = self.files[path]
        for header in foreign:
            library = library_of(header)
            if library not in (rules.STANDARD, rules.POSIX) and header not in rules.LIGHT_HEADERS:
                return header
        for header in own:
            if found := self.heavy(header, seen):
                return found
        return None


def check_arrows(tree):
    for path, (_, own, foreign) in tree.files.items():
        room = room_of(path)
        if room is None:
            yield f"{path}: lies in no room of tests/architecture/rules.py"
            continue
        for header in own:
            if header not in tree.files:
                yield f'{path}: includes "{header}", which does not exist from the root'
                continue
            other = room_of(header)
            if other is not None and not allows(room, other):
                yield f"{path}: {room} may not include {other} ({header})"
            if path.startswith(rules.COMPOSER) and other == rules.PAGES:
                yield f"{path}: words of mails come from mail/templates, not from pages ({header})"
            if header in rules.PRIVATE_HEADERS and other != room:
                yield f"{path}: {header} is for {other} alone"
        for header in foreign:
            library = library_of(header)
            if library is None:
                yield f"{path}: <{header}> belongs to no known library"
            elif library != rules.STANDARD and library not in rules.ROOMS[room][1]:
                yield f"{path}: {room} may not use {library} (<{header}>)"


def check_parts(tree):
    """A part is known by its model; a model knows no other part."""
    folder = os.path.dirname(rules.PART) + "/"
    for path, (_, own, _) in tree.files.items():
        room = room_of(path)
        for header in own:
            other = room_of(header)
            name, door = os.path.basename(header), (os.path.basename(header), path)
            if other is not None and other.startswith(folder) and other != room:
                if name != rules.PART_MODEL and door not in (rules.PART_RULES, rules.PART_DESCRIPTION):
                    yield f"{path}: {header} is for {other} alone"
            if room is not None and room.startswith(folder) and os.path.basename(path) == rules.PART_MODEL:
                if not header.startswith(rules.MODEL_KNOWS):
                    yield f"{path}: a model may not include {header}"


def check_headers(tree):
    for path, (text, _, _) in tree.files.items():
        if not path.endswith(".hpp"):
            continue
        if "#pragma once" not in text:
            yield f"{path}: no #pragma once"
        if re.search(r"\busing\s+namespace\b", text):
            yield f"{path}: using namespace in a header"
        heavy = tree.heavy(path, set())
        if heavy and path not in rules.PRIVATE_HEADERS:
            yield f"{path}: a public header that brings in <{heavy}>"
        if not heavy and path in rules.PRIVATE_HEADERS:
            yield f"{path}: listed as private, but reaches no library: take it off the list"
    for path in rules.PRIVATE_HEADERS - set(tree.files):
        yield f"{path}: listed as private, but does not exist"


def check_habits(tree):
    for path, (text, _, _) in tree.files.items():
        if "std::regex" in text:
            yield f"{path}: std::regex"
        if re.search(r"system_clock\s*::\s*now\b", text) and path != rules.CLOCK:
            yield f"{path}: reads the clock; an instant comes in by argument"
        if re.search(r"catch\s*\([^)]*\)\s*\{\s*\}", text):
            yield f"{path}: an empty catch"


def check_folders(root):
    for folder in sorted({*rules.ROOMS, *rules.OTHER_FOLDERS}):
        if not os.path.exists(os.path.join(root, folder, "README.md")):
            yield f"{folder}: no README.md"


def check_paths(root):
    for path in walk(root):
        name = os.path.basename(path)
        if path.endswith(TEXTS) or "." not in name:
            try:
                text = read(os.path.join(root, path))
            except UnicodeDecodeError:
                continue
            for number, line in enumerate(text.splitlines(), 1):
                if MACHINE_PATH.search(line):
                    yield f"{path}:{number}: a path of somebody's machine"


def check_named_pages(root):
    """A page that a comment or another page sends the reader to must be there."""
    paths = {path.replace(os.sep, "/") for path in walk(root)}
    names = {os.path.basename(path) for path in paths}
    for path in sorted(paths):
        if not path.endswith((".hpp", ".cpp", ".py", ".md", ".sql", ".txt", ".in")):
            continue
        for named in set(PAGE.findall(read(os.path.join(root, path)))):
            if os.path.basename(named) not in names:
                yield f"{path}: sends the reader to {named}, which does not exist"


def check_explained(root):
    for source, pattern, page in rules.EXPLAINED:
        try:
            names = set(re.findall(pattern, read(os.path.join(root, source))))
            text = read(os.path.join(root, page))
        except FileNotFoundError as missing:
            yield f"{missing.filename}: not there"
            continue
        if not names:
            yield f"{source}: nothing found to explain; has it moved?"
        for name in sorted(names):
            if f"`{name}`" not in text:
                yield f"{page}: does not explain `{name}` of {source}"


def check_page(root):
    page = os.path.join(root, "docs", "architecture.md")
    if not os.path.exists(page) or rules.table() not in read(page):
        yield ("docs/architecture.md: its table is not that of tests/architecture/rules.py; "
               "print it with tests/architecture/check.py --table")


def problems(root):
    tree = Tree(root)
    yield from check_arrows(tree)
    yield from check_parts(tree)
    yield from check_headers(tree)
    yield from check_habits(tree)
    yield from check_folders(root)
    yield from check_paths(root)
    yield from check_named_pages(root)
    yield from check_explained(root)
    yield from check_page(root)


def main():
    if "--table" in sys.argv:
        print(rules.table())
        return 0
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "../..")
    found = list(problems(os.path.abspath(root)))
    for problem in found:
        print(problem)
    print(f"{len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""Mails may be composed again years later: the words of a version that may have been sent stay as they
are. tests/data/mails/<part>.sha256 list them: kind, language, version, SHA-256; dates.sha256 the words of dates."""

import hashlib
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
WORDS, LISTS = ROOT / "mail/templates", ROOT / "tests/data/mails"


def files():
    """{(kind, language, version): file}"""
    found = {}
    for language in ("fr", "en"):
        found["dates", language, "1"] = WORDS / f"{language}.words"
        for path in (WORDS / language).iterdir():
            kind, _, version = path.stem.partition(".")
            found[kind, language, version or "1"] = path
    return found


def faults(found, lines):
    pinned = {tuple(line.split()[:3]): line.split()[3] for line in lines}
    for key, path in sorted(found.items()):
        now = hashlib.sha256(path.read_bytes()).hexdigest()
        if key not in pinned:
            yield f"{path.name} ({key[1]}): not pinned yet; once it is as it shall be, add to the list of its part: {' '.join(key)} {now}"
        elif pinned[key] != now and key[0] == "dates":
            yield f"{path.name}: mails that left told dates in these words: put it back, and use other keys for others"
        elif pinned[key] != now:
            yield (f"{path.name} ({key[1]}): may have been sent: put it back, and write the new words in "
                   f"{key[0]}.{int(key[2]) + 1}.mail of both languages")
    for key in sorted(pinned.keys() - found.keys()):
        yield f"{' '.join(key)}: may have been sent, and is not there: what waits could not be composed; put it back"


def test_a_change_a_loss_and_an_addition_are_told(folder):
    path = folder / "code.mail"
    path.write_text("S\n\nx\n")
    key, line = ("code", "fr", "1"), "code fr 1 " + hashlib.sha256(b"S\n\nx\n").hexdigest()
    assert list(faults({key: path}, [line])) == []
    assert "not pinned yet" in list(faults({key: path}, []))[0]
    assert "not there" in list(faults({}, [line]))[0]
    path.write_text("S\n\ny\n")
    assert "code.2.mail" in list(faults({key: path}, [line]))[0]


if __name__ == "__main__":
    import tempfile
    with tempfile.TemporaryDirectory() as scratch:
        test_a_change_a_loss_and_an_addition_are_told(pathlib.Path(scratch))
    if "--print" in sys.argv:  # of what is not pinned yet too
        for key, path in sorted(files().items()):
            print(*key, hashlib.sha256(path.read_bytes()).hexdigest())
        sys.exit()
    pinned = [line for path in sorted(LISTS.glob("*.sha256")) for line in path.read_text().splitlines()]
    told = list(faults(files(), pinned))
    print("\n".join(told) or f"{len(files())} files are as they were")
    sys.exit(1 if told else 0)

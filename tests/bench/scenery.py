"""What the benchmark acts on: one convention played by hand, and crowds of copies of it."""

import http.client
import pathlib
import random
import subprocess
import sys
import tempfile
import uuid
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/support"), str(ROOT / "deploy/default")]
import person  # noqa: E402


def played_convention(it):
    """From draft to the first invitation, by the API and the mails of the board."""
    made = it.api("POST", "/conventions", {"type": "adhesion", "title": "Adhésion mesurée"})
    convention, slots, parties, fields = made["id"], made["slots"], made["parties"], made["fields"]
    for slot in slots:
        slot.update(name=f"Signataire {slot['n']}", email=f"s{slot['n']}@bench.example")
    parties[1].update(name="Communauté d’agglomération", represented_by="son président")
    fields.update(college="institutions_partenaires", motive="Formations du territoire.")
    keep = ("n", "rank", "party", "office", "stamp", "name", "email")
    it.act(
        convention, "edit_draft", fields=fields, parties=parties,
        slots=[{key: slot[key] for key in keep} for slot in slots],
    )
    with tempfile.TemporaryDirectory() as folder:
        annex = page_pdf(pathlib.Path(folder), 0)
        upload(it, convention, annex.read_bytes())
    for item in it.api("GET", f"/conventions/{convention}/checklist")["draft"]:
        if item["verdict"] == "needs_acknowledgement":
            it.act(convention, "acknowledge_warning", item=item["item"], reason="Vu.")
    it.api("POST", f"/conventions/{convention}/freeze")
    shown = it.api("POST", f"/conventions/{convention}/opinion", {})
    mailbox = it.mailbox()
    for seat in shown["opinions"][-1]["seats"]:
        if seat["vote"] == "guest":
            continue
        browser = person.Browser(it.base)
        page = browser.open(person.link_in(mailbox.wait(seat["holder"]["email"]), it.base))
        browser.submit(page.form("/answer"), choice="favourable", text="")
    it.act(convention, "open_round")
    return convention


def page_pdf(folder, kilobytes):
    """A page of text with a noisy picture that makes it as large as that."""
    picture = ""
    if kilobytes:
        side = int((kilobytes * 1024) ** 0.5)
        dice = random.Random(1)
        rows = b"".join(b"\0" + dice.randbytes(side) for _ in range(side))

        def chunk(kind, data):
            return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

        size = side.to_bytes(4, "big")
        (folder / "noise.png").write_bytes(
            b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + size + b"\x08\0\0\0\0")
            + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b"")
        )
        picture = "<img src='noise.png' style='width: 6cm'>"
    source, target = folder / "page.html", folder / "page.pdf"
    source.write_text(
        f"<html lang='fr'><meta charset='utf-8'><title>Mesure</title><h1>Convention</h1>{picture}"
        + "<p>Article : les parties conviennent de ce qui suit.</p>" * 60
    )
    subprocess.run(["weasyprint", "-q", str(source), str(target)], check=True, capture_output=True)
    return target


def heavy_pdf(megabytes):
    """A valid file of that size: one page, one picture of noise."""
    noise = random.Random(2).randbytes(megabytes * 1_000_000 // 1024 * 1024 - 4096)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</XObject<</I 5 0 R>>>>>>",
        b"<</Length 31>>stream\nq 500 0 0 700 40 60 cm /I Do Q \nendstream",
        b"<</Type/XObject/Subtype/Image/Width 1024/Height %d/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8/Length %d>>stream\n" % (len(noise) // 1024, len(noise))
        + noise + b"\nendstream",
    ]
    return written(objects)


def bomb_pdf(pages=499, megabytes=8):
    """A small file that costs a reader many seconds: each page's content is that much of zeros,
    under two Flate filters."""
    once = zlib.compress(bytes(megabytes << 20), 9)
    twice = zlib.compress(once, 9)
    content = b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream" % (len(twice), twice)
    kids = b" ".join(b"%d 0 R" % (3 + 2 * n) for n in range(pages))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages)]
    for n in range(pages):
        objects += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R>>" % (4 + 2 * n), content]
    return written(objects)


def written(objects):
    """A PDF file of those objects, the first of which is its catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % n + body + b"\nendobj\n"
    start = len(out)
    size = len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % at for at in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)


def upload(it, convention, pdf, token=None):
    """The status of the answer."""
    edge = uuid.uuid4().hex
    fields = {"kind": "convention_constitutive", "title": "Convention constitutive"}
    head = "".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += (
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    body = head.encode() + pdf + f"\r\n--{edge}--\r\n".encode()
    link = http.client.HTTPConnection("127.0.0.1", it.port, timeout=90)
    link.request(
        "POST", f"/api/v1/conventions/{convention}/annexes", body,
        {
            "Authorization": f"Bearer {token or it.token}", "Idempotency-Key": str(uuid.uuid4()),
            "Content-Type": f"multipart/form-data; boundary={edge}", "Accept": "application/json",
        },
    )
    answer = link.getresponse()
    answer.read()
    link.close()
    return answer.status


def crowd(it, like, count, bytes_of=None):
    """`count` more conventions with their events and one pending timer each, by copying rows of
    `like` under new ids: as large and as spread as real ones, though their hashes do not chain.
    With `bytes_of`, each also has the documents of that convention, bytes included."""
    batch = 20_000
    bytes_too = (
        "create temp table d as select gen_random_uuid() id, d.id old, n.id convention from"
        f" document d, n where d.convention_id = '{bytes_of}';"
        "insert into document select d.campus_id, x.id, x.convention, revision, size, sha256"
        " from document d join d x on x.old = d.id;"
        "insert into document_revision select r.campus_id, x.id, n, size, sha256"
        " from document_revision r join d x on x.old = r.document_id;"
        "insert into document_chunk select c.campus_id, x.id, revision, n, bytes"
        " from document_chunk c join d x on x.old = c.document_id;"
    ) if bytes_of else ""
    for first in range(0, count, batch):
        many = min(batch, count - first)
        it.sql(
            "set search_path = contreseing; set synchronous_commit = off;"
            "create temp table n as select gen_random_uuid() id, g from"
            f" generate_series({first + 1}, {first + many}) g;"
            "insert into convention (campus_id, id, ver, stage, needs_help, head, created_at, updated_at,"
            " since, last_reminder_at, next_deadline, type_key, type_version, reference, title, pen_holder,"
            " state) select c.campus_id, n.id, ver, stage, needs_help, head, created_at - g * interval '1 minute',"
            " updated_at, since,"
            " last_reminder_at, next_deadline, type_key, type_version, 'CROWD-' || txid_current() || '-' || g,"
            " 'Convention de partenariat ' || g, pen_holder, replace(state, c.id::text, n.id::text)"
            f" from convention c, n where c.id = '{like}';"
            "insert into convention_search select r.* from n join convention c on c.id = n.id"
            " cross join lateral search_row(c.campus_id, c.id, c.created_at, c.type_key, c.type_version,"
            " c.reference, c.network, c.title, 'Commune de ' || substr(md5(g::text), 1, 8), 'Camille Exemple-' || g) r;"
            "insert into convention_event select e.campus_id, n.id, seq, gen_random_uuid(),"
            " replace(body, e.convention_id::text, n.id::text), hash from convention_event e, n"
            f" where e.convention_id = '{like}';"
            "insert into convention_timer (campus_id, convention_id, kind, place, generation, fire_at)"
            " select t.campus_id, n.id, kind, place, generation, fire_at + random() * interval '30 days'"
            f" from convention_timer t, n where t.convention_id = '{like}';" + bytes_too
        )
    it.sql("vacuum analyze contreseing.convention")
    it.sql("vacuum analyze contreseing.convention_search")
    it.sql("vacuum analyze contreseing.convention_event")
    it.sql("vacuum analyze contreseing.convention_timer")

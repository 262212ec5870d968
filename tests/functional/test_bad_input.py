"""Bad and hostile input through the API, the uploads and the pages: refused by name, or harmless."""

import html
import io
import json
import subprocess
import tempfile
import pathlib
import unittest
import urllib.parse
import uuid
import zlib

from play import DATA, FunctionalTest, multipart, ref_of
import person


def small_pdf(extra_catalog=b"", pages=1, content=b"BT ET", content_filter=b"", objects=()):
    """A PDF written by hand: as few objects as a reader needs, and what the test adds."""
    kids = b" ".join(b"%d 0 R" % (3 + 2 * n) for n in range(pages))
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R " + extra_catalog + b" >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
    ]
    for n in range(pages):
        parts.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R >>" % (4 + 2 * n)
        )
        parts.append(
            b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), content_filter, content)
        )
    parts += objects
    out, offsets = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for n, part in enumerate(parts):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (n + 1, part))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1))
    for offset in offsets:
        out.write(b"%010d 00000 n \n" % offset)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start))
    return out.getvalue()


class Uploads(FunctionalTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.act = cls.play.start("adhesion")

    def upload(self, content, fields=None, **more):
        named = {"kind": "fiche_action", "title": "Pièce d’essai"} | (fields or {})
        body, headers = multipart(named, content, **more)
        headers["Idempotency-Key"] = str(uuid.uuid4())
        page = self.play.api_page("POST", f"/conventions/{self.act.id}/annexes", body, headers)
        return page.status, json.loads(page.body)

    def refused(self, content, code=None):
        before = len(self.act.show()["annexes"])
        status, problem = self.upload(content)
        self.assertEqual(status, 422, problem)
        self.assertTrue(problem["title"])
        if code:
            self.assertEqual(problem["title"], code, problem)
        self.assertEqual(len(self.act.show()["annexes"]), before)
        self.assertEqual(self.play.browser().request("GET", "/health/live").status, 200)
        return problem

    def test_what_is_not_a_pdf_is_refused(self):
        self.refused(b"PK\x03\x04 a word processor's file")
        self.refused(b"<html><script>alert(1)</script>")
        self.refused(b"")
        self.refused(b"%PDF-1.7\n")

    def test_an_encrypted_one_is_refused(self):
        self.refused((DATA / "encrypted.pdf").read_bytes())

    def test_a_sound_one_is_taken(self):
        for content in (small_pdf(), (DATA / "convention-ua.pdf").read_bytes()):
            status, answer = self.upload(content)
            self.assertEqual(status, 201, answer)

    def test_what_no_page_shows_is_listed_and_taken_once_confirmed(self):
        attached = small_pdf(
            b"/Names << /EmbeddedFiles << /Names [(a) << /F (a.txt) /EF << /F 4 0 R >> >>] >> >>"
        )
        problem = self.refused(attached, "to_confirm")
        self.assertIn("document: attached_file (1)", [e["message"] for e in problem["errors"]])
        status, answer = self.upload(attached, fields={"confirm": "0" * 64})
        self.assertEqual((status, answer["confirmation"]), (422, problem["confirmation"]))
        status, answer = self.upload(attached, fields={"confirm": problem["confirmation"]})
        self.assertEqual((status, answer["errors"][0]["field"]), (422, "reason"))
        status, answer = self.upload(
            attached, fields={"confirm": problem["confirmation"], "reason": "Un brouillon joint."}
        )
        self.assertEqual(status, 201, answer)
        body = self.act.journal()[-1]["entry"]["body"]
        self.assertEqual(body["losses"], [{"kind": "attached_file", "count": 1}])
        self.assertEqual(list(body["reason"]), ["#"], "a commitment, as of every reason")

    def test_a_page_says_what_would_be_lost_and_takes_it_once_confirmed(self):
        attached = small_pdf(
            b"/Names << /EmbeddedFiles << /Names [(a) << /F (a.txt) /EF << /F 4 0 R >> >>] >> >>"
        )
        browser = self.play.administrator()
        address = f"/admin/conventions/{self.act.id}/annexes"
        origin = {"Origin": self.play.it.base}

        def post(**more):
            hidden = dict(browser.open(address).form("/annexes").values())
            named = {"csrf": hidden["csrf"], "command": hidden["command"], "kind": "fiche_action",
                     "annex_title": "Devis"}
            body, headers = multipart(named | more, attached)
            return browser.request("POST", address, body, headers | origin)

        page = post()
        self.assertEqual(page.status, 422)
        self.assertIn("1 fichier joint au PDF", page.text)
        (confirmation,) = page.form("/annexes").choices("confirmed")
        page = post(confirmed=confirmation)
        self.assertEqual(page.status, 422)
        self.assertIn("1 fichier joint au PDF", page.text)
        self.assertIn("Un motif est demandé", page.text)
        self.assertEqual(post(confirmed=confirmation, reason="Le devis seul compte.").status, 303)
        self.assertIn(
            "jointe. Non gardé, et accepté : 1 fichier joint au PDF. Motif : Le devis seul compte.",
            browser.open(f"/admin/conventions/{self.act.id}").text,
        )

    def test_a_truncated_one_never_hurts(self):
        whole = (DATA / "convention.pdf").read_bytes()
        for share in (3, 2):
            status, problem = self.upload(whole[:len(whole) // share])
            self.assertIn(status, (201, 422), problem)
        self.refused(whole[:200])

    def test_one_without_pages_is_refused(self):
        self.refused(small_pdf(pages=0))

    @staticmethod
    def ten_gigabytes():
        """10 GiB of zeros in a tenth of a hundredth: a block that was flushed whole stands alone."""
        mebibytes, squeeze = 10 << 10, zlib.compressobj(9, zlib.DEFLATED, -15)
        block = squeeze.compress(bytes(1 << 20)) + squeeze.flush(zlib.Z_FULL_FLUSH)
        checksum = (((mebibytes << 20) % 65521) << 16) | 1
        return b"\x78\xda" + block * mebibytes + b"\x03\x00" + checksum.to_bytes(4, "big")

    def assert_it_serves(self):
        self.assertEqual(self.play.browser().request("GET", "/health/live").status, 200)
        status, answer = self.upload(small_pdf())
        self.assertEqual(status, 201, answer)

    def test_ten_gigabytes_that_a_reader_must_inflate_are_refused_and_the_server_goes_on(self):
        zeros = self.ten_gigabytes()
        head = b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        table = b"3 0 obj<</Type/XRef/W[1 2 1]/Size 4/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n" % len(zeros)
        bomb = head + table + zeros + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % len(head)
        self.assertLess(len(bomb), 20_000_000)
        self.refused(bomb)
        self.assert_it_serves()

    def test_ten_gigabytes_that_nobody_has_to_inflate_never_are(self):
        status, answer = self.upload(small_pdf(content=self.ten_gigabytes(), content_filter=b"/Filter /FlateDecode"))
        self.assertEqual(status, 201, answer)
        self.assert_it_serves()

    def test_twenty_one_megabytes_are_too_many(self):
        for size, status in ((21_000_000, 422), (24_000_000, 413)):
            body, headers = multipart(
                {"kind": "fiche_action", "title": "Trop lourd"}, b"%PDF-1.7\n" + b"\0" * size
            )
            page = self.play.api_page("POST", f"/conventions/{self.act.id}/annexes", body, headers)
            self.assertEqual(page.status, status)
            self.assertIn(b"20 MB" if status == 413 else b"/file", page.body)

    def test_scripts_and_files_are_refused_or_taken_out(self):
        canary = b"CANARY-" + uuid.uuid4().hex.encode()
        script = b"<< /S /JavaScript /JS (app.alert\\('" + canary + b"'\\)) >>"
        for catalog in (
            b"/OpenAction " + script,
            b"/Names << /JavaScript << /Names [(a) " + script + b"] >> >>",
            b"/AA << /WC " + script + b" >>",
            b"/OpenAction << /S /Launch /F (/bin/sh) /P (" + canary + b") >>",
            b"/Names << /EmbeddedFiles << /Names [(a) << /F (" + canary + b") >>] >> >>",
        ):
            status, answer = self.upload(small_pdf(catalog))
            self.assertIn(status, (201, 422), answer)
            if status == 201:
                n = self.act.show()["annexes"][-1]["n"]
                kept = self.play.api_page("GET", f"/conventions/{self.act.id}/annexes/{n}").body
                self.assertNotIn(canary, self.plain(kept))

    @staticmethod
    def plain(pdf):
        with tempfile.TemporaryDirectory() as folder:
            source, target = pathlib.Path(folder, "a.pdf"), pathlib.Path(folder, "b.pdf")
            source.write_bytes(pdf)
            subprocess.run(["qpdf", "--qdf", "--object-streams=disable", source, target], check=True)
            return target.read_bytes()

    def test_a_form_without_its_file_or_with_a_bad_title_names_the_field(self):
        for fields, name in (({"kind": "fiche_action"}, "/title"), ({"title": "x"}, "/kind"),
                             ({"kind": "fiche_action", "title": "a\r\nb: c"}, "/title")):
            body, headers = multipart(fields, small_pdf())
            page = self.play.api_page("POST", f"/conventions/{self.act.id}/annexes", body, headers)
            self.assertEqual(page.status, 422, page.body)
            self.assertIn(name, [e["field"] for e in json.loads(page.body)["errors"]])
        page = self.play.api_page(
            "POST", f"/conventions/{self.act.id}/annexes", b"--x\r\nno end",
            {"Content-Type": "multipart/form-data; boundary=x"},
        )
        self.assertTrue(400 <= page.status < 500, page.status)


class Json(FunctionalTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.act = cls.play.start()
        cls.path = f"/conventions/{cls.act.id}/actions/edit_draft"

    def send(self, body, path=None, method="POST"):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        page = self.play.api_page(method, path or self.path, body, {"Content-Type": "application/json"})
        self.assertTrue(400 <= page.status < 500, (page.status, body[:200], page.body[:500]))
        self.assertNotIn(b"exception", page.body)
        self.assertNotIn(b"std::", page.body)
        return page.status, json.loads(page.body)

    def named(self, body, field, path=None):
        status, problem = self.send(body, path)
        self.assertIn(status, (400, 422), problem)
        self.assertIn(field, [e["field"] for e in problem.get("errors", [])], problem)

    def test_wrong_types_and_unknown_fields_are_named(self):
        slot = {"n": 1, "rank": 1, "party": 1, "office": "Président"}
        for body, field in (
            ({"title": 1}, "/title"),
            ({"title": ["a"]}, "/title"),
            ({"title": "a\nb"}, "/title"),
            ({"titre": "a"}, "/titre"),
            ({"fields": []}, "/fields"),
            ({"fields": {"context": 1}}, "/fields/context"),
            ({"fields": {"context": [1]}}, "/fields/context"),
            ({"slots": {}}, "/slots"),
            ({"slots": [1]}, "/slots/0"),
            ({"slots": [{**slot, "rank": "1"}]}, "/slots/0/rank"),
            ({"slots": [{**slot, "rank": -1}]}, "/slots/0/rank"),
            ({"slots": [{**slot, "rank": 1e9}]}, "/slots/0/rank"),
            ({"slots": [{**slot, "email": "a@b@c"}]}, "/slots/0/email"),
            ({"slots": [{**slot, "email": "a@b.example\r\nBcc: x@y.example"}]}, "/slots/0/email"),
            ({"slots": [{**slot, "zone": "mars"}]}, "/slots/0/zone"),
            ({"slots": [{**slot, "stamp": "yes"}]}, "/slots/0/stamp"),
            ({"slots": [{**slot, "x": 1}]}, "/slots/0/x"),
            ({"parties": [{"role": 1}]}, "/parties/0/role"),
            ({"visas": "Vu"}, "/visas"),
        ):
            with self.subTest(body=str(body)[:80]):
                self.named(body, field)
        self.named({"type": "adhesion"}, "/title", "/conventions")
        self.named({"type": "adhesion", "title": "x", "campus": "other"}, "/campus", "/conventions")
        for place in ("", "1", "slot/0", "party/1", "opinion/1", "slot/1/holder/1", "opinion/1/slot/1", 1):
            self.named({"place": place}, "/place", f"/conventions/{self.act.id}/actions/remind_now")
        self.named({"slot": 1}, "/slot", f"/conventions/{self.act.id}/actions/remind_now")
        self.named({"name": "x", "email": "nope"}, "/email", "/people")
        self.named({"deadline": "tomorrow"}, "/deadline", f"/conventions/{self.act.id}/opinion")

    def test_what_is_not_json_is_refused(self):
        for body in (b"", b"{", b"[]", b"null", b"1", b'"a"', b"{} {}", b"{'a':1}", b'{"title":"\xff\xfe"}',
                     b'{"title":"\\ud800"}', b"\xef\xbb\xbf{", b'{"a":NaN}', b'{"title":"a","title":"b"}',
                     b'{"title":"a\x00b"}', b'{"title":1e999}'):
            with self.subTest(body=body):
                self.send(body)

    def test_nesting_and_size_have_bounds(self):
        self.send(b'{"fields":' + b'{"a":' * 100 + b"1" + b"}" * 101)
        self.send(b"[" * 100_000)
        self.send(b'{"title":"' + b"a" * 3_000_000 + b'"}')
        self.send({"title": "a" * 100_001})
        self.send({"slots": [{"rank": 1}] * 2000})
        self.send({"fields": {f"x{n}": "y" for n in range(5000)}})

    def test_addresses_that_name_nothing_are_refused(self):
        for path in ("/conventions/x", f"/conventions/{uuid.uuid4()}", "/conventions?limit=0",
                     "/conventions?limit=abc", "/conventions?stage=x", "/conventions?cursor=1",
                     f"/conventions/{self.act.id}/annexes/99", f"/conventions/{self.act.id}/annexes/-1",
                     "/conventions/" + "a" * 3000, "/conventions/%00", "/conventions/..%2f..%2fetc"):
            page = self.play.api_page("GET", path)
            self.assertTrue(400 <= page.status < 500, (path, page.status))
        for path in (f"/conventions/{self.act.id}/actions/explode",
                     f"/conventions/{self.act.id}/effects/9/9/retry",
                     f"/conventions/{self.act.id}/effects/x/-1/retry"):
            self.send({}, path)

    def test_tokens_that_are_not_ours_open_nothing(self):
        for value in ("Bearer x", "Bearer ", "Basic YTpi", f"bearer {self.it.token}x", "Bearer " + "a" * 5000):
            page = self.play.api_page("GET", "/conventions", token=False, headers={"Authorization": value})
            self.assertTrue(page.status in (401, 400, 431), page.status)

    def test_an_idempotency_key_replays_the_first_answer(self):
        key = {"Idempotency-Key": str(uuid.uuid4())}
        made = [self.it.api("POST", "/conventions", {"type": "partenariat", "title": "Une fois"}, key) for _ in range(3)]
        self.assertEqual(len({one["id"] for one in made}), 1)
        titles = [row["title"] for row in self.it.api("GET", "/conventions?q=Une%20fois")["items"]]
        self.assertEqual(titles, ["Une fois"])
        act = self.play.in_signature()
        key = {"Idempotency-Key": str(uuid.uuid4())}
        path = f"/conventions/{act.id}/actions/remind_now"
        for _ in range(2):
            self.it.api("POST", path, {"place": "slot/1"}, key)
        self.it.settle()
        self.assertEqual(act.mails("reminder"), [act.address(1)])
        self.assertEqual(self.play.api_page("POST", path, b'{"place":"slot/1"}', {"Idempotency-Key": "x"}).status, 400)

    def test_an_idempotency_key_given_to_another_request_is_refused(self):
        act = self.play.start()
        key = {"Idempotency-Key": str(uuid.uuid4())}
        actions = f"/conventions/{act.id}/actions"
        first = self.it.api("POST", f"{actions}/edit_draft", {"title": "Un", "place": "Uzès"}, key)
        for path, body in (
            (f"{actions}/edit_draft", {"title": "Deux", "place": "Uzès"}),
            (f"{actions}/abandon", {"reason": "Fin."}),
            (f"/conventions/{act.id}/freeze", {}),
        ):
            refused = self.play.api_page("POST", path, json.dumps(body).encode(), key)
            self.assertEqual(refused.status, 422, refused.body)
            problem = json.loads(refused.body)
            self.assertEqual(problem["type"], "urn:contreseing:refusal:command_reused")
            self.assertEqual([one["field"] for one in problem["errors"]], ["Idempotency-Key"])
            self.assertIn("Idempotency-Key", problem["detail"])
        again = self.it.api("POST", f"{actions}/edit_draft", {"place": "Uzès", "title": "Un"}, key)
        self.assertEqual(again["journal_head"], first["journal_head"])
        self.assertEqual(act.show()["title"], "Un")

    def test_an_upload_under_one_key_is_told_by_its_contents(self):
        act = self.play.start("adhesion")
        key = {"Idempotency-Key": str(uuid.uuid4())}
        pdf = (DATA / "convention.pdf").read_bytes()
        answers = []
        for title, content in (("Une", pdf), ("Une", pdf), ("Autre", pdf), ("Une", pdf + b"\n")):
            body, headers = multipart({"kind": "fiche_action", "title": title}, content)
            answers.append(self.play.api_page("POST", f"/conventions/{act.id}/annexes", body, headers | key).status)
        self.assertEqual(answers, [201, 201, 422, 422])
        titles = [annex["title"] for annex in act.show()["annexes"]]
        self.assertEqual((titles.count("Une"), titles.count("Autre")), (1, 0))


class HostileText(FunctionalTest):
    """One act whose every text is hostile, through its whole life."""

    NASTY = [
        "<script>alert(1)</script>",
        "=cmd|'/C calc'!A0",
        "{{7777*7777}} ${7777*7777} {{{raw}}}",
        "\"><img src=x onerror=alert(1)>",
        "' or 1=1; drop table convention; /*",
        "Zoë Ω Nguyễn Ł",  # emoji and scripts without a font are refused: test_types.py
        "file:///etc/passwd",
        "<link rel=attachment href=file:///etc/passwd>",
        "<style>*{display:none}</style><svg onload=alert(1)>",
        "a" * 200,
    ]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        nasty = cls.NASTY
        cls.it.api("POST", "/people", {"name": nasty[3], "email": "hostile@demo.example"})
        cls.it.api("POST", "/organisations", {"name": nasty[0], "place": nasty[8]})
        for body in cls.it.api("GET", "/bodies")["items"]:
            seats = [{**seat, "organisation": f"{seat['n']} {nasty[3]}"} for seat in body["seats"]]
            for seat in seats:
                for key in ("holder", "substitute"):
                    if seat[key] is None:
                        del seat[key]
            cls.it.api("PUT", f"/bodies/{body['kind']}", {"name": body["name"] + nasty[8], "seats": seats})

        def draft(draft):
            draft["title"] = "Acte " + nasty[0] + nasty[3]
            draft["place"] = nasty[7]
            draft["parties"][1].update(name=nasty[7], represented_by=nasty[2])
            draft["fields"]["motive"] = (
                "\n".join(nasty) + "\n<img src=\"file:///etc/hostname\"><a href=\"http://127.0.0.1:1/\">x</a>"
            )
            for slot, name, office in zip(draft["slots"], (nasty[0], nasty[5], nasty[3]), (nasty[8], nasty[2], nasty[9])):
                slot.update(name=name, office=office)

        cls.act = cls.play.start("adhesion", edit=draft)
        cls.act.annex("fiche_action", "Pièce " + nasty[3])
        cls.act.acknowledge_warnings()
        cls.act.freeze()
        cls.act.ask_opinion(question=nasty[3] + nasty[8])
        cls.act.answer_all("reserved", "\n".join(nasty))
        cls.act.do("open_round")
        cls.pages = []
        for slot in cls.act.show()["slots"]:
            signer = cls.act.signer(slot["n"])
            cls.pages.append(signer.page)
            cls.pages.append(signer.ask_code().page)
            cls.pages.append(signer.sign())
        # And one that ends badly, for reasons as hostile.
        cls.left = cls.play.in_signature("adhesion", edit=draft)
        cls.left.do("correct_address", place="slot/1", email="corrigee@demo.example", reason=nasty[0])
        signer = cls.left.signer(1)
        form = signer.browser.open(f"/s/{ref_of(signer.link)}/decline").form("/decline")
        cls.pages.append(signer.browser.submit(form, reason="\n".join(nasty)))
        cls.left.do("reopen_draft", reason=nasty[3], substantial=True)
        cls.it.settle()

    def test_the_acts_reach_their_end(self):
        self.assertEqual(self.act.show()["stage"], "in_force")
        self.assertEqual(self.left.show()["stage"], "drafting")

    def assert_text_only(self, page):
        self.assertEqual(page.status, 200, page.address)
        body = page.body.decode()
        for raw in ("<script>alert", "<img src=x", "<svg onload", "<style>*", "<link rel=attachment"):
            self.assertNotIn(raw, body, page.address)

    def test_administrators_pages_hold_it_as_text_only(self):
        browser = self.play.administrator()
        act, left = (f"/admin/conventions/{one.id}" for one in (self.act, self.left))
        shown = {
            "/admin/": 0, act: 3, f"{act}/history": 3, left: 3, f"{left}/history": 3,
            f"{left}/edit": 7, f"{left}/annexes": 0, f"{left}/actions/abandon": 0,
            "/admin/people": 3, "/admin/organisations": 0, "/admin/members": 7, "/admin/bodies": 8,
            "/admin/bodies/directoire": 3, "/admin/conventions/new": None, "/admin/effects": None,
        }
        for address, nasty in shown.items():
            with self.subTest(address):
                page = browser.open(address)
                self.assert_text_only(page)
                if nasty is not None:
                    self.assertIn(html.escape(self.NASTY[nasty]), html.escape(html.unescape(page.body.decode())))
        for row in self.it.api("GET", "/people")["items"]:
            if row["email"] == "hostile@demo.example":
                self.assert_text_only(browser.open(f"/admin/people?q={urllib.parse.quote(row['name'])}"))

    def test_pages_hold_it_as_text_only(self):
        self.assertGreater(len(self.pages), 9)
        for page in self.pages:
            self.assert_text_only(page)
            self.assertNotIn("60481729", page.text.split())
            rules = dict(rule.split(" ", 1) for rule in page.headers["Content-Security-Policy"].split("; "))
            self.assertEqual(rules["default-src"], "'none'")
            self.assertLessEqual(set(rules.get("script-src", "'none'").split()), {"'none'", "'self'"})
            self.assertNotIn("unsafe", str(rules))
            self.assertEqual(rules["base-uri"], "'none'")
        self.assertIn("<script>alert(1)</script>", self.pages[0].text)

    def test_mails_hold_it_as_text_only_and_no_header_is_forged(self):
        seen = 0
        for _, message in self.play.mailbox.messages():
            seen += 1
            self.assertEqual(len(message.get_all("To")), 1)
            self.assertIsNone(message["Bcc"])
            self.assertNotIn("\n", str(message["Subject"]))
            html = message.get_body(preferencelist=("html",))
            if html is not None:
                for raw in ("<script>alert", "<img src=x", "<svg onload", "<style>*"):
                    self.assertNotIn(raw, html.get_content())
            self.assertFalse(message.defects, message.defects)
        self.assertGreater(seen, 20)

    def test_the_pdf_fetched_nothing_and_embeds_nothing(self):
        plain = Uploads.plain(self.act.document())
        for canary in (b"root:x:0:0", b"/JavaScript", b"/Launch", b"/EmbeddedFile"):
            self.assertNotIn(canary, plain)
        hostname = pathlib.Path("/etc/hostname").read_text().strip().encode()
        text = subprocess.run(["pdftotext", "-", "-"], input=self.act.document(), capture_output=True, check=True).stdout
        self.assertNotIn(hostname, text) if len(hostname) > 6 else None
        self.assertNotIn(b"root:x:0:0", text)
        self.assertIn(b"alert(1)", text)

    def test_lines_that_carry_control_characters_are_refused(self):
        act = self.play.start()
        for text in ("a\r\nBcc: x@y.example", "a\x00b", "a\x1bb", "a\u202eb", "a\u2028b"):
            page = self.play.api_page(
                "POST", f"/conventions/{act.id}/actions/edit_draft", json.dumps({"title": text}).encode(),
                {"Content-Type": "application/json"},
            )
            self.assertEqual(page.status, 422, repr(text))

    def test_logs_stay_one_line_per_event(self):
        for line in (self.it.data / "log/server.log").read_text().splitlines():
            json.loads(line)


if __name__ == "__main__":
    unittest.main()

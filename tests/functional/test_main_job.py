"""The main job, from draft to information, and what other people's tools say of the file."""

import hashlib
import io
import contextlib
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from play import FunctionalTest, ROOT

sys.path.insert(0, str(ROOT / "tests/support/validators"))
import tour  # noqa: E402  (deploy/default)
import validators  # noqa: E402


class TourOf(tour.Tour):
    """The visit that `./run --tour` plays, the command line run as the installation's user."""

    def __init__(self, it):
        self.it = it
        super().__init__(it.data)

    def cli(self, *words):
        return self.it.cli(*words).stdout


class MainJob(FunctionalTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        visit = TourOf(cls.it)
        cls.said = io.StringIO()
        with contextlib.redirect_stdout(cls.said):
            cls.convention, cls.reference = visit.run()
        cls.token = visit.token
        folder = tempfile.TemporaryDirectory(prefix="validators-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.folder.chmod(0o755)
        cls.pdf = cls.folder / "signed.pdf"
        cls.pdf.write_bytes(cls.play.api_page("GET", f"/conventions/{cls.convention}/document").body)
        cls.root = cls.folder / "root.pem"
        cls.root.write_text(cls.it.cli("ca", "export").stdout)
        cls.flipped = cls.folder / "flipped.pdf"
        content = bytearray(cls.pdf.read_bytes())
        content[len(content) // 8] ^= 1  # in the base that every signature covers
        cls.flipped.write_bytes(content)
        cls.judged = validators.PdfBox(cls.folder).judge(cls.root, cls.pdf)["signed.pdf"]

    def test_the_tour_runs_to_the_end(self):
        said = self.said.getvalue()
        self.assertIn("en vigueur", said)
        self.assertIn("Le COS est informé : 17 messages", said)

    def test_poppler_finds_the_seal_and_three_valid_signatures(self):
        out = validators.pdfsig(self.pdf)
        self.assertEqual(out.count("Signature is Valid."), 4, out)
        self.assertEqual(out.count("Total document signed"), 1, out)

    def test_mupdf_finds_every_signature_unbroken(self):
        out = validators.mutool(self.pdf)
        # The later ones are the edits that MuPDF means; the unsigned field is for a stamp to come.
        self.assertEqual(out.count("The signature is valid but there have been edits"), 3, out)
        self.assertEqual(out.count("The document is unchanged since signing"), 1, out)

    def test_qpdf_finds_a_sound_file(self):
        out = validators.qpdf(self.pdf)
        self.assertIn("No syntax or stream encoding errors found", out)

    def test_pdfbox_and_bouncycastle_accept_signatures_stamps_and_chains(self):
        self.assertEqual([one["verdict"] for one in self.judged], ["valid"] * 4, self.judged)
        # The last one covers the whole file.
        self.assertEqual(sum(one["whole"] == "true" for one in self.judged), 1, self.judged)
        self.assertTrue(all(int(one["stamped"]) > 0 for one in self.judged))

    def test_openssl_accepts_each_signature_at_the_time_of_its_stamp(self):
        parts = validators.byte_ranges(self.pdf.read_bytes())
        self.assertEqual(len(parts), 4)
        for n, (signed, der) in enumerate(parts):
            token = self.folder / f"signed.pdf.{n}.tst"
            at = validators.stamp_time(token)
            validators.openssl_cms(self.folder, n, signed, der, self.root, at)

    def test_openssl_accepts_each_time_stamp(self):
        for n in range(4):
            token = self.folder / f"signed.pdf.{n}.tst"
            out = validators.openssl_ts(
                token, self.folder / f"signed.pdf.{n}.signature", self.root,
                validators.stamp_time(token),
            )
            self.assertIn("Verification: OK", out)

    def test_our_own_verifier_agrees(self):
        done = self.it.cli("verify", str(self.pdf))
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_our_own_verifier_needs_the_root_only(self):
        done = self.it.cli("verify", str(self.pdf), "--trust", str(self.root))
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_our_own_verifier_names_who_has_not_signed(self):
        content = self.pdf.read_bytes()
        ends = [m.end() for m in re.finditer(rb"%%EOF\n", content)]
        cut = self.folder / "cut.pdf"
        cut.write_bytes(content[:ends[2]])
        done = self.it.cli("verify", str(cut), check=False)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("Signataire2, Signataire3 : non signés\n", done.stdout)
        self.assertIn("Révocation : non vérifiée\n", done.stdout)
        self.assertIn("\nincomplete\n", done.stdout)
        self.assertIn("\nConclusion : incomplet", done.stdout)

    def test_our_own_verifier_reads_nothing_without_its_worker(self):
        alone = self.folder / "alone"
        alone.mkdir()
        shutil.copy(self.it.data / "app/bin/contreseing", alone)
        alone.chmod(0o755)
        done = subprocess.run(
            [str(alone / "contreseing"), "verify", str(self.pdf), "--trust", str(self.root)],
            capture_output=True, text=True)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("contreseing-worker is not there", done.stderr)

    def test_our_own_verifier_says_that_a_file_cannot_be_read(self):
        for path in (self.folder / "absent.pdf", self.folder):
            done = self.it.cli("verify", str(path), "--trust", str(self.root), check=False)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertEqual(done.stderr, f"contreseing: cannot read {path}\n")
        for words in (("verify",), ("verify", "--frobnicate"), ("frobnicate",), ("journal",)):
            self.assertEqual(self.it.cli(*words, check=False).returncode, 64, words)

    def test_our_own_verifier_answers_in_english_and_as_of_another_time(self):
        words = ("verify", str(self.pdf), "--trust", str(self.root), "--language", "en", "--at")
        done = self.it.cli(*words, "2999-01-01T00:00:00Z")
        self.assertIn("Conclusion: accepted", done.stdout)
        done = self.it.cli(*words, "2001-01-01T00:00:00Z", check=False)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("timestamp_in_future", done.stdout)

    def test_one_flipped_byte_is_refused_by_everybody(self):
        done = self.it.cli("verify", str(self.flipped), check=False)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertNotIn("Signature is Valid", validators.run("pdfsig", "-nocert", self.flipped, ok=(0, 1, 2)))

    def test_the_journal_is_sound_and_the_receipt_agrees(self):
        self.assertIn(": sound", self.it.cli("journal", "verify").stdout)
        shown = self.it.api("GET", f"/conventions/{self.convention}")
        for slot in shown["slots"]:
            receipts = self.play.mails_to(slot["holder"]["email"], "Reçu de votre signature")
            self.assertEqual(len(receipts), 1)
            path = self.folder / f"receipt-{slot['n']}.eml"
            path.write_bytes(receipts[0].as_bytes())
            said = self.it.cli("journal", "verify", "--receipt", str(path)).stdout
            self.assertIn(": sound", said)
            text = receipts[0].get_body(preferencelist=("plain",)).get_content()
            seq, head = re.search(r"Journal, entrée\s+(\d+)\s*:\s*([0-9a-f]{64})", text).groups()
            agrees = f"The receipt agrees with entry {seq}."
            self.assertIn(agrees, said)
            copied = self.folder / f"receipt-{slot['n']}.txt"
            copied.write_text(text)
            for words in (
                ["--convention", shown["reference"], "--receipt", str(copied)],
                ["--convention", self.convention, "--head", f"{seq}:{head}"],
                ["--campus", "demo", "--convention", shown["reference"], "--head", f"{seq} : {head}"],
            ):
                self.assertIn(agrees, self.it.cli("journal", "verify", *words).stdout)
            other = ("1" if head[0] == "0" else "0") + head[1:]
            for words in (
                ["--convention", shown["reference"], "--head", f"{seq}:{other}"],
                ["--convention", "ADH-1999-001", "--head", f"{seq}:{head}"],
                ["--convention", shown["reference"], "--head", "nothing"],
                ["--receipt", str(copied)],
            ):
                done = self.it.cli("journal", "verify", *words, check=False)
                self.assertEqual(done.returncode, 1, done.stdout)
                self.assertNotIn("agrees", done.stdout)

    def test_a_receipt_of_another_history_is_named(self):
        shown = self.it.api("GET", f"/conventions/{self.convention}")
        receipt = self.play.mails_to(shown["slots"][0]["holder"]["email"], "Reçu de votre signature")[0]
        path = self.folder / "forged.eml"
        text = receipt.get_body(preferencelist=("plain",)).get_content()
        head = re.search(r"Journal, entrée\s+\d+\s*:\s*([0-9a-f]{64})", text).group(1)
        other = ("1" if head[0] == "0" else "0") + head[1:]
        path.write_bytes(
            f"Message-ID: {receipt['Message-ID']}\r\nMIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
            f"{text.replace(head, other)}".encode()
        )
        done = self.it.cli("journal", "verify", "--receipt", str(path), check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("NOT SOUND", done.stdout)

    def test_the_journal_says_who_did_what_in_order(self):
        kinds = [entry["type"] for entry in self.it.api("GET", f"/conventions/{self.convention}/journal?limit=200")["items"]]
        wanted = ["convention_created", "version_frozen", "opinion_requested", "opinion_closed",
                  "round_opened", "slot_signed", "entered_into_force", "member_registered"]
        self.assertEqual([kind for kind in dict.fromkeys(kinds) if kind in wanted], wanted)
        self.assertEqual(kinds.count("slot_signed"), 3)

    def test_the_journal_says_on_which_text_each_entry_was_made(self):
        text = None
        for entry in self.it.api("GET", f"/conventions/{self.convention}/journal?limit=200")["items"]:
            self.assertEqual(entry["on"], text, entry["type"])
            self.assertEqual(entry["entry"].get("on"), text)
            if entry["type"] == "version_frozen":
                version = entry["entry"]["body"]["version"]
                text = {"version": version["n"], "sha256": version["sha256"]}
        self.assertEqual(text["version"], 1)

    def test_the_hash_in_a_copy_and_in_the_information_is_that_of_the_file(self):
        self.it.settle()
        file = hashlib.sha256(self.pdf.read_bytes()).hexdigest()
        base = self.it.api("GET", f"/conventions/{self.convention}/journal?limit=200")["items"][-1]["on"]["sha256"]
        self.assertNotEqual(file, base)
        effects = self.it.api("GET", f"/conventions/{self.convention}/effects?limit=200")["items"]
        for kind, subject in (("signed_copy", "Acte signé"), ("body_information", "Pour information, acte signé")):
            told = [effect["to"]["email"] for effect in effects if effect["what"] == kind]
            self.assertTrue(told)
            for address in told:
                mail = self.play.mails_to(address, subject)[0]
                for part in ("plain", "html"):
                    said = mail.get_body(preferencelist=(part,)).get_content()
                    found = re.findall(r"Empreinte du (fichier|texte)[^:]*:\s*([0-9a-f]{64})", said)
                    self.assertEqual(found, [("fichier", file), ("texte", base)], said)
                for attached in mail.iter_attachments():
                    self.assertEqual(hashlib.sha256(attached.get_content()).hexdigest(), file)
        # And behind the link of the information.
        browser = self.play.browser()
        page = browser.open(self.play.link(mail))
        self.assertIn(file, re.sub(r"\s", "", page.text))
        got = browser.request("GET", page.address + "/document")
        self.assertEqual(hashlib.sha256(got.body).hexdigest(), file)

    def test_the_member_stands_on_the_register_with_its_college(self):
        members = self.it.api("GET", "/members")["items"]
        self.assertEqual(len(members), 1)
        self.assertIn("institutions_partenaires", str(members[0]))

    def test_the_administrators_are_told_of_the_entry_into_force(self):
        self.it.settle()
        told = self.play.mails_to("direction@campus-demo.example", "En vigueur, signé par tous")
        self.assertEqual(len(told), 1)
        text = told[0].get_body(("plain",)).get_content()
        self.assertIn(f"/admin/conventions/{self.convention}", text)
        self.assertIn("est informée automatiquement", text)

    def test_the_last_receipt_and_the_copies_say_how_things_stand(self):
        self.it.settle()
        slots = self.it.api("GET", f"/conventions/{self.convention}")["slots"]
        for slot in slots:
            receipt = self.play.mails_to(slot["holder"]["email"], "Reçu de votre signature")[0]
            text = receipt.get_body(("plain",)).get_content()
            self.assertEqual("toutes les parties ont signé" in text, slot is slots[-1], text)
            copy = self.play.mails_to(slot["holder"]["email"], "Acte signé")[0]
            self.assertIn("Convention constitutive", copy.get_body(("plain",)).get_content())

    def test_each_signed_copy_is_the_document(self):
        self.it.settle()
        for slot in self.it.api("GET", f"/conventions/{self.convention}")["slots"]:
            copy = self.play.mails_to(slot["holder"]["email"], "Acte signé")[0]
            parts = [p for p in copy.walk() if p.get_content_type() == "application/pdf"]
            self.assertEqual(parts[0].get_content(), self.pdf.read_bytes())


if __name__ == "__main__":
    unittest.main()

"""Mails through a real Postfix with STARTTLS, and an hour without it."""

import email.message
import html
import os
import pathlib
import shutil
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from play import ROOT, FunctionalTest, Play, restart
import installation

POSTFIX = ROOT / "tests/support/postfix.py"


def at_test_example(draft):
    for slot in draft["slots"]:
        slot["email"] = slot["email"].replace("demo.example", "test.example")


class Smtp(FunctionalTest):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="ctrg-postfix-", dir="/tmp"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            cls.smtp_port = found.getsockname()[1]
        started = subprocess.run(
            [sys.executable, str(POSTFIX), "start", str(cls.folder), str(cls.smtp_port)],
            capture_output=True, text=True,
        )
        if started.returncode == 77:
            raise unittest.SkipTest(started.stdout.strip())
        assert started.returncode == 0, started.stdout + started.stderr
        cls.addClassCleanup(
            subprocess.run, [sys.executable, str(POSTFIX), "stop", str(cls.folder)], capture_output=True
        )
        super().setUpClass()
        it = cls.it
        text = it.config.read_text()
        start = text.index("[mail]")
        end = text.index("[", start + 1)
        authority = it.data / "smtp-ca.pem"
        shutil.copy(cls.folder / "tls/ca.pem", authority)
        authority.chmod(0o644)
        it.config.write_text(
            text[:start] + "[mail]\nmode = \"smtp\"\nsmtp_host = \"localhost\"\n"
            f"smtp_port = {cls.smtp_port}\nsmtp_tls = \"starttls\"\nsmtp_ca_file = \"{authority}\"\n"
            "from_address = \"conventions@test.example\"\n\n" + text[end:]
        )
        restart(it)
        cls.play = Play(it)
        cls.play.mailbox = installation.Mailbox(cls.folder / "maildir")

    def arrived(self):
        """Message-ID of every delivered mail, by its bytes below the transport's own headers."""
        out = {}
        for path in (self.folder / "maildir").rglob("new/*"):
            content = path.read_bytes()
            headers = content.split(b"\n\n", 1)[0].decode("utf-8", "replace")
            line = next(l for l in headers.splitlines() if l.lower().startswith("message-id:"))
            out.setdefault(line.split(":", 1)[1].strip(), []).append(content[content.lower().index(b"\ndate:"):])
        return out

    def test_1_one_signature_through_postfix_with_tls(self):
        act = self.play.in_signature(edit=at_test_example)
        act.sign(1)
        act.wait(act.address(1), "Reçu de votre signature")
        log = (self.folder / "log/postfix.log").read_text()
        self.assertIn("TLS connection established from", log)

    def test_2_what_could_not_leave_leaves_later_once_with_the_same_bytes(self):
        subprocess.run([sys.executable, str(POSTFIX), "stop", str(self.folder)], check=True, capture_output=True)
        act = self.play.in_signature(edit=at_test_example)
        deadline = time.monotonic() + 60
        while not any(e["last_error"] and e["status"] == "pending" for e in act.effects()):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        effect = act.effects()[0]
        self.assertTrue(effect["last_error"])
        self.assertIn(effect["kind"], [e["kind"] for e in self.it.api("GET", "/effects")["items"]])
        subprocess.run(["/usr/sbin/postfix", "-c", str(self.folder / "etc"), "start"], check=True, capture_output=True)
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.smtp_port), 1).close()
                break
            except OSError:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.05)
        self.it.api("POST", f"/conventions/{act.id}/effects/{effect['seq']}/{effect['n']}/retry", {})
        link = act.invitation(1, "À signer")
        self.assertEqual(self.play.browser().open(link).status, 200)
        self.it.settle()
        arrived = self.arrived()
        identifier = next(i for i in arrived if f"{act.id}.{effect['seq']}.{effect['n']}@" in i)
        self.assertEqual(len(arrived[identifier]), 1)
        # Sent again by hand, as after a lost answer of the server: the same bytes.
        self.it.sql(
            "update contreseing.effect set status = 'pending', settled_at = null, next_try_at = now(),"
            f" lease_until = null where convention_id = '{act.id}' and seq = {effect['seq']} and n = {effect['n']}"
        )
        deadline = time.monotonic() + 30
        while len(self.arrived()[identifier]) < 2:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        first, second = self.arrived()[identifier]
        self.assertEqual(first, second)

    def bring_back(self):
        """What arrives at a return path goes to `contreseing mail intake`, as docs/operations.md says."""
        etc = self.folder / "etc"
        (etc / "transport").write_text("/^b\\+.*@test\\.example$/ contreseing:\n")
        with (etc / "master.cf").open("a") as master:
            master.write(
                "contreseing unix - n n - 1 pipe flags=q user=nobody\n"
                f"  argv={self.it.data}/app/bin/contreseing --config {self.it.config}"
                " mail intake --recipient ${recipient}\n"
            )
        known = subprocess.run(
            ["/usr/sbin/postconf", "-c", str(etc), "-h", "transport_maps"],
            check=True, capture_output=True, text=True,
        ).stdout.strip()
        for command in (
            ["/usr/sbin/postconf", "-c", str(etc), f"transport_maps={known}, regexp:{etc}/transport"],
            ["/usr/sbin/postfix", "-c", str(etc), "reload"],
        ):
            subprocess.run(command, check=True, capture_output=True)

    def until(self, fact):
        deadline = time.monotonic() + 60
        while not fact():
            self.assertLess(time.monotonic(), deadline, (self.folder / "log/postfix.log").read_text()[-3000:])
            time.sleep(0.1)

    def row(self, act):
        return next(r for r in self.it.api("GET", "/conventions")["items"] if r["id"] == act.id)

    def test_4_what_comes_back_is_taken_in_and_shows_on_the_dashboard(self):
        def gone(draft):
            at_test_example(draft)
            draft["slots"][0]["email"] = "gone@test.example"

        self.bring_back()
        act = self.play.in_signature(edit=gone)
        # Postfix took the mail, then sent a report of its own (RFC 3464) to the return path.
        self.until(lambda: act.slot(1)["undeliverable"])
        self.assertTrue(self.row(act)["needs_help"])
        failed = [entry for entry in act.journal() if entry["type"] == "delivery_failed"]
        self.assertEqual([entry["entry"]["body"]["slot"] for entry in failed], [1])
        self.assertEqual(failed[0]["entry"]["body"]["status"], "5.1.6")

        # A robot answers the return path that Postfix wrote on the delivered mail (RFC 3834).
        act = self.play.in_signature(edit=at_test_example)
        invitation = act.wait(act.address(1), "À signer")
        self.assertFalse(self.row(act)["needs_help"])
        reply = email.message.EmailMessage()
        reply["From"] = act.address(1)
        reply["To"] = invitation["Return-Path"].strip("<>")
        reply["Subject"] = "Absence : je serai de retour le 3"
        reply["Auto-Submitted"] = "auto-replied"
        reply["In-Reply-To"] = invitation["Message-ID"]
        reply.set_content("Je suis absente.")
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as server:
            server.send_message(reply, from_addr="", to_addrs=[reply["To"]])
        self.until(lambda: act.slot(1)["automatic_reply"])
        self.assertEqual(act.slot(1)["automatic_reply"], "Absence : je serai de retour le 3")
        self.assertFalse(act.slot(1)["undeliverable"])
        self.assertTrue(self.row(act)["needs_help"])
        pages = self.administrator()
        board = html.unescape(pages.open("/admin/?help=1").text)
        self.assertIn(act.reference, board)
        self.assertIn("Absence : je serai de retour le 3", html.unescape(pages.open(f"/admin/conventions/{act.id}").text))

    def administrator(self):
        """A browser signed in to the administrators' pages."""
        login = f"a{os.getpid()}@campus.example"
        made = self.it.cli("admin", "create", "--campus", "demo", "--email", login, "--name", "Alix Essai")
        password = made.stdout.split()[-1]
        browser = self.play.browser()
        page = browser.open("/admin/login")
        page = browser.submit(page.form("/admin/login"), login=login, password=password)
        self.assertEqual(page.status, 200, page.text)
        return browser

    def test_3_a_refused_address_is_said_to_the_administrator_and_not_tried_for_ever(self):
        def wrong(draft):
            at_test_example(draft)
            draft["slots"][0]["email"] = "never@test.example"

        act = self.play.in_signature(edit=wrong)
        deadline = time.monotonic() + 30
        while not act.slot(1)["undeliverable"]:
            self.assertLess(time.monotonic(), deadline, act.effects())
            time.sleep(0.05)
        row = next(r for r in self.it.api("GET", "/conventions")["items"] if r["id"] == act.id)
        self.assertTrue(row["needs_help"])


if __name__ == "__main__":
    unittest.main()

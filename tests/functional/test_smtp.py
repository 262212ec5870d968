"""Mails through a real Postfix with STARTTLS, and an hour without it."""

import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from play import ROOT, FunctionalTest, Play
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
        while not any(e["attempts"] and e["status"] == "pending" for e in act.effects()):
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



def restart(it):
    """The supervisor starts the server again, with the configuration as it is now."""
    former = it.pid_of("contreseing")
    os.kill(former, 15)
    deadline = time.monotonic() + 60
    while True:
        try:
            if it.pid_of("contreseing") not in (None, former):
                if Play(it).browser().request("GET", "/health/live").status == 200:
                    return
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise AssertionError("the server did not come back\n" + it.logs())
        time.sleep(0.1)


if __name__ == "__main__":
    unittest.main()

"""Mails through a real Postfix with STARTTLS, and an hour without it."""

import email.message
import html
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
        cls.smtp_port = installation.free_ports()
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

    def waiting(self, act=None):
        """Of each message (of `act`) whose next try waits: its tries, and the seconds until the next."""
        return [
            (int(tries), float(seconds))
            for tries, seconds in self.it.sql(
                "select attempts, extract(epoch from next_try_at - now()) from contreseing.effect"
                " where status = 'pending' and lease_until is null and last_error <> ''"
                + (f" and convention_id = '{act.id}'" if act else "")
            )
        ]

    def wait_is_over(self):
        """Delays are in the database's time, which no test moves: what remains of them is taken
        off instead, from messages that nobody holds. Nobody asks for a retry."""
        self.it.sql(
            "update contreseing.effect set next_try_at = now()"
            " where status = 'pending' and lease_until is null and last_error <> ''"
        )

    def start_postfix(self):
        subprocess.run(
            ["/usr/sbin/postfix", "-c", str(self.folder / "etc"), "start"], check=True, capture_output=True
        )

        def greets():
            try:
                with socket.create_connection(("127.0.0.1", self.smtp_port), 1) as connection:
                    return connection.recv(3) == b"220"
            except OSError:
                return False

        self.until(greets)

    def test_2_after_an_hour_without_a_mail_server_each_message_leaves_by_itself_once(self):
        subprocess.run([sys.executable, str(POSTFIX), "stop", str(self.folder)], check=True, capture_output=True)
        acts = [self.play.in_signature(edit=at_test_example) for _ in range(3)]
        effects = [(act, effect) for act in acts for effect in act.effects()]
        self.assertGreaterEqual(len(effects), 3)

        def all_tried(times):
            waiting = self.waiting()
            return len(waiting) == len(effects) and min(waiting)[0] >= times

        # The second try comes after ten seconds: here nothing but time passes.
        self.until(lambda: all_tried(2))
        stuck = [(e["convention"], e["seq"], e["n"]) for e in self.it.api("GET", "/effects")["items"]]
        for act, effect in effects:
            self.assertIn((act.id, effect["seq"], effect["n"]), stuck)
        passed, tried = 30.0, 2
        while passed < 3600:
            waiting = self.waiting()
            for tries, seconds in waiting:
                planned = min(3600, 10 * 2 ** (tries - 1))
                # Less what has passed since the failure: a while, where the machine is slow.
                self.assertTrue(planned - 60 < seconds <= planned * 1.2, (tries, seconds))
            passed += min(seconds for _, seconds in waiting)
            self.wait_is_over()
            tried += 1
            self.until(lambda: all_tried(tried))
        self.assertGreaterEqual(tried, 9)
        self.assertEqual({e["status"] for act in acts for e in act.effects()}, {"pending"})

        self.start_postfix()
        self.wait_is_over()
        for act in acts:
            self.assertEqual(self.play.browser().open(act.invitation(1, "À signer")).status, 200)
        self.it.settle()
        names = [f"{act.id}.{e['seq']}.{e['n']}@" for act, e in effects]

        def copies():
            arrived = self.arrived()
            return [[c for name, held in arrived.items() if start in name for c in held] for start in names]

        self.until(lambda: all(copies()))  # Postfix takes a message, then puts it into its box
        self.assertEqual([len(held) for held in copies()], [1] * len(effects))
        # Sent again, as after an answer of Postfix that was lost: the same bytes.
        ids = ", ".join(f"'{act.id}'" for act in acts)
        self.it.sql(
            "update contreseing.effect set status = 'pending', settled_at = null, next_try_at = now(),"
            f" lease_until = null where convention_id in ({ids})"
        )
        self.until(lambda: all(len(held) == 2 for held in copies()))
        for first, second in copies():
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
        self.assertEqual([entry["entry"]["body"]["place"] for entry in failed], ["slot/1"])
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
        pages = self.play.administrator()
        board = html.unescape(pages.open("/admin/?help=1").text)
        self.assertIn(act.reference, board)
        self.assertIn("Absence : je serai de retour le 3", html.unescape(pages.open(f"/admin/conventions/{act.id}").text))

    def test_3_a_refused_address_is_said_to_the_administrator_and_not_tried_for_ever(self):
        def wrong(draft):
            at_test_example(draft)
            draft["slots"][0]["email"] = "never@test.example"

        act = self.play.in_signature(edit=wrong)
        self.until(lambda: act.slot(1)["undeliverable"])
        self.assertTrue(self.row(act)["needs_help"])

    def test_5_a_policy_of_the_mail_server_blames_no_address(self):
        def elsewhere(draft):
            at_test_example(draft)
            draft["slots"][0]["email"] = "maire@elsewhere.example"  # 554 5.7.1: Postfix does not relay

        act = self.play.in_signature(edit=elsewhere)

        def refused():
            return [e for e in act.effects() if e["to"]["email"] == "maire@elsewhere.example" and "5.7.1" in e["last_error"]]

        self.until(refused)
        self.assertEqual([e["status"] for e in refused()], ["pending"])
        planned = [seconds for _, seconds in self.waiting(act)]
        self.assertTrue(planned and max(planned) < 3700, planned)  # not a day
        self.assertFalse(act.slot(1)["undeliverable"])
        self.assertFalse(self.row(act)["needs_help"])


if __name__ == "__main__":
    unittest.main()

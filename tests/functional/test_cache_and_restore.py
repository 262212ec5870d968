"""The cache may lie, the disk may go: what is shown and signed afterwards."""

import hashlib
import json
import os
import pathlib
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import uuid

from play import BUILD, FunctionalTest, Play, multipart, ref_of
import installation


def give_to_plain_user(folder):
    if os.geteuid() == 0:
        user = pwd.getpwnam(installation.PLAIN_USER)
        for path in [folder, *pathlib.Path(folder).rglob("*")]:
            os.chown(path, user.pw_uid, user.pw_gid)


def safe_folder(test):
    """A folder of the plain user, until the end of the test."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ctrg-safe-"))
    test.addCleanup(shutil.rmtree, folder, True)
    give_to_plain_user(folder)
    return folder


class Cache(FunctionalTest):
    def test_a_cached_file_with_one_byte_changed_is_never_shown(self):
        act = self.play.in_signature()
        signer = act.signer(1)
        document = f"/s/{ref_of(signer.link)}/document"
        right = signer.browser.request("GET", document).body
        digest = hashlib.sha256(right).hexdigest()
        self.assertEqual(digest, act.show()["version"]["sha256"])
        cached = self.it.data / "cache" / digest[:2] / digest
        for spoil in (self.flip, self.cut, self.lengthen, pathlib.Path.unlink):
            self.assertTrue(cached.exists())
            spoil(cached)
            self.assertEqual(signer.browser.request("GET", document).body, right)
            self.assertEqual(cached.read_bytes(), right)

    @staticmethod
    def flip(path):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)

    @staticmethod
    def cut(path):
        path.write_bytes(path.read_bytes()[:-1])

    @staticmethod
    def lengthen(path):
        path.write_bytes(path.read_bytes() + b"\n")

    def test_a_signature_over_a_spoiled_cache_is_still_sound(self):
        act = self.play.in_signature()
        signer = act.signer(1).ask_code()
        for path in (self.it.data / "cache").rglob("*"):
            if path.is_file() and path.stat().st_size:  # the look at the disk leaves an empty one
                self.flip(path)
        self.assertIn("Vous avez signé", signer.sign().text)
        with tempfile.TemporaryDirectory() as folder:
            pdf = pathlib.Path(folder, "signed.pdf")
            pdf.write_bytes(act.document())
            give_to_plain_user(folder)
            done = self.it.cli("verify", str(pdf), check=False)
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn("Signataire1: TOTAL-PASSED", done.stdout)
            self.assertIn("\nincomplete\n", done.stdout)


class FullDisk(unittest.TestCase):
    def full_cache(self, it):
        """A disk without room where the cache was."""
        cache = it.data / "cache"
        user = pwd.getpwnam(installation.PLAIN_USER)
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size=64k,mode=700,uid={user.pw_uid}", "none", str(cache)],
            capture_output=True, text=True,
        )
        if mounted.returncode != 0:
            self.skipTest(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "-l", str(cache)], capture_output=True)
        with self.assertRaises(OSError), open(cache / "filler", "wb", buffering=0) as filler:
            while True:
                filler.write(b"0" * 4096)

    def test_acts_go_on_while_the_cache_has_no_room(self):
        if os.geteuid() != 0:
            self.skipTest("only root mounts a small disk")
        with installation.Installation(BUILD) as it:
            play = Play(it)
            act = play.in_signature()
            self.full_cache(it)
            signer = act.signer(1).ask_code()
            shown = signer.browser.request("GET", f"/s/{ref_of(signer.link)}/document")
            self.assertEqual(shown.status, 200)
            self.assertEqual(
                hashlib.sha256(shown.body).hexdigest(), act.show()["version"]["sha256"]
            )
            self.assertIn("Vous avez signé", signer.sign().text)
            act.sign(2)
            annexed = play.start()  # freezing writes documents too
            annexed.freeze()
            act.sign(3)
            it.settle()
            self.assertEqual(act.show()["stage"], "in_force")

            ready = play.browser().request("GET", "/health/ready")
            self.assertEqual(ready.status, 200, ready.body)  # it signs: keep it in service
            checks = json.loads(ready.body)["checks"]
            self.assertEqual((checks["cache"], checks["disk"]), ("warning", "ok"))
            log = (it.data / "log/server.log").read_text()
            self.assertIn('"check":"cache"', log)
            self.assertNotIn("request.failed", log)

            # What was acknowledged is in the database: another server, another disk, show it.
            subprocess.run(["umount", "-l", str(it.data / "cache")], check=True)
            os.kill(it.pid_of("contreseing"), signal.SIGKILL)
            installation.until(lambda: play.browser().request("GET", "/health/ready").status == 200, it.logs)
            pdf = safe_folder(self) / "signed.pdf"
            pdf.write_bytes(act.document())
            pdf.chmod(0o644)
            said = it.cli("verify", str(pdf)).stdout
            for n in (1, 2, 3):
                self.assertIn(f"Signataire{n}", said)
            self.assertIn(": sound", it.cli("journal", "verify").stdout)


class Restore(FunctionalTest):
    def refused(self, page):
        """Nothing is taken, and the page says by what it resumes."""
        self.assertEqual(page.status, 503, page.text)
        if "json" in page.headers.get("Content-Type", ""):
            problem = json.loads(page.body)
            self.assertEqual(problem["type"], "urn:contreseing:restore-waits")
            self.assertIn("restore --acknowledge", problem["detail"])
        else:
            self.assertIn("n’a pas été enregistré", page.text)
            self.assertIn("restore --acknowledge", page.text)

    def test_a_restored_server_only_shows_until_acknowledged(self):
        administrator = f"a{uuid.uuid4().hex[:8]}@campus.example"
        password = self.it.cli(
            "admin", "create", "--campus", "demo", "--email", administrator, "--name", "Alix Essai"
        ).stdout.split()[-1]
        voted = self.play.start("adhesion")
        voted.freeze()
        voted.ask_opinion()
        vote = list(voted.opinion_links().values())[0]
        act = self.play.in_signature()
        link = act.invitation(1, "À signer")
        act.sign(1, link)
        second = act.invitation(2, "À signer")
        self.it.settle()
        safe = safe_folder(self)
        self.it.cli("backup", str(safe / "database"), "--secrets", str(safe / "secrets"))
        # What the backup does not know.
        act.do("remind_now", place="slot/2")
        self.it.settle()

        with installation.Installation(BUILD) as other:
            other.sql("drop database contreseing with (force)", database="postgres")
            other.sql("create database contreseing", database="postgres")
            restored = other.cli("restore", str(safe / "database"), check=False)
            self.assertEqual(restored.returncode, 0, restored.stdout + restored.stderr)
            shutil.rmtree(other.data / "secrets")
            shutil.copytree(safe / "secrets", other.data / "secrets")
            give_to_plain_user(other.data / "secrets")
            other.stop()
            other.start()
            play = Play(other)
            other._token = self.it.token  # tokens are in the backup
            revived = type(act)(play, act.id, act.reference)
            self.assertEqual(revived.show()["slots"][0]["status"], "signed")

            # The link of the former server opens the page: only the address has changed.
            page = play.browser().open(second.replace(self.it.base, other.base))
            self.assertEqual(page.status, 200)
            journal = revived.journal()
            signatory = play.browser()
            shown = signatory.open(second.replace(self.it.base, other.base))
            self.refused(signatory.submit(shown.form("/code")))
            refusing = signatory.open(shown.address + "/decline")
            self.refused(signatory.submit(refusing.form("/decline"), reason="Non."))
            member = play.browser()
            asked = member.open(vote.replace(self.it.base, other.base))
            self.refused(member.submit(asked.form("/answer"), choice="favourable"))
            self.refused(member.request("POST", "/lien-perdu", "address=x", {"Content-Type": "application/x-www-form-urlencoded"}))
            # Whoever looks at it has to sign in.
            director = play.browser()
            page = director.open("/admin/login")
            page = director.submit(page.form("/admin/login"), login=administrator, password=password)
            self.assertEqual(page.status, 200, page.text)
            for address, form, filled in (
                ("/admin/conventions/new", "/new", {"type": "partenariat", "title": "Un autre"}),
                ("/admin/people", "/people", {"name": "Camille", "email": "c@demo.example"}),
                (f"/admin/conventions/{act.id}/actions/remind_now?place=slot/2", "/remind_now", {}),
            ):
                page = director.open(address)
                self.assertEqual(page.status, 200)
                posted = next(f for f in page.parsed.forms if f.method == "post" and f.action.endswith(form))
                self.refused(director.submit(posted, **filled))
            body, headers = multipart({"kind": "autre", "title": "Une annexe"}, b"%PDF-1.4")
            for method, path, sent, kind in (
                ("POST", f"/conventions/{act.id}/actions/remind_now", b'{"place": "slot/2"}', {}),
                ("POST", "/conventions", b'{"type": "partenariat", "title": "x"}', {}),
                ("POST", f"/conventions/{act.id}/annexes", body, headers),
                ("PUT", f"/people/{uuid.uuid4()}", b'{"name": "Camille"}', {}),
                ("DELETE", f"/people/{uuid.uuid4()}", None, {}),
            ):
                page = play.api_page(method, path, sent, {"Content-Type": "application/json", **kind})
                if method == "DELETE" and page.status == 405:
                    continue  # nothing of that name can be removed
                self.refused(page)
            other.advance(days=20)  # reminders are due
            time.sleep(1.5)  # timers are looked for every 500 ms
            self.assertEqual(revived.journal(), journal)
            ready = play.browser().request("GET", "/health/ready")
            self.assertEqual(ready.status, 503)
            self.assertIn("restore", ready.body.decode())
            self.assertEqual(list(play.mailbox.messages()), [])

            other.cli("restore", "--acknowledge", "--by", "Direction du campus")
            mail = revived.wait(revived.address(2), "Rappel")  # held back until now
            signer = revived.signer(2, play.link(mail)).ask_code()
            self.assertIn("Vous avez signé", signer.sign().text)
            revived.sign(3)
            self.assertEqual(revived.show()["stage"], "in_force")
            self.assertIn(": sound", other.cli("journal", "verify").stdout)


    def test_a_server_that_runs_during_the_restore_sends_and_signs_nothing(self):
        with installation.Installation(BUILD) as it:  # its log will hold a refusal
            play = Play(it)
            act = play.in_signature()
            signer = act.signer(1).ask_code()
            it.settle()
            safe = safe_folder(self)
            server = it.pid_of("contreseing")
            installation.hold_still(server)
            try:  # an invitation that waits in the backup
                it.sql(
                    "update contreseing.effect set status = 'pending', settled_at = null, proof = '',"
                    f" next_try_at = now() where what = 'invitation' and convention_id = '{act.id}'"
                )
                it.cli("backup", str(safe))
            finally:
                os.kill(server, signal.SIGCONT)
            play.in_signature().sign(1)  # it may sign, and knows it
            it.settle()

            def sent():
                return [path for path in (it.data / "mails").rglob("*") if path.is_file()]

            it.sql("drop database contreseing with (force)", database="postgres")
            for path in sent():
                path.unlink()
            it.sql("create database contreseing", database="postgres")
            it.cli("restore", str(safe))
            refused = signer.sign()
            self.assertEqual(it.pid_of("contreseing"), server)
            self.assertEqual(refused.status, 503, refused.text)
            together = it.sql(
                "select distinct i.xmin = c.xmin from contreseing.installation i, contreseing.campus c"
            )
            self.assertEqual(together, [["t"]], "the mark did not appear together with the rows")
            time.sleep(1.5)  # messages are looked for every 200 ms
            self.assertEqual(sent(), [])
            self.assertEqual(act.slot(1)["status"], "invited")

            it.cli("restore", "--acknowledge", "--by", "Direction du campus")
            it.settle()
            self.assertEqual(len(sent()), 1)
            self.assertIn("Vous avez signé", signer.sign().text)


class Backup(FunctionalTest):
    def fake(self, program, script):
        """A program of that name that comes first in the path."""
        folder = safe_folder(self)
        pathlib.Path(folder, program).write_text(f"#!/bin/sh\n{script}\n")
        pathlib.Path(folder, program).chmod(0o755)
        usual = self.it.environment["PATH"]
        self.it.environment["PATH"] = f"{folder}:{usual}"
        self.addCleanup(self.it.environment.__setitem__, "PATH", usual)
        return folder

    def test_a_backup_that_fails_leaves_the_earlier_one_as_it_was(self):
        safe = safe_folder(self)
        for _ in range(2):
            self.it.cli("backup", str(safe / "db"), "--secrets", str(safe / "secrets"))
        dump = safe / "db/contreseing.dump"
        right = dump.read_bytes()
        self.assertTrue((safe / "secrets/link.key").exists())
        self.fake("pg_dump", 'for a; do case $a in --file=*) echo half >"${a#--file=}" ;; esac; done; exit 1')
        failed = self.it.cli("backup", str(safe / "db"), check=False)
        self.assertEqual(failed.returncode, 1)
        self.assertEqual(dump.read_bytes(), right)
        self.assertEqual([path.name for path in dump.parent.iterdir()], ["contreseing.dump"])
        self.assertEqual(sorted(path.name for path in safe.iterdir()), ["db", "secrets"])

    def test_a_backup_holds_every_row_or_is_refused(self):
        self.play.start()
        safe = safe_folder(self)
        text = self.it.config.read_text()
        self.addCleanup(self.it.config.write_text, text)

        def back_up(role):
            self.it.config.write_text(text.replace("contreseing_superuser", role))
            return self.it.cli("backup", str(safe), check=False)

        self.assertEqual(back_up("contreseing_owner").returncode, 0)
        dump = safe / "contreseing.dump"
        script = subprocess.run(
            ["pg_restore", "--data-only", "--file=-", str(dump)], capture_output=True, text=True, check=True
        ).stdout
        dumped = {
            table: rows.count("\n")
            for table, rows in re.findall(r"^COPY contreseing\.(\w+) .*;\n((?:.*\n)*?)\\\.$", script, re.M)
        }
        for table in ("campus", "person", "convention", "convention_search", "convention_type", "administrator"):
            self.assertEqual(dumped[table], int(self.it.sql(f"SELECT count(*) FROM contreseing.{table}")[0][0]), table)
            self.assertGreater(dumped[table], 0, table)
        right = dump.read_bytes()
        for role in ("contreseing_app", "contreseing_jobs"):
            refused = back_up(role)
            self.assertEqual(refused.returncode, 1)
            self.assertIn(f"role {role} does not see every row", refused.stderr)
            self.assertEqual(dump.read_bytes(), right)

    def test_no_argument_of_a_program_says_how_to_connect(self):
        safe = safe_folder(self)
        self.it.cli("backup", str(safe))
        for program, words in (("pg_dump", ["backup"]), ("psql", ["restore"]), ("pg_restore", ["restore"])):
            seen = self.fake(program, 'echo "$@" >"${0%/*}/words"; env >"${0%/*}/environment"; exit 1')
            give_to_plain_user(seen)
            self.assertEqual(self.it.cli(*words, str(safe), check=False).returncode, 1)
            said = (seen / "words").read_text()
            self.assertNotIn("contreseing_superuser", said)
            self.assertNotIn("host=", said)
            if program != "pg_restore":  # it connects to nothing
                self.assertIn("PGUSER=contreseing_superuser\n", (seen / "environment").read_text())

    def test_when_a_restore_fails_the_database_stays_empty(self):
        safe = safe_folder(self)
        self.it.cli("backup", str(safe))
        dump = safe / "contreseing.dump"
        dump.write_bytes(dump.read_bytes()[:-2000])
        self.it.sql("drop database contreseing with (force)", database="postgres")
        self.it.sql("create database contreseing", database="postgres")
        self.assertEqual(self.it.cli("restore", str(safe), check=False).returncode, 1)
        self.assertEqual(self.it.sql("select count(*) from pg_tables where schemaname = 'contreseing'"), [["0"]])


class Configuration(FunctionalTest):
    def asked(self, text, question):
        path = self.it.data / "other.toml"
        path.write_text(text)
        done = subprocess.run(
            installation.as_plain_user(
                [str(self.it.data / "app/bin/contreseing"), "--config", str(path), question]
            ),
            capture_output=True, text=True,
        )
        return done.returncode, done.stdout + done.stderr

    def checked(self, text):
        return self.asked(text, "--check-config")

    def setUp(self):
        self.good = self.it.config.read_text()

    def test_the_one_that_runs_is_usable(self):
        self.assertEqual(self.checked(self.good)[0], 0)

    def test_an_unknown_key_refuses_to_start_and_is_named(self):
        status, said = self.checked(self.good.replace("[mail]", "[mail]\nsmtp_hots = 'x'"))
        self.assertEqual(status, 1)
        self.assertIn("mail.smtp_hots", said)

    def test_the_demonstration_refuses_a_public_address(self):
        public = self.good.replace(self.it.base, "https://conventions.campus.example")
        status, said = self.checked(public)
        self.assertEqual(status, 1)
        self.assertIn("demo", said)
        status, said = self.checked(public.split("[demo]")[0])
        self.assertEqual(status, 0, said)

    def test_a_public_address_needs_tls(self):
        status, said = self.checked(
            self.good.replace(self.it.base, "http://conventions.campus.example").split("[demo]")[0]
        )
        self.assertEqual(status, 1)
        self.assertIn("https", said)

    def test_wrong_values_are_named(self):
        for old, new, name in (
            ('mode = "spool"', 'mode = "pigeon"', "mail.mode"),
            ("mailbox = true", 'mailbox = "yes"', "demo.mailbox"),
            ("[server]", "[server]\nworkers = 0", "server.workers"),
        ):
            status, said = self.checked(self.good.replace(old, new))
            self.assertEqual(status, 1)
            self.assertIn(name, said)

    def test_printing_it_shows_no_password(self):
        secret = self.good.replace("dbname=contreseing", "password=swordfish dbname=contreseing")
        status, said = self.asked(secret, "--print-config")
        self.assertEqual(status, 0, said)
        self.assertNotIn("swordfish", said)
        self.assertIn("***", said)


if __name__ == "__main__":
    unittest.main()

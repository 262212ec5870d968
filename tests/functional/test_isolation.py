"""What hangs, or costs much, holds up nobody else."""

import contextlib
import json
import os
import pathlib
import signal
import sys
import threading
import time
import unittest

from play import BUILD, FunctionalTest, Play, ROOT, installation

sys.path.insert(0, str(ROOT / "tests/bench"))
import scenery  # noqa: E402


class Uploads(FunctionalTest):
    def readers(self):
        """The processes of this server that read an upload."""
        def told(path):
            try:
                return path.read_text()
            except OSError:  # a thread or a process that has just gone
                return ""

        tasks = pathlib.Path(f"/proc/{self.it.pid_of('contreseing')}/task").glob("*/children")
        children = {int(pid) for task in tasks for pid in told(task).split()}
        return {pid for pid in children if "contreseing-worker" in told(pathlib.Path(f"/proc/{pid}/cmdline"))}

    def draft(self):
        return self.it.api("POST", "/conventions", {"type": "adhesion", "title": "Téléversements"})["id"]

    def hang(self, statuses, token):
        """An upload whose reader stands still."""
        draft = self.draft()
        for _ in range(50):  # a reader that was too quick to be stopped is tried again
            before, answered = self.readers(), []
            sent = threading.Thread(
                target=lambda: answered.append(scenery.upload(self.it, draft, scenery.bomb_pdf(), token))
            )
            sent.start()
            while sent.is_alive():
                try:
                    reader, = self.readers() - before
                    os.kill(reader, signal.SIGSTOP)
                except (ValueError, OSError):
                    continue
                # One that had said its answer before it was stopped holds up nobody.
                sent.join(1)
                if not sent.is_alive() or not installation.stands_still(reader):
                    break
                self.addCleanup(lambda: pathlib.Path(f"/proc/{reader}").exists() and os.kill(reader, signal.SIGCONT))
                whole = threading.Thread(target=lambda: (sent.join(), statuses.extend(answered)))
                whole.start()
                return whole, reader
            sent.join()
        self.fail("no reader of an upload could be stopped")

    def test_no_signature_and_no_sign_in_waits_for_uploads(self):
        tokens = [
            self.it.cli("admin", "token", "--campus", "demo", "--name", f"upload {n}").stdout.strip() for n in (1, 2, 3)
        ]
        for _ in range(5):
            act, statuses = self.play.in_signature(), []
            hung = [self.hang(statuses, token) for token in tokens[:2]]
            third = threading.Thread(
                target=lambda: statuses.append(scenery.upload(self.it, self.draft(), b"%PDF-1.7", tokens[2]))
            )
            third.start()  # no thread is left for it
            act.sign(1)
            self.play.administrator()
            self.assertEqual(self.play.browser().request("GET", "/health/ready").status, 200)
            act.sign(2)
            before = list(statuses)
            for _, reader in hung:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(reader, signal.SIGCONT)
            for thread in [third, *(sent for sent, _ in hung)]:
                thread.join()
            self.assertEqual(len(statuses), 3)  # each is answered, if only at its deadline
            if not before:
                return
        self.fail("each time an upload was answered first, at its deadline: the test is blind")

    def test_one_clients_uploads_leave_a_thread_to_the_others(self):
        token = self.it.cli("admin", "token", "--campus", "demo", "--name", "greedy").stdout.strip()
        draft, statuses = self.draft(), []
        sent, reader = self.hang(statuses, token)
        more = [
            threading.Thread(target=lambda: statuses.append(scenery.upload(self.it, draft, b"%PDF-1.7", token)))
            for _ in range(3)
        ]
        for thread in more:
            thread.start()
        # The rest of the campus goes on reading and freezing.
        self.play.start("adhesion").freeze()
        self.assertEqual(statuses, [])
        os.kill(reader, signal.SIGCONT)
        for thread in [sent, *more]:
            thread.join()
        self.assertEqual(len(statuses), 4)


class SilentDatabase(unittest.TestCase):
    """PostgreSQL that says nothing, and hangs up on nobody."""

    def signal(self, it, number):
        """First the one that starts the others."""
        master = it.pid_of("postgres")
        os.kill(master, number)
        for pid in pathlib.Path(f"/proc/{master}/task/{master}/children").read_text().split():
            with contextlib.suppress(ProcessLookupError):  # at the end of its work
                os.kill(int(pid), number)

    def many(self, it, path, count):
        """The statuses of so many requests at once, and the seconds until the last."""
        statuses, begun = [], time.monotonic()

        def ask():
            statuses.append(Play(it).api_page("GET", path).status)

        crowd = [threading.Thread(target=ask) for _ in range(count)]
        for thread in crowd:
            thread.start()
        for thread in crowd:
            thread.join()
        return statuses, time.monotonic() - begun

    def test_it_costs_a_bounded_time_and_pages_without_it_are_shown(self):
        with installation.Installation(BUILD) as it:
            play = Play(it)
            it.api("GET", "/conventions?limit=1")  # makes the token
            self.assertEqual(play.browser().request("GET", "/health/ready").status, 200)
            self.signal(it, signal.SIGSTOP)
            try:
                installation.until(lambda: play.browser().request("GET", "/health/ready").status != 200, it.logs)
                asked = threading.Thread(target=self.many, args=(it, "/conventions", 40))
                asked.start()
                while asked.is_alive():
                    for path in ("/health/live", "/", "/mentions-legales", "/api/v1/openapi.json", "/nowhere"):
                        page = play.browser().request("GET", path)
                        self.assertEqual(page.status, 404 if path == "/nowhere" else 200, path)
                    time.sleep(0.2)
                ready = play.browser().request("GET", "/health/ready")
                self.assertEqual(ready.status, 503)
                checks = json.loads(ready.body)["checks"]
                self.assertEqual((checks["database"], checks["signature"], checks["disk"]), ("failed", "ok", "ok"))
                statuses, seconds = self.many(it, "/conventions", 100)
                self.assertEqual(set(statuses), {503})
                # Twelve seconds each would be two minutes and a half for eight at a time.
                self.assertLess(seconds, 75)
                print(f"100 requests of a silent database: {seconds:.1f} s")
            finally:
                self.signal(it, signal.SIGCONT)
            installation.until(lambda: play.browser().request("GET", "/health/ready").status == 200, it.logs)
            self.assertEqual(it.api("GET", "/conventions?limit=1")["items"], [])
            act = play.in_signature()
            act.sign(1)


if __name__ == "__main__":
    unittest.main()

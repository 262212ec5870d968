"""`tour.py` as `./run --tour` starts it: its exit code, its last line, what it says when it cannot go on."""

import os
import pathlib
import re
import signal
import subprocess
import tempfile
import unittest

from play import FunctionalTest, installation
import tour  # deploy/default, as person


class Visit(FunctionalTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        app = cls.it.data / "app"
        # What a person types as ./run, told to the visit as theirs.
        cls.run_of_theirs = cls.it.data / "run-of-theirs"
        cls.run_of_theirs.write_text(
            f'#!/bin/sh\n[ "$1" = --cli ] && shift || exit 9\nexec {app}/bin/contreseing --config {cls.it.config} "$@"\n'
        )
        cls.run_of_theirs.chmod(0o755)
        cls.command = installation.as_plain_user([
            "python3", str(app / "libexec/contreseing/tour.py"),
            "--data", str(cls.it.data), "--run", str(cls.run_of_theirs),
        ])

    def visit(self):
        return subprocess.Popen(
            self.command, env=self.it.environment, cwd="/", text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )

    def without(self, name):
        """Kills that program, which nobody starts again before the test is over."""
        supervisor = self.it.process.pid
        installation.hold_still(supervisor)
        self.addCleanup(self.wait_until_up)
        self.addCleanup(os.kill, supervisor, signal.SIGCONT)
        os.kill(self.it.pid_of(name), signal.SIGTERM)

    def wait_until_up(self):
        installation.until(lambda: installation.answers(self.it.base), self.it.logs)

    def assert_says_why(self, visit, sentence):
        told, problem = visit.communicate(timeout=240)
        self.assertEqual(visit.returncode, 1, told + problem)
        self.assertRegex(problem, rf"^La visite s’arrête : {sentence}")
        self.assertNotIn("Traceback", problem)
        self.assertNotIn("None", problem)
        self.assertNotIn(".pdf", told)

    def test_it_ends_on_a_signed_file_and_on_commands_that_prove_it(self):
        visit = self.visit()
        told, problem = visit.communicate(timeout=240)
        self.assertEqual(visit.returncode, 0, told + problem)
        self.assertEqual(problem, "")
        lines = told.splitlines()
        steps = [int(n) for n in re.findall(r"^ ?(\d+)\. ", told, re.MULTILINE)]
        self.assertEqual(steps, list(range(1, len(steps) + 1)))
        self.assertGreaterEqual(len(steps), 10)

        pdf = pathlib.Path(lines[-1])
        self.assertEqual(pdf.parent, self.it.data / "tour")
        self.assertEqual(pdf.read_bytes()[:5], b"%PDF-")

        how = lines[lines.index("Pour vérifier vous-même :") + 1:-1]
        self.assertEqual(how, [
            f"  pdfsig -nocert {pdf}",
            f"  {self.run_of_theirs} --cli verify {pdf}",
            f"  {self.run_of_theirs} --cli journal verify",
        ])
        answers = []
        for line in how:
            done = subprocess.run(
                installation.as_plain_user(["sh", "-c", line]), env=self.it.environment,
                capture_output=True, text=True,
            )
            self.assertEqual(done.returncode, 0, f"{line}\n{done.stdout}{done.stderr}")
            answers.append(done.stdout)
        self.assertEqual(answers[0].count("Signature is Valid."), 4, answers[0])
        self.assertIn(answers[1], told)  # the visit shows the same judgement
        self.assertIn(": sound", answers[2])

    def test_a_server_that_is_away_is_told_in_a_sentence(self):
        self.without("nginx")
        installation.until(lambda: not installation.answers(self.it.base), self.it.logs)
        self.assert_says_why(self.visit(), f"le serveur ne répond pas à {re.escape(self.it.base)} ")

    def test_a_server_that_dies_on_the_way_is_told_in_a_sentence(self):
        visit = self.visit()
        self.assertRegex(visit.stdout.readline(), r"^ 1\. ")
        self.without("contreseing")
        # Where the visit is by then depends on the machine: at a request, a page or a mail.
        self.assert_says_why(
            visit,
            r"(.+, le serveur répond 50[234]\.|le serveur ne répond pas à .+|aucun message n’arrive à .+)",
        )

    def test_a_mail_that_does_not_come_is_told_in_a_sentence(self):
        with tempfile.TemporaryDirectory() as empty:
            with self.assertRaises(AssertionError) as told:
                tour.Mailbox(empty).wait("juste@demo.example", seconds=0)
        self.assertEqual(str(told.exception), "aucun message n’arrive à juste@demo.example en 0 s.")


if __name__ == "__main__":
    unittest.main()

"""What ./run does to a machine: folders, owners, what a killed start leaves."""

import hashlib
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

from play import BUILD, ROOT
import installation

USER = "contreseing"


def user_exists():
    try:
        return bool(pwd.getpwnam(USER))
    except KeyError:
        return False


class Run(unittest.TestCase):
    """./run in a clone of its own, whose build is already made."""

    def setUp(self):
        if os.geteuid() == 0 and not user_exists():
            self.skipTest("as root ./run would create the user contreseing: let it do so once")
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="ctrg-run-"))
        self.addCleanup(shutil.rmtree, self.place, True)
        self.place.chmod(0o755)
        self.data = self.place / "data"
        clone = self.place / "clone"
        (clone / "build").mkdir(parents=True)
        (clone / "build/default").symlink_to(BUILD)
        (clone / "deploy/packages").mkdir(parents=True)
        shutil.copy(ROOT / "run", clone / "run")
        self.program(clone / "deploy/packages/install.sh", "exit 0")
        self.path = self.place / "path"
        self.path.mkdir()
        self.program(self.path / "ninja", "echo ninja: no work to do.")
        self.clone = clone

    @staticmethod
    def program(path, text):
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def run_with(self, *words):
        return subprocess.run(
            [str(self.clone / "run"), "--data", str(self.data), *words],
            env={**os.environ, "PATH": f"{self.path}:{os.environ['PATH']}"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )

    def test_a_first_start_that_failed_is_forgotten(self):
        self.program(self.path / "cmake", "exit 1")
        self.assertNotEqual(self.run_with("--detach").returncode, 0)
        self.assertTrue(self.data.exists())
        self.assertFalse((self.data / "contreseing.toml").exists())
        done = self.run_with("--reset", "--yes")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertFalse(self.data.exists())

    def app(self):
        """Where ./run installs the program."""
        if os.geteuid() != 0:
            return self.data / "app"
        name = hashlib.sha256(str(self.data).encode()).hexdigest()[:8]
        return pathlib.Path("/usr/local/lib/contreseing") / name

    def test_sources_that_do_not_build_say_how_to_start_what_was_built_before(self):
        self.program(
            self.path / "ninja", 'case "$*" in *-n*) echo "[1/1] main.cpp" ;; *) echo broken; exit 1 ;; esac'
        )
        first = self.run_with("--detach", "--no-build")
        self.assertEqual(first.returncode, 1, first.stdout)
        self.assertIn("nothing was built", first.stdout)
        never = self.run_with("--detach")
        self.assertNotEqual(never.returncode, 0)
        self.assertIn("broken\nThe sources do not build", never.stdout)
        self.assertNotIn("--no-build", never.stdout)
        self.addCleanup(shutil.rmtree, self.app(), True)
        (self.app() / "bin").mkdir(parents=True)
        self.program(self.app() / "bin/contreseing", "exit 0")
        later = self.run_with("--detach")
        self.assertNotEqual(later.returncode, 0)
        self.assertIn(f"--data {self.data} --no-build starts it", later.stdout)

    def test_a_folder_of_somebody_else_is_left_alone(self):
        self.data.mkdir()
        (self.data / "thesis.odt").write_text("years of work")
        for words in (["--detach"], ["--reset", "--yes"]):
            done = self.run_with(*words)
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertEqual([path.name for path in self.data.iterdir()], ["thesis.odt"])

    def test_a_port_that_cannot_be_had_is_named_before_anything_is_made(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            taken = min(other.getsockname()[1], 65534)
            for port, cause in ((taken, "taken by another program"), (80, "root alone")):
                done = self.run_with("--detach", "--port", str(port))
                self.assertEqual(done.returncode, 1, done.stdout)
                self.assertIn(f"Port {port}", done.stdout)
                self.assertIn(cause, done.stdout)
                self.assertFalse(self.data.exists())

    def test_a_port_without_number_is_misuse(self):
        for words in (["--port"], ["--port", ""], ["--port", "http"]):
            done = self.run_with(*words)
            self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("usage:", self.run_with("--port").stdout)

    def test_what_root_installs_is_out_of_reach_of_the_server(self):
        port = installation.free_ports()
        self.addCleanup(self.run_with, "--reset", "--yes")
        started = self.run_with("--detach", "--port", str(port))
        self.assertEqual(started.returncode, 0, started.stdout)
        self.assertIn(f"http://127.0.0.1:{port}/admin/", started.stdout)
        self.assertIn("Password", started.stdout)
        begun = time.monotonic()
        again = self.run_with("--detach")
        self.assertEqual(again.returncode, 0, again.stdout)
        self.assertNotIn("Password", again.stdout)
        self.assertLess(time.monotonic() - begun, 2)
        server = subprocess.run(
            ["pgrep", "-f", f"bin/contreseing --config {self.data}/contreseing.toml serve"],
            capture_output=True, text=True,
        ).stdout.split()
        self.assertEqual(len(server), 1)
        self.assertIn(f"--data {self.data} --stop", started.stdout)
        moved = self.run_with("--port", str(port + 2))
        self.assertEqual(moved.returncode, 1)
        self.assertIn(f"--data {self.data} --stop first", moved.stdout)

        # The command line runs as the user that the database knows, on files that it could not read.
        self.assertIn(": sound", self.run_with("--cli", "journal", "verify").stdout)
        secret = self.place / "root" / "unsigned.pdf"
        secret.parent.mkdir(mode=0o700)
        shutil.copy(next((ROOT / "tests").rglob("*.pdf")), secret)
        judged = self.run_with("--cli", "verify", str(secret))
        self.assertEqual(judged.returncode, 1, judged.stdout)
        self.assertIn("no signature", judged.stdout)
        if os.geteuid() == 0:
            program = pathlib.Path(os.readlink(f"/proc/{server[0]}/exe"))
            app = program.parents[1]
            self.assertNotIn(self.data, app.parents)
            self.assertFalse((self.data / "app").exists())
            for path in [*app.parents, app, *app.rglob("*")]:
                status = path.lstat()
                self.assertEqual(status.st_uid, 0, path)
                self.assertTrue(path.is_symlink() or status.st_mode & 0o022 == 0, path)
            self.assertEqual((self.data / "secrets").stat().st_uid, pwd.getpwnam(USER).pw_uid)
        self.assertEqual(self.run_with("--stop").returncode, 0)
        for words in (["help"], ["--help"], ["help", "journal", "verify"], ["journal", "--help"]):
            told = self.run_with("--cli", *words)
            self.assertEqual(told.returncode, 0, told.stdout)
            self.assertIn("Usage:", told.stdout)
            self.assertNotIn("Nothing runs", told.stdout)
        self.program(self.path / "ninja", "exit 1")
        again = self.run_with("--detach", "--no-build")
        self.assertEqual(again.returncode, 0, again.stdout)
        self.assertEqual(self.run_with("--stop").returncode, 0)
        stopped = self.run_with("--cli", "journal", "verify")
        self.assertEqual(stopped.returncode, 1)
        self.assertIn(f"--data {self.data} --detach first", stopped.stdout)
        reset = self.run_with("--reset", "--yes")
        self.assertEqual(reset.returncode, 0, reset.stdout)
        self.assertIn(f"on port {port}", reset.stdout)
        left = {path.name: path.read_text() for path in self.data.iterdir()}
        self.assertEqual(left, {".contreseing": "", "port.wanted": f"{port}\n"})
        if os.geteuid() == 0:
            self.assertFalse(app.exists())


class Packages(unittest.TestCase):
    """deploy/packages/install.sh when nothing is missing."""

    def setUp(self):
        if os.geteuid() != 0:
            self.skipTest("only root changes policy-rc.d")
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="ctrg-policy-"))
        self.addCleanup(shutil.rmtree, self.place, True)
        self.policy = self.place / "policy-rc.d"
        self.kept = self.place / "policy-rc.d.contreseing"

    def install(self):
        subprocess.run(
            [str(ROOT / "deploy/packages/install.sh")], check=True,
            env={**os.environ, "CONTRESEING_POLICY": str(self.policy)},
        )

    def ours(self):
        script = (ROOT / "deploy/packages/install.sh").read_text()
        return "#!/bin/sh\n" + script.split("ours='")[1].split("'")[0] + "\nexit 101\n"

    def test_a_policy_saved_by_a_killed_installation_is_given_back(self):
        self.kept.write_text("the machine's own")
        self.policy.write_text(self.ours())
        self.install()
        self.assertEqual(self.policy.read_text(), "the machine's own")
        self.assertFalse(self.kept.exists())

    def test_ours_is_removed_where_there_was_none(self):
        self.policy.write_text(self.ours())
        self.install()
        self.assertEqual(list(self.place.iterdir()), [])

    def test_the_machines_own_policy_is_left_alone(self):
        self.policy.write_text("#!/bin/sh\nexit 101\n")
        self.install()
        self.assertEqual(self.policy.read_text(), "#!/bin/sh\nexit 101\n")


if __name__ == "__main__":
    unittest.main()

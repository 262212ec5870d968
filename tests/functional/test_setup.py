"""What ./run does to a machine: folders, owners, what a killed start leaves."""

import ctypes
import hashlib
import os
import pathlib
import pty
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from play import BUILD, FunctionalTest, ROOT
import installation

USER = "contreseing"
ROOT_RUNS = os.geteuid() == 0


def user_exists():
    try:
        return bool(pwd.getpwnam(USER))
    except KeyError:
        return False


def forget_user():
    """Refused by itself while somebody's ./run is up."""
    subprocess.run(["userdel", USER], check=False)


def forget_folder(folder):
    if not any(folder.iterdir()):
        folder.rmdir()


def run_in(clone, path, *words, **more):
    """./run of that clone, with the programs of `path` before the machine's."""
    asked = {
        "cwd": clone, "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True,
        "env": {**os.environ, "PATH": f"{path}:{os.environ['PATH']}"}, **more,
    }
    return subprocess.run([str(clone / "run"), *map(str, words)], **asked)


def as_from_a_terminal():
    """A suite that a shell put in the background, or that `nohup` started, was told to ignore Ctrl-C or
    the end of its terminal, and hands that on."""
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_DFL)


def program(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


class Clone(unittest.TestCase):
    """./run in a clone of its own, whose build is already made. As root it makes the user of the
    server where the machine has none, as it does for people; that one is gone at the end."""

    @classmethod
    def setUpClass(cls):
        if ROOT_RUNS and not user_exists():
            cls.addClassCleanup(forget_user)
        for folder in map(pathlib.Path, ("/var/lib/contreseing", "/usr/local/lib/contreseing") if ROOT_RUNS else ()):
            if not folder.exists():
                cls.addClassCleanup(lambda made=folder: made.exists() and forget_folder(made))

    def setUp(self):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="ctrg-run-"))
        self.addCleanup(shutil.rmtree, self.place, True)
        self.place.chmod(0o755)
        self.data = self.place / "data"
        self.path = self.place / "path"
        self.path.mkdir()
        program(self.path / "ninja", "echo ninja: no work to do.")
        self.clone = self.make_clone(self.place / "clone")

    @staticmethod
    def make_clone(clone):
        (clone / "build").mkdir(parents=True)
        (clone / "build/default").symlink_to(BUILD)
        (clone / "deploy/packages").mkdir(parents=True)
        shutil.copy(ROOT / "run", clone / "run")
        program(clone / "deploy/packages/install.sh", "exit 0")
        return clone

    def run_with(self, *words, **more):
        return run_in(self.clone, self.path, "--data", self.data, *words, **more)

    def app(self):
        """Where ./run installs the program."""
        if not ROOT_RUNS:
            return self.data / "app"
        name = hashlib.sha256(str(self.data).encode()).hexdigest()[:8]
        return pathlib.Path("/usr/local/lib/contreseing") / name


class Run(Clone):
    def start(self, *words):
        """On free ports: whoever works on the project may have a ./run open."""
        return self.run_with("--detach", "--port", installation.free_ports(), *words)

    def test_a_first_start_that_failed_is_forgotten(self):
        program(self.path / "cmake", "exit 1")
        self.assertNotEqual(self.start().returncode, 0)
        self.assertTrue(self.data.exists())
        self.assertFalse((self.data / "contreseing.toml").exists())
        done = self.run_with("--reset", "--yes")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertFalse(self.data.exists())

    def test_sources_that_do_not_build_say_how_to_start_what_was_built_before(self):
        program(
            self.path / "ninja", 'case "$*" in *-n*) echo "[1/1] main.cpp" ;; *) echo broken; exit 1 ;; esac'
        )
        first = self.start("--no-build")
        self.assertEqual(first.returncode, 1, first.stdout)
        self.assertIn("nothing was built", first.stdout)
        never = self.start()
        self.assertNotEqual(never.returncode, 0)
        self.assertIn("broken\nThe sources do not build", never.stdout)
        self.assertNotIn("--no-build", never.stdout)
        self.addCleanup(shutil.rmtree, self.app(), True)
        (self.app() / "bin").mkdir(parents=True)
        if not ROOT_RUNS:
            (self.data / ".contreseing").touch()  # the program lies in the data folder
        program(self.app() / "bin/contreseing", "exit 0")
        later = self.start()
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
        free = installation.free_ports()
        with socket.socket() as other:
            other.bind(("127.0.0.1", free + 1))
            other.listen()
            # The port asked for, then its neighbour, which is the server's.
            for port, named, cause in (
                (free + 1, free + 1, "taken by another program"), (free, free + 1, "taken by another program"),
                (80, 80, "root alone"),
            ):
                done = self.run_with("--detach", "--port", str(port))
                self.assertEqual(done.returncode, 1, done.stdout)
                self.assertIn(f"Port {named}", done.stdout)
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
        server = self.servers()
        self.assertEqual(len(server), 1)
        again = self.run_with("--detach")
        self.assertEqual(again.returncode, 0, again.stdout)
        self.assertIn(f"http://127.0.0.1:{port}/admin/", again.stdout)
        self.assertNotIn("Password", again.stdout)
        self.assertEqual(self.servers(), server)
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
        if ROOT_RUNS:
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
        self.assert_second_start_builds_nothing(port)
        self.assert_visit_starts_and_stops()
        stopped = self.run_with("--cli", "journal", "verify")
        self.assertEqual(stopped.returncode, 1)
        self.assertIn(f"--data {self.data} --detach first", stopped.stdout)
        reset = self.run_with("--reset", "--yes")
        self.assertEqual(reset.returncode, 0, reset.stdout)
        self.assertIn(f"on port {port}", reset.stdout)
        left = {path.name: path.read_text() for path in self.data.iterdir()}
        self.assertEqual(left, {".contreseing": "", "port.wanted": f"{port}\n"})
        if ROOT_RUNS:
            self.assertFalse(app.exists())

    def test_a_backup_becomes_a_new_installation(self):
        for name in ("first", "second"):
            self.addCleanup(run_in, self.clone, self.path, "--data", self.place / name, "--reset", "--yes")

        def start(name, *words, **more):
            done = run_in(
                self.clone, self.path, "--data", self.place / name, "--port", installation.free_ports(), *words, **more
            )
            self.assertEqual(done.returncode, 0, done.stdout)
            return done.stdout

        def cli(name, *words):
            return run_in(self.clone, self.path, "--data", self.place / name, "--cli", *words)

        start("first", "--detach")
        kept = self.place / "first/kept"
        self.assertEqual(cli("first", "backup", kept / "db", "--secrets", kept / "secrets").returncode, 0)
        verified = cli("first", "journal", "verify").stdout
        self.assertIn(": sound", verified)
        told = start("second", "--restore", "db", "secrets", cwd=kept)
        self.assertIn(f'--data {self.place / "second"} --cli restore --acknowledge', told)
        self.assertNotIn("Password", told)
        self.assertEqual(cli("second", "journal", "verify").stdout, verified)
        key = "secrets/link.key"
        self.assertEqual((self.place / "second" / key).read_bytes(), (self.place / "first" / key).read_bytes())
        self.assertIn("Acknowledged", cli("second", "restore", "--acknowledge", "--by", "Alix").stdout)
        twice = run_in(
            self.clone, self.path, "--data", self.place / "second", "--restore", kept / "db", kept / "secrets"
        )
        self.assertEqual(twice.returncode, 1)
        self.assertIn("holds an installation already", twice.stdout)
        nothing = run_in(self.clone, self.path, "--data", self.place / "third", "--restore", kept, kept / "secrets")
        self.assertEqual(nothing.returncode, 1)
        self.assertIn(f"there is no {kept}/contreseing.dump", nothing.stdout)
        self.assertFalse((self.place / "third").exists())

    def servers(self):
        return subprocess.run(
            ["pgrep", "-f", f"bin/contreseing --config {self.data}/contreseing.toml serve"],
            capture_output=True, text=True,
        ).stdout.split()

    def assert_second_start_builds_nothing(self, port):
        """As on the next morning: what was built is looked through by the real ninja."""
        log = self.place / "ninja.log"
        # Never builds: others may be editing the sources, or building here.
        program(self.path / "ninja", f"{shutil.which('ninja')} \"$@\" -n >{log} 2>&1; echo ninja: no work to do.")
        begun = time.monotonic()
        again = self.run_with("--detach")
        took = time.monotonic() - begun
        self.assertEqual(again.returncode, 0, again.stdout)
        self.assertNotIn("Building", again.stdout)
        self.assertNotIn("Password", again.stdout)
        self.assertRegex(log.read_text(), r"no work to do|\[\d+/")
        self.assertTrue(installation.answers(f"http://127.0.0.1:{port}"))
        self.assertEqual(self.run_with("--stop").returncode, 0)
        print(f"second start: {took:.1f} s")
        self.assertLess(took, 60)  # about one second, on a machine that does nothing else

    def assert_visit_starts_and_stops(self):
        """From what was built last, whatever the sources say."""
        program(self.path / "ninja", "exit 1")
        visit = self.run_with("--tour", "--no-build")
        self.assertEqual(visit.returncode, 0, visit.stdout)
        self.assertTrue(pathlib.Path(visit.stdout.splitlines()[-1]).is_file(), visit.stdout)
        self.assertIn(f"démarrez-le d’abord :\n  {self.clone}/run --data {self.data} --detach\n", visit.stdout)
        self.assertEqual(self.servers(), [])

    def ask(self, answer, *words):
        """--reset on a terminal, where somebody types that."""
        terminal, typed = pty.openpty()
        try:
            os.write(terminal, answer)
            return self.run_with("--reset", *words, stdin=typed)
        finally:
            os.close(terminal)
            os.close(typed)

    def test_forgetting_asks_first(self):
        self.data.mkdir()
        (self.data / ".contreseing").touch()
        (self.data / "mails").mkdir()
        question = f"Erase every convention, key and message in {self.data}? Type yes: "
        for answer in (b"no\n", b"\n", b"y\n", b"\x04"):
            done = self.ask(answer)
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn(question, done.stdout)
            self.assertIn("Left alone.", done.stdout)
            self.assertTrue((self.data / "mails").exists(), answer)
        nobody_answers = self.run_with("--reset")
        self.assertEqual(nobody_answers.returncode, 1, nobody_answers.stdout)
        self.assertTrue((self.data / "mails").exists())
        done = self.ask(b"yes\n")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn(question, done.stdout)
        self.assertFalse(self.data.exists())

    def test_a_folder_without_the_mark_is_not_even_asked_about(self):
        self.data.mkdir()
        (self.data / "thesis.odt").write_text("years of work")
        done = self.ask(b"yes\n")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("does not look like a data folder", done.stdout)
        self.assertNotIn("Type yes", done.stdout)
        self.assertEqual([path.name for path in self.data.iterdir()], ["thesis.odt"])

    def test_a_stop_ends_what_does_not_obey_and_says_so(self):
        self.data.mkdir()
        # Deaf to TERM, under the name that ./run looks for.
        deaf = "import signal; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); signal.pause()"
        with subprocess.Popen(
            [sys.executable, "-c", deaf, "supervise", str(self.data), ""], stdout=subprocess.PIPE, text=True,
        ) as supervisor:
            self.addCleanup(supervisor.kill)
            supervisor.stdout.readline()
            (self.data / "supervisor.pid").write_text(f"{supervisor.pid}\n")
            program(self.path / "sleep", "exit 0")  # a minute and a half in no time
            if ROOT_RUNS:
                # The user of the server, who is the one to ask, may not be there yet.
                program(self.path / "setpriv", 'while [ "$1" != env ]; do shift; done; exec "$@"')
            stopped = self.run_with("--stop")
            self.assertIn(f"did not stop within 90 s (process {supervisor.pid}): killed", stopped.stdout)
            self.assertIn("Stopped.", stopped.stdout)
            self.assertEqual(stopped.returncode, 0)
            self.assertEqual(supervisor.wait(10), -signal.SIGKILL)

    def test_as_root_the_first_start_makes_the_user_of_the_server(self):
        if not ROOT_RUNS:
            self.skipTest("only root makes users")
        if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode != 0:
            self.skipTest("this machine gives no private view of /etc")
        program(self.path / "cmake", "exit 1")  # no need to go further
        self.addCleanup(shutil.rmtree, self.app(), True)
        etc = self.place / "etc"
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-ec", f"""
                cp -a /etc {etc}
                sed -i '/^{USER}:/d' {etc}/passwd {etc}/group {etc}/shadow {etc}/gshadow
                mount --bind {etc} /etc
                ! id {USER} 2>/dev/null
                {self.clone}/run --data {self.data} --stop
                {self.clone}/run --data {self.data} --port {installation.free_ports()} --detach || true
                getent passwd {USER}
                stat -c 'owned by %U' {self.data}
            """],
            env={**os.environ, "PATH": f"{self.path}:{os.environ['PATH']}"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("Nothing runs", done.stdout)
        self.assertRegex(done.stdout, rf"{USER}:x:\d+:\d+::/var/lib/contreseing:/usr/sbin/nologin")
        self.assertIn(f"owned by {USER}", done.stdout)


class SideBySide(Clone):
    """Two clones that know nothing of each other, with the data folders that ./run chooses."""

    def start(self, clone, port, *words):
        return subprocess.Popen(
            [str(clone / "run"), "--port", str(port), *words], start_new_session=True,
            env={**os.environ, "PATH": f"{self.path}:{os.environ['PATH']}"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            preexec_fn=as_from_a_terminal,
        )

    def data_of(self, started):
        """Read as it comes: ./run stays in the foreground."""
        said = ""
        for line in started.stdout:
            said += line
            if "Data and logs" in line:
                data = pathlib.Path(line.split()[-1])
            if "Ctrl-C stops it." in line:
                return data
        raise AssertionError(said)

    def forget(self, clone, started):
        started.terminate()
        started.communicate()
        run_in(clone, self.path, "--reset", "--yes", check=True)
        data = run_in(clone, self.path, "--stop").stdout.strip().removeprefix("Nothing runs from ").rstrip(".")
        shutil.rmtree(data, True)  # the remembered port

    def test_two_clones_run_on_two_ports_one_of_them_in_a_closed_home(self):
        home = self.place / "home"
        home.mkdir(mode=0o700)
        clones = [self.clone, self.make_clone(home / "clone")]
        ports = [installation.free_ports()]
        while len(ports) < 2 or abs(ports[1] - ports[0]) < 2:
            ports[1:] = [installation.free_ports()]
        bases = [f"http://127.0.0.1:{port}" for port in ports]
        started = []
        for clone, port in zip(clones, ports):
            started.append(self.start(clone, port))
            self.addCleanup(self.forget, clone, started[-1])
        data = [self.data_of(one) for one in started]
        self.assertNotEqual(*data)
        for folder, base in zip(data, bases):
            self.assertTrue(installation.answers(base))
            self.assertIn(f'public_url = "{base}"', (folder / "contreseing.toml").read_text())

        # Ctrl-C on one leaves the other.
        os.killpg(started[0].pid, signal.SIGINT)
        said, _ = started[0].communicate(timeout=120)
        self.assertEqual(started[0].returncode, 0, said)
        self.assertFalse(installation.answers(bases[0]))
        self.assertTrue(installation.answers(bases[1]))
        stopped = run_in(clones[1], self.path, "--stop")
        self.assertEqual(stopped.stdout, "Stopped.\n")
        self.assertFalse(installation.answers(bases[1]))

    def test_without_root_all_of_it_is_of_whoever_types_it(self):
        built = self.place / "built"
        subprocess.run(["cmake", "--install", BUILD, "--prefix", built], check=True, stdout=subprocess.DEVNULL)
        # Their own build: another user's cannot be installed from, nor always be read.
        program(self.path / "cmake", f'[ "$1" = --install ] && mkdir -p "$4" && cp -R {built}/. "$4"')
        home = self.place / "home"
        clone = self.make_clone(home / "clone")
        (clone / "build/default").unlink()
        (clone / "build/default").mkdir()
        (clone / "build/default/build.ninja").touch()
        home.chmod(0o700)
        if ROOT_RUNS:
            subprocess.run(["chown", "-R", f"{installation.PLAIN_USER}:", home], check=True)

        def theirs(*words):
            done = subprocess.run(
                installation.as_plain_user([str(clone / "run"), *words]), cwd="/", stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                env={**os.environ, "PATH": f"{self.path}:{os.environ['PATH']}"},
            )
            self.assertEqual(done.returncode, 0, done.stdout)
            return done.stdout

        port = installation.free_ports()
        self.addCleanup(theirs, "--stop")
        self.assertIn(str(clone / "data"), theirs("--detach", "--port", str(port)))
        self.assertTrue(installation.answers(f"http://127.0.0.1:{port}"))
        self.assertIn(": sound", theirs("--cli", "journal", "verify"))
        self.assertEqual(theirs("--stop"), "Stopped.\n")
        owner = home.stat().st_uid
        for path in [clone / "data", *(clone / "data").rglob("*")]:
            self.assertEqual(path.lstat().st_uid, owner, path)
        theirs("--reset", "--yes")
        self.assertEqual({path.name for path in (clone / "data").iterdir()}, {".contreseing", "port.wanted"})

    def test_an_interrupted_start_or_visit_leaves_nothing_behind(self):
        port = installation.free_ports()
        data = self.clone / "data"
        if ROOT_RUNS:
            name = hashlib.sha256(str(self.clone).encode()).hexdigest()[:8]
            data = pathlib.Path("/var/lib/contreseing") / name
        for words, awaited, signalled, code in (
            ((), "Starting PostgreSQL", signal.SIGINT, 130),
            (("--tour",), " 1. ", signal.SIGINT, 130),
            ((), "  Ctrl-C stops it.", signal.SIGHUP, 0),
        ):
            started = self.start(self.clone, port, *words)
            self.addCleanup(self.forget, self.clone, started)
            before = ""
            for line in started.stdout:
                before += line
                if line.startswith(awaited):
                    break
            else:
                self.fail(f"{words} ended by itself: {before}")
            if awaited == "Starting PostgreSQL":  # in the middle of the making of the database
                installation.until(lambda: (data / "pg.new/PG_VERSION").exists() or (data / "pg").exists())
            os.killpg(started.pid, signalled)  # as a terminal does
            said, _ = started.communicate(timeout=120)
            self.assertEqual(started.returncode, code, f"{words} {before}{said}")
            self.assertNotIn("Traceback", said)
            left = subprocess.run(["pgrep", "-af", "--", f"-D {data}/pg"], capture_output=True, text=True).stdout
            self.assertEqual(left, "", words)
            stopped = run_in(self.clone, self.path, "--stop")
            self.assertIn("Nothing runs", stopped.stdout)

    def test_a_data_folder_that_the_server_cannot_reach_is_named(self):
        if not ROOT_RUNS:
            self.skipTest("without root the server runs as whoever owns the folder")
        home = self.place / "home"
        home.mkdir(mode=0o700)
        port = installation.free_ports()
        done = run_in(self.clone, self.path, "--data", home / "data", "--detach", "--port", port)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn(f"The user {USER} cannot reach {home}/data: choose another", done.stdout)


class Hung(unittest.TestCase):
    def test_a_stop_ends_what_does_not_obey(self):
        with installation.Installation(BUILD) as it:
            it.stop()
            supervise = it.data / "app/libexec/contreseing/supervise"
            text = supervise.read_text()
            for patient, short in (("TERM 40", "TERM 2"), ("TERM 5", "TERM 2"), ("INT 30", "INT 2")):
                self.assertIn(patient, text)
                text = text.replace(patient, short)
            supervise.write_text(text)
            it.start()
            hung = [it.pid_of(name) for name in ("contreseing", "postgres", "nginx")]
            installation.hold_still(*hung)
            it.process.terminate()
            self.assertEqual(it.process.wait(60), 0)
            for pid in hung:
                self.assertFalse(pathlib.Path(f"/proc/{pid}").exists())
            self.assertEqual((it.data / "log/supervisor.log").read_text().count(": killed"), 3)
            it.start()
            self.assertTrue(installation.answers(it.base))


class HeldThread:
    """One thread of a process, stopped by ptrace(2) as if it hung; the others run."""

    SEIZE, INTERRUPT = 0x4206, 0x4207
    WALL = 0x40000000  # of waitpid(2): threads too

    def __init__(self, pid, name):
        def called(task):
            try:
                return (task / "comm").read_text()
            except OSError:  # a thread that has just gone
                return ""

        tasks = pathlib.Path(f"/proc/{pid}/task").iterdir()
        self.thread = next(int(task.name) for task in tasks if called(task).startswith(name))
        trace = ctypes.CDLL(None, use_errno=True).ptrace
        trace.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
        trace.restype = ctypes.c_long
        for request in (self.SEIZE, self.INTERRUPT):
            if trace(request, self.thread, None, None) == -1:
                raise OSError(ctypes.get_errno(), "ptrace")

    def let_go_if_dead(self):
        """A process is only buried once whoever traces its threads has seen them die."""
        try:
            while os.waitpid(self.thread, os.WNOHANG | self.WALL) != (0, 0):
                pass
        except ChildProcessError:
            return True
        return False


class Supervised(FunctionalTest):
    """What dies is started again, and serves."""

    def killed(self, name):
        former = self.it.pid_of(name)
        os.kill(former, signal.SIGKILL)
        return former

    def test_nginx(self):
        former = self.killed("nginx")
        # The workers of the dead one go on answering, on the port: they must be gone too.
        installation.until(lambda: self.it.pid_of("nginx") not in (None, former), self.it.logs)
        installation.until(lambda: installation.answers(self.it.base), self.it.logs)
        workers = subprocess.run(
            ["ps", "-o", "ppid=,args=", "--sid", str(self.it.process.pid)], capture_output=True, text=True,
        ).stdout
        masters = set(re.findall(r"(\d+) nginx: worker process", workers))
        self.assertEqual(masters, {str(self.it.pid_of("nginx"))}, workers)

    def test_the_server(self):
        former = self.killed("contreseing")
        installation.until(
            lambda: self.it.pid_of("contreseing") not in (None, former) and installation.answers(self.it.base),
            self.it.logs,
        )
        self.it.api("GET", "/conventions?limit=1")

    def test_a_server_whose_io_thread_hangs(self):
        former = self.it.pid_of("contreseing")
        held = HeldThread(former, "http-io")
        self.assertFalse(installation.answers(self.it.base), "it does not hang: the test is blind")
        installation.until(
            lambda: held.let_go_if_dead() and self.it.pid_of("contreseing") not in (None, former)
            and installation.answers(self.it.base),
            self.it.logs,
        )
        self.assertIn('"server.stuck"', (self.it.data / "log/server.log").read_text())

    def test_the_typesetter(self):
        self.play.start().freeze()
        former = self.killed("typesetter")
        self.play.start().freeze()  # not before: it is started when there is something to set
        self.assertNotIn(self.it.pid_of("typesetter"), (None, former))


class Packages(unittest.TestCase):
    """deploy/packages/install.sh."""

    def setUp(self):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="ctrg-policy-"))
        self.addCleanup(shutil.rmtree, self.place, True)
        self.place.chmod(0o755)
        self.policy = self.place / "policy-rc.d"
        self.kept = self.place / "policy-rc.d.contreseing"

    def install(self):
        if not ROOT_RUNS:
            self.skipTest("only root changes policy-rc.d")
        subprocess.run(
            [str(ROOT / "deploy/packages/install.sh")], check=True,
            env={**os.environ, "CONTRESEING_POLICY": str(self.policy)},
        )

    def lacking(self, path, **more):
        """The script where a list names a package that this machine has not."""
        script = pathlib.Path(shutil.copy(ROOT / "deploy/packages/install.sh", self.place))
        (self.place / "build.txt").write_text("# a comment\nbash\ncontreseing-is-no-package\n")
        command = [str(script), "build"]
        return subprocess.run(
            command if more else installation.as_plain_user(command), cwd="/", capture_output=True, text=True,
            env={"PATH": path, "LANG": "C.UTF-8", "CONTRESEING_POLICY": str(self.policy), **more},
        )

    def test_without_root_or_sudo_it_says_what_to_ask_for(self):
        tools = self.place / "tools"
        tools.mkdir()
        for name in ("bash", "dirname", "dpkg-query", "awk", "grep", "id", "setpriv"):
            (tools / name).symlink_to(shutil.which(name, path="/usr/bin:/bin"))
        done = self.lacking(str(tools))
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(
            done.stderr,
            "These Debian packages are missing and there is neither root nor sudo to install them:\n"
            "  apt-get install --no-install-recommends contreseing-is-no-package\n",
        )

    def test_an_installation_that_fails_says_why_and_gives_the_policy_back(self):
        if not ROOT_RUNS:
            self.skipTest("only root installs packages")
        self.policy.write_text("the machine's own")
        tools = self.place / "tools"
        tools.mkdir()
        asked = self.place / "asked"
        program(tools / "apt-get", f'echo "$*" >>{asked}; cat {self.policy} >>{asked}\n'
                'case "$*" in *update*) exit 0 ;; esac; echo E: no such package; exit 100')
        done = self.lacking(f"{tools}:/usr/sbin:/usr/bin:/sbin:/bin", TMPDIR=str(self.place))
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("E: no such package", done.stderr)
        self.assertIn("The installation failed", done.stderr)
        self.assertIn("--no-remove --no-install-recommends contreseing-is-no-package\n", asked.read_text())
        self.assertIn("exit 101", asked.read_text())
        self.assertEqual(self.policy.read_text(), "the machine's own")

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

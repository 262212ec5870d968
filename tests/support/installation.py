"""A whole private installation for a test: the installed program, its PostgreSQL, its nginx and
its spool, in a folder of its own, run as an unprivileged user and stopped at the end.

`CONTRESEING_TEST_TEMPLATE` may name the data folder of a stopped installation: others then start
from a copy of it, which spares them initdb, the migrations and the keys of an authority."""

import contextlib
import datetime
import email
import email.policy
import json
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy/default"))
import person  # noqa: E402
from ports import free_ports  # noqa: E402

PLAIN_USER = "nobody"


def answers(base):
    """Whether nginx and the server behind it answer there."""
    try:
        return person.Browser(base).request("GET", "/health/live").status == 200
    except (OSError, person.http.client.HTTPException):
        return False


def until(met, told=str, seconds=60):
    """Waits until `met()` is true and returns what it says; `told()` explains why it never was."""
    deadline = time.monotonic() + seconds
    while not (found := met()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s\n{told()}")
        time.sleep(0.02)
    return found


def stands_still(pid):
    """Whether that process is stopped; not when it is gone."""
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state == "T"


def hold_still(*pids):
    """Stops them, and returns once they are: a signal sent right after SIGSTOP may be read before it."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
        until(lambda: stands_still(pid))


def as_plain_user(command):
    if os.geteuid() != 0:
        return command
    user = pwd.getpwnam(PLAIN_USER)
    return [
        "setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups",
        "--no-new-privs", *command,
    ]


class Mailbox(person.Mailbox):
    """Reads each message once, however often somebody looks."""

    def __init__(self, folder):
        super().__init__(folder)
        self.known = {}

    def messages(self):
        for path in self.folder.rglob("*"):
            key = str(path)
            if key in self.known or path.name.startswith(".") or path.parent.name == "tmp":
                continue
            try:
                if path.is_file():
                    content = path.read_bytes()
                    message = email.message_from_bytes(content, policy=email.policy.default)
                    self.known[key] = (path.stat().st_mtime_ns, message)
            except FileNotFoundError:
                continue  # renamed between the listing and the reading
        for key, (_, message) in sorted(self.known.items(), key=lambda item: item[1][0]):
            yield key, message

    def wait(self, to, *parts, seconds=60.0):
        """The next unread message to that address whose subject holds every one of `parts`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for key, message in self.messages():
                subject = str(message["Subject"]).lower()
                if key not in self.seen and to.lower() in str(message["To"]).lower():
                    if all(part.lower() in subject for part in parts if part):
                        self.seen.add(key)
                        return message
            time.sleep(0.05)
        raise AssertionError(f"no mail to {to} about {parts} within {seconds} s")


class Installation:
    """`with Installation(build) as it:` … `it.base` is its address."""

    def __init__(self, build, environment=None):
        self.build = pathlib.Path(build).resolve()
        self.environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **(environment or {})}
        self.environment.setdefault("CONTRESEING_REQUEST_RATE", "1000000r/s")
        self.environment.setdefault("CONTRESEING_REQUEST_BURST", "100000")
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="ctrg-", dir="/tmp"))
        self.process = None
        self._token = None

    def __enter__(self):
        template = os.environ.get("CONTRESEING_TEST_TEMPLATE")
        if template:
            subprocess.run(["cp", "-a", f"{template}/.", str(self.data)], check=True)
        else:
            subprocess.run(
                ["cmake", "--install", str(self.build), "--prefix", str(self.data / "app")],
                check=True, stdout=subprocess.DEVNULL,
            )
        self.port = free_ports()
        (self.data / "port").write_text(f"{self.port}\n")
        if os.geteuid() == 0:
            user = pwd.getpwnam(PLAIN_USER)
            for folder, _, files in os.walk(self.data):
                os.chown(folder, user.pw_uid, user.pw_gid)
                for file in files:
                    os.chown(os.path.join(folder, file), user.pw_uid, user.pw_gid)
        self.start()
        return self

    def __exit__(self, *problem):
        self.stop()
        if problem[0] is not None and os.environ.get("KEEP"):
            print(f"kept: {self.data}", file=sys.stderr)
        else:
            shutil.rmtree(self.data, ignore_errors=True)

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def config(self):
        return self.data / "contreseing.toml"

    def start(self, seconds=120):
        (self.data / "ready").unlink(missing_ok=True)
        self.process = subprocess.Popen(
            as_plain_user([str(self.data / "app/libexec/contreseing/supervise"), str(self.data)]),
            env=self.environment, stdin=subprocess.DEVNULL, start_new_session=True,
        )
        deadline = time.monotonic() + seconds
        while not (self.data / "ready").exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the installation did not start:\n" + self.logs())
            time.sleep(0.05)

    def stop(self):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None
        # What the supervisor started must not outlive it.
        left = [name for name in ("contreseing", "postgres", "nginx") if self.pid_of(name)]
        for name in left:
            os.kill(self.pid_of(name), signal.SIGKILL)
        assert not left, f"the supervisor left behind: {left}"

    def logs(self, lines=15):
        out = []
        for log in sorted((self.data / "log").glob("*.log")):
            tail = log.read_text(errors="replace").splitlines()[-lines:]
            out.append(f"--- {log.name}\n" + "\n".join(tail))
        return "\n".join(out)

    def cli(self, *words, stdin=None, check=True):
        done = subprocess.run(
            as_plain_user([str(self.data / "app/bin/contreseing"), "--config", str(self.config), *words]),
            input=stdin, capture_output=True, text=not isinstance(stdin, bytes), env=self.environment,
        )
        if check and done.returncode != 0:
            raise AssertionError(f"contreseing {' '.join(words)}: {done.stdout}{done.stderr}")
        return done

    def psql(self, *words, role="superuser", database="contreseing"):
        return as_plain_user([
            "/usr/lib/postgresql/15/bin/psql", "-h", self.sockets, "-U", f"contreseing_{role}",
            "-d", database, "-X", "-A", "-t", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", *words,
        ])

    @contextlib.contextmanager
    def holding(self, statement):
        """A transaction that has carried out this statement, open until the block ends."""
        with subprocess.Popen(
            self.psql("-q"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=self.environment
        ) as holder:  # leaving closes its input, which ends it
            holder.stdin.write(f"begin;\n{statement};\n\\echo held\n")
            holder.stdin.flush()
            assert holder.stdout.readline() == "held\n", statement
            yield

    def sql(self, query, role="superuser", database="contreseing"):
        """Rows as lists of texts."""
        done = subprocess.run(
            self.psql("-c", query, role=role, database=database),
            capture_output=True, text=True, env=self.environment,
        )
        if done.returncode != 0:
            raise AssertionError(f"{query}: {done.stderr}")
        return [line.split("\x1f") for line in done.stdout.splitlines() if line]

    @property
    def sockets(self):
        return str(self.data / "run")

    def pid_of(self, name):
        """Of `contreseing`, `postgres` or `nginx` of this installation."""
        found = subprocess.run(
            ["pgrep", "-f", {
                "contreseing": f"{self.data}/app/bin/contreseing --config .* serve",
                "postgres": f"postgres -D {self.data}/pg",
                "nginx": f"nginx: master process nginx -p {self.data}/nginx",
                "typesetter": f"python3 .*{self.data}/app/share/contreseing/typeset/typesetter.py",
            }[name]],
            capture_output=True, text=True,
        ).stdout.split()
        return int(found[0]) if found else None

    def mailbox(self):
        return Mailbox(self.data / "mails")

    @property
    def token(self):
        if self._token is None:
            self._token = self.cli("admin", "token", "--campus", "demo", "--name", "tests").stdout.strip()
        return self._token

    def api(self, method, path, body=None, headers=None, status=None):
        """The parsed answer; asserts `status` when it is given, else that it is not an error."""
        sent = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        if method != "GET":
            sent["Idempotency-Key"] = str(uuid.uuid4())
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        page = person.Browser(self.base).request(method, "/api/v1" + path, body, sent)
        if (status is None and page.status >= 400) or (status is not None and page.status != status):
            raise AssertionError(f"{method} {path}: {page.status} {page.body[:2000]!r}")
        if "json" in page.headers.get("Content-Type", ""):
            return json.loads(page.body)
        return page.body

    def replace(self, path, body, status=None):
        """PUTs over the record as it stands."""
        seen = person.Browser(self.base).request("GET", "/api/v1" + path, None, {"Authorization": f"Bearer {self.token}"})
        return self.api("PUT", path, body, {"If-Match": seen.headers["ETag"]}, status)

    def act(self, convention, action, status=None, **body):
        return self.api("POST", f"/conventions/{convention}/actions/{action}", body, status=status)

    def advance(self, **delta):
        """Moves the virtual clock."""
        seconds = int(datetime.timedelta(**delta).total_seconds())
        page = person.Browser(self.base).request(
            "POST", "/demo/clock", f"advance_seconds={seconds}",
            {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
        )
        assert page.status == 200, page.body
        return json.loads(page.body)["now"]

    def now(self):
        """The server's instant, in UTC."""
        return datetime.datetime.fromisoformat(self.advance().replace("Z", "+00:00"))

    def advance_to(self, instant):
        """Moves the virtual clock forward to an aware datetime."""
        self.advance(seconds=(instant - self.now()).total_seconds() + 1)

    def begin_a_quarter(self):
        """Moves the virtual clock to the beginning of a quarter of an hour: what is throttled is
        counted by quarters and hours of the clock, and a count begun at the end of one is lost."""
        self.advance(seconds=900 - self.now().timestamp() % 900 + 1)

    def settle(self, seconds=60):
        """Until no timer is due and every message has left: what is not in the mailbox then
        will not come."""
        deadline = time.monotonic() + seconds
        while True:
            busy = self.sql(
                "select (select count(*) from contreseing.effect where status = 'pending'),"
                " (select count(*) from contreseing.convention_timer"
                f" where fire_at <= '{self.now().isoformat()}')"
            )[0]
            if busy == ["0", "0"]:
                return
            if time.monotonic() > deadline:
                raise AssertionError(f"{busy[0]} messages wait, {busy[1]} timers are due")
            time.sleep(0.05)

"""What the benchmark reads and drives: processor clocks, the write-ahead log, wrk, pgbench, and
the tool that holds the keys."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

PG = pathlib.Path("/usr/lib/postgresql/15/bin")
TICK = os.sysconf("SC_CLK_TCK")


def processes():
    """pid -> (parent, seconds of processor, its reaped children included)."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        found[int(pid)] = (int(fields[1]), sum(map(int, fields[11:15])) / TICK)
    return found


class Clocks:
    """Seconds of processor of the three parts of one installation."""

    def __init__(self, it):
        self.it = it

    def read(self):
        everyone = processes()
        postmaster = int((self.it.data / "pg/postmaster.pid").read_text().split()[0])
        roots = {
            "server": self.it.pid_of("contreseing"),
            "postgresql": postmaster,
            "nginx": self.it.pid_of("nginx"),
        }
        return {
            name: sum(seconds for pid, (parent, seconds) in everyone.items() if root in (pid, parent))
            for name, root in roots.items()
        }

    def since(self, before, operations):
        """Microseconds of processor per operation."""
        after = self.read()
        return {
            f"cpu_us_{name}": round((after[name] - before[name]) * 1e6 / max(operations, 1), 1)
            for name in after
        }


class Wal:
    def __init__(self, it):
        self.it = it

    def now(self):
        return self.it.sql("select pg_current_wal_insert_lsn()")[0][0]

    def between(self, start, end):
        """(all bytes, bytes of full-page images), as pg_waldump counts them."""
        said = self.as_postgres(
            str(PG / "pg_waldump"), "--stats", "-p", str(self.it.data / "pg/pg_wal"), "-s", start, "-e", end
        )
        total = next(line for line in said.splitlines() if line.startswith("Total"))
        numbers = [int(n) for n in re.findall(r"\b(\d+)\s+\[", total)]
        return numbers[2], numbers[1]

    def as_postgres(self, *words):
        from installation import as_plain_user

        done = subprocess.run(as_plain_user(list(words)), capture_output=True, text=True)
        if done.returncode != 0 and not done.stdout:
            raise RuntimeError(f"{words}: {done.stderr}")
        return done.stdout + done.stderr


class Tool:
    """tests/bench/main.cpp, beside the installed program."""

    def __init__(self, it, program):
        from installation import as_plain_user

        self.as_plain_user = as_plain_user
        self.it = it
        self.program = it.data / "app/bin/contreseing_bench"
        shutil.copy(program, self.program)
        self.program.chmod(0o755)
        self.clocks = Clocks(it)

    def command(self, name, **options):
        words = [str(self.program), "--config", str(self.it.config), name]
        for key, value in options.items():
            words += ["--" + key.replace("_", "-"), str(value)]
        return self.as_plain_user(words)

    def prepare(self, **options):
        done = subprocess.run(
            self.command("prepare", **options), capture_output=True, text=True, env=self.it.environment
        )
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout.split()

    def visits(self, **options):
        done = subprocess.run(
            self.command("visits", **options), check=True, capture_output=True, text=True,
            env=self.it.environment,
        )
        return [line.split("\t") for line in done.stdout.splitlines()]

    def measure(self, name, before_go=None, **options):
        """What the tool measured, with the processor's share per operation."""
        process = subprocess.Popen(
            self.command(name, **options), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=self.it.environment,
        )
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"contreseing_bench {name} failed")
        if before_go is not None:
            before_go()
        before = self.clocks.read()
        own = processes()[process.pid][1]
        process.stdin.write("\n")
        process.stdin.flush()
        said = json.loads(process.stdout.readline())
        said.update(self.clocks.since(before, said["done"]))
        spent = processes()[process.pid][1] - own
        said["cpu_us_load"] = round(spent * 1e6 / max(said["done"], 1), 1)
        process.stdin.close()  # it waits for this, with its connections
        process.wait()
        return said


def wrk(address, connections, seconds, headers=(), script=None):
    words = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-H", "Connection: keep-alive"]
    for header in headers:
        words += ["-H", header]
    if script is not None:
        words += ["-s", str(script)]
    said = subprocess.run([*words, address], capture_output=True, text=True, check=True).stdout
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60000.0}

    def percentile(n):
        value, name = re.search(rf"^\s+{n}%\s+([\d.]+)(us|ms|s|m)$", said, re.MULTILINE).groups()
        return round(float(value) * unit[name], 3)

    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return {
        "per_second": float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1)),
        "done": int(re.search(r"(\d+) requests in", said).group(1)),
        "p50_ms": percentile(50),
        "p99_ms": percentile(99),
        "wrong": int(wrong.group(1)) if wrong else 0,
    }


def visiting_script(visits):
    """For wrk: one page after the other, each with its own cookie."""
    script = pathlib.Path(tempfile.mkstemp(suffix=".lua")[1])
    rows = ",\n".join(f'{{"{path}", "{cookie}"}}' for path, cookie in visits)
    script.write_text(
        f"local visits = {{{rows}}}\nlocal asked = {{}}\nlocal n = 0\n"
        "init = function()\n  for i, visit in ipairs(visits) do\n"
        '    asked[i] = wrk.format("GET", visit[1], {Cookie = visit[2], Connection = "keep-alive"})\n'
        "  end\nend\nrequest = function()\n  n = n % #asked + 1\n  return asked[n]\nend\n"
    )
    return script


class Pgbench:
    """One statement that updates a row and inserts another, on the same cluster."""

    def __init__(self, it):
        self.it = it
        it.sql(
            "create table public.i (id int primary key, ver int, filler text) with (fillfactor = 75);"
            "insert into public.i select g, 0, repeat('x', 300) from generate_series(1, 100000) g;"
            "create table public.e (id int, ver int, body text, primary key (id, ver)); analyze public.i"
        )
        self.script = it.data / "bench.sql"
        self.script.write_text(
            "\\set id random(1, 100000)\n"
            "with u as (update public.i set ver = ver + 1 where id = :id returning ver)"
            " insert into public.e select :id, ver, repeat('x', 60) from u;\n"
        )

    def rate(self, clients, seconds):
        said = Wal(self.it).as_postgres(
            str(PG / "pgbench"), "-n", "-M", "prepared", "-j", "2", "-c", str(clients), "-T", str(seconds),
            "-f", str(self.script), "-h", self.it.sockets, "-U", "contreseing_superuser", "contreseing",
        )
        return float(re.search(r"tps = ([\d.]+)", said).group(1))


def fsync_rate(folder, seconds=1.0):
    """Blocks of 8 kB written over and synced, one after the other."""
    path = folder / "fsync.probe"
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.pwrite(file, bytes(1 << 24), 0)
        os.fsync(file)
        began, done = time.monotonic(), 0
        while time.monotonic() - began < seconds:
            os.pwrite(file, bytes([done % 251]) * 8192, done % 2048 * 8192)
            os.fdatasync(file)
            done += 1
        return round(done / (time.monotonic() - began), 1)
    finally:
        os.close(file)
        path.unlink()


def openssl_rates():
    said = subprocess.run(
        ["openssl", "speed", "-seconds", "1", "ecdsap256"], capture_output=True, text=True
    ).stdout
    sign, verify = re.search(r"nistp256\).*?([\d.]+)\s+([\d.]+)\s*$", said, re.MULTILINE).groups()
    return {"ecdsa_p256_sign_per_s": float(sign), "ecdsa_p256_verify_per_s": float(verify)}


def pss_mib(pid):
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


class Stopped:
    """The server holds its breath: nothing of it disturbs what is measured beside it."""

    def __init__(self, it):
        self.pid = it.pid_of("contreseing")

    def __enter__(self):
        os.kill(self.pid, signal.SIGSTOP)
        time.sleep(0.1)

    def __exit__(self, *problem):
        os.kill(self.pid, signal.SIGCONT)

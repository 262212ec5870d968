"""Starts the edge application and a real nginx as an unprivileged user, and talks to them."""

import http.client
import os
import pathlib
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/support"))
from ports import free_ports  # noqa: E402


def plain_user():
    """Arguments for Popen that drop root; nothing when we are not root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def is_whole(answers):
    """Whether the first of these answers is there to its end."""
    top, end, body = answers.partition(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length: *(\d+)", top, re.IGNORECASE)
    return bool(end) and length is not None and len(body) >= int(length[1])


class Edge:
    """A folder, an application and an nginx; `stop` removes all three."""

    def __init__(self, binary, rate="1000000r/s", burst=1000):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="edge-"))
        for name in ("static", "blobs/ab", "uploads"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / "static/site.css").write_text("body { color: black }\n")
        (self.folder / "blobs/ab/act.pdf").write_bytes(b"%PDF-1.7\n" + os.urandom(20 << 20))
        # The user we drop to may not be able to enter the place of the checkout.
        shutil.copytree(ROOT / "deploy/nginx/errors", self.folder / "errors")
        shutil.copy(binary, self.folder / "edge_app")
        self.token = secrets.token_hex(16)
        self.port = free_ports()
        self.app_port = self.port + 1
        template = (ROOT / "deploy/nginx/nginx.conf.in").read_text()
        for name, value in {
            "PREFIX": self.folder,
            "LISTEN": f"127.0.0.1:{self.port}",
            "HOST": "a",
            "UPSTREAM_PORT": self.app_port,
            "EDGE_TOKEN": self.token,
            "STATIC": self.folder / "static",
            "BLOBS": self.folder / "blobs",
            "UPLOADS": self.folder / "uploads",
            "ERRORS": self.folder / "errors",
            "REQUEST_RATE": rate,
            "REQUEST_BURST": burst,
        }.items():
            template = template.replace(f"@{name}@", str(value))
        (self.folder / "nginx.conf").write_text(template)
        if os.geteuid() == 0:
            for path in [self.folder, *self.folder.rglob("*")]:
                shutil.chown(path, "nobody", "nogroup")
        self.app = None
        self.start_app()
        self.nginx = subprocess.Popen(
            ["/usr/sbin/nginx", "-p", self.folder, "-e", self.folder / "error.log", "-c", self.folder / "nginx.conf"],
            cwd=self.folder, **plain_user())
        self.wait_for(self.port)

    def start_app(self):
        self.app_log = open(self.folder / "app.log", "ab")
        self.app = subprocess.Popen(
            [self.folder / "edge_app", str(self.app_port), self.token, self.folder / "uploads"],
            cwd=self.folder, stdout=self.app_log, stderr=self.app_log, **plain_user())
        self.wait_for(self.app_port)

    def stop_app(self, sign=signal.SIGTERM):
        self.app.send_signal(sign)
        code = self.app.wait(15)
        self.app_log.close()
        return code

    def stop(self):
        for process in (self.nginx, self.app):
            if process.poll() is None:
                process.terminate()
                process.wait(15)
        self.app_log.close()
        shutil.rmtree(self.folder)

    @staticmethod
    def wait_for(port):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.01)
        raise RuntimeError(f"nothing listens on {port}")

    def connect(self, port=None, timeout=30):
        connection = socket.create_connection(("127.0.0.1", port or self.port), timeout)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def raw(self, data, timeout=30, port=None):
        """Sends bytes, returns all that comes back until the peer closes or falls silent: `timeout`
        before a whole answer, a second after it, since a peer that refused may keep its side open."""
        out = b""
        with self.connect(port, timeout) as connection:
            try:
                connection.sendall(data)
                while piece := connection.recv(65536):
                    out += piece
                    if is_whole(out):
                        connection.settimeout(min(1, timeout))
            except (TimeoutError, ConnectionError):
                pass
        return out

    def ask(self, method, path, body=None, headers=None, port=None, timeout=60):
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=timeout)
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, answer.headers, data

    def hello_seconds(self):
        begin = time.monotonic()
        status, _, body = self.ask("GET", "/hello")
        assert (status, body) == (200, b"hello"), (status, body)
        return time.monotonic() - begin

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.app.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def cpu_over(self, seconds):
        before = self.cpu_seconds()
        time.sleep(seconds)
        return self.cpu_seconds() - before

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.app.pid}/fd"))

    def logs(self):
        return b"".join((self.folder / name).read_bytes() for name in ("access.log", "error.log", "app.log"))

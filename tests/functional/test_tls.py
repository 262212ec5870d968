"""The nginx template with its TLS lines, as an operator turns them on: a convention over HTTPS."""

import os
import re
import ssl
import subprocess
import time
import unittest

from play import BUILD, Play, installation, person, restart


class SecurePlay(Play):
    def __init__(self, it, base, tls):
        super().__init__(it)
        self.base, self.tls = base, tls

    def browser(self):
        return person.Browser(self.base, self.tls)

    def link(self, message):
        return person.link_in(message, self.base)


class BehindTls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.it = installation.Installation(BUILD)
        cls.it.__enter__()
        cls.addClassCleanup(cls.it.__exit__, None, None, None)
        cls.port = installation.free_ports()
        cls.base = f"https://127.0.0.1:{cls.port}"
        cls.certificate = cls.it.data / "nginx-tls/chain.pem"
        cls.start_nginx()
        cls.addClassCleanup(cls.nginx.wait)
        cls.addClassCleanup(cls.nginx.terminate)
        config = cls.it.config.read_text()
        cls.it.config.write_text(
            re.sub(r"(?m)^public_url = .*$", f'public_url = "{cls.base}"', config)
        )
        restart(cls.it)
        cls.tls = ssl.create_default_context(cafile=cls.certificate)
        cls.play = SecurePlay(cls.it, cls.base, cls.tls)

    @classmethod
    def start_nginx(cls):
        """The rendered template, its comments about TLS obeyed."""
        folder = cls.certificate.parent
        key = folder / "key.pem"
        text = (cls.it.data / "nginx/nginx.conf").read_text()
        text = text.replace(f"{cls.it.data}/nginx", str(folder))
        for line in ("ssl_certificate ", "ssl_certificate_key ", "ssl_protocols ", "ssl_session_cache "):
            assert f"# {line}" in text, line
            text = text.replace(f"# {line}", line)
        text = re.sub(r"/etc/contreseing/tls/(\S+);", rf"{folder}/\1;", text)
        text = re.sub(r"(?m)^ *listen .*$", "", text).replace(
            "# listen 443 ssl http2;", f"listen 127.0.0.1:{cls.port} ssl http2;")
        plain = installation.as_plain_user
        subprocess.run(plain(["mkdir", "-m", "700", str(folder)]), check=True)
        subprocess.run(plain([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2",
            "-keyout", str(key), "-out", str(cls.certificate),
        ]), check=True, capture_output=True)
        subprocess.run(
            plain(["tee", str(folder / "nginx.conf")]), input=text, text=True, check=True, stdout=subprocess.DEVNULL)
        cls.nginx = subprocess.Popen(
            plain(["nginx", "-p", str(folder), "-e", f"{folder}/error.log", "-c", "nginx.conf"]),
            env={"PATH": os.environ["PATH"] + ":/usr/sbin"},
        )
        deadline = time.monotonic() + 60
        while not (folder / "nginx.pid").exists():
            assert cls.nginx.poll() is None and time.monotonic() < deadline, "nginx did not start"
            time.sleep(0.05)

    def curl(self, path, *more):
        return subprocess.run(
            ["curl", "-s", "-o", "/dev/null", "-w", "%{http_version} %{http_code} %header{strict-transport-security}",
             "--path-as-is", "--cacert", str(self.certificate), *more, self.base + path],
            capture_output=True, text=True,
        )

    def test_a_convention_is_signed_over_https(self):
        act = self.play.in_signature()
        act.sign_all()
        self.assertEqual(act.show()["stage"], "in_force")

    def test_cookies_stay_within_tls(self):
        act = self.play.in_signature()
        page = self.play.browser().request("GET", "/admin/login")
        self.assertIn("; Secure", page.headers["Set-Cookie"])
        link = act.invitation(1, "À signer")
        opening = self.play.browser().open(link)
        self.assertEqual(opening.status, 200)
        self.assertNotIn("http://", opening.body.decode().replace("http://www.w3.org", ""))

    def test_pages_files_and_errors_come_by_http_2_and_ask_for_tls_ever_after(self):
        for path, status in (("/", 200), ("/static/contreseing.css", 200), ("/l/x/y", 404), ("/nowhere", 404)):
            self.assertRegex(self.curl(path).stdout, rf"^2 {status} max-age=\d+", path)
        # nginx ends the connection rather than answer a header too long for it.
        self.assertRegex(self.curl("/" + "x" * 40_000).stdout, "^0 000|^2 4")

    def test_old_versions_of_tls_are_refused(self):
        self.assertNotEqual(self.curl("/", "--tls-max", "1.1", "--tlsv1.0").returncode, 0)
        self.assertEqual(self.curl("/", "--tls-max", "1.2").returncode, 0)


if __name__ == "__main__":
    unittest.main()

"""What an operator does to accounts and tokens while the server runs."""

import base64
import hashlib
import hmac
import http.client
import struct
import unittest
import urllib.parse

from play import FunctionalTest


def totp(secret, step):
    """Source: RFC 6238, six digits of HMAC-SHA-1."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class Accounts(FunctionalTest):
    def create(self, login):
        return self.it.cli(
            "admin", "create", "--campus", "demo", "--email", login, "--name", "Camille Exemple"
        ).stdout.strip()

    def signed_in(self, login, password, code=""):
        """A browser that may see /admin/, or None."""
        browser = self.play.browser()
        page = browser.open("/admin/login")
        browser.submit(page.form("/admin/login"), login=login, password=password, totp=code)
        return browser if browser.request("GET", "/admin/").status == 200 else None

    def test_a_closed_account_is_out_at_once_and_its_name_stays(self):
        login = "camille@campus-demo.example"
        password = self.create(login)
        browser = self.signed_in(login, password)
        act = self.play.start()
        address = f"/admin/conventions/{act.id}"
        self.assertEqual(browser.request("GET", address).status, 200)

        closed = self.it.cli("admin", "close", "--email", login.upper())
        self.assertIn(login, closed.stdout)
        self.assertTrue(browser.open(address).address.startswith("/admin/login"))
        self.assertIsNone(self.signed_in(login, password))
        self.assertEqual(
            self.it.sql(f"select name, active from contreseing.administrator where login = '{login}'"),
            [["Camille Exemple", "f"]],
        )
        twice = self.it.cli("admin", "close", "--email", login, check=False)
        self.assertEqual(twice.returncode, 1)

    def test_a_lost_password_is_replaced_and_the_sessions_end(self):
        login = "oubli@campus-demo.example"
        lost = self.create(login)
        browser = self.signed_in(login, lost)
        found = self.it.cli("admin", "password", "--email", login.upper()).stdout.strip()
        self.assertNotEqual(found, lost)
        self.assertTrue(browser.open("/admin/").address.startswith("/admin/login"))
        self.assertIsNone(self.signed_in(login, lost))
        self.assertIsNotNone(self.signed_in(login, found))

        chosen = "une phrase assez longue"
        said = self.it.cli("admin", "password", "--email", login, "--password-stdin", stdin=chosen + "\n")
        self.assertEqual(said.stdout, "")
        self.assertIsNotNone(self.signed_in(login, chosen))
        short = self.it.cli(
            "admin", "password", "--email", login, "--password-stdin", stdin="court\n", check=False
        )
        self.assertEqual(short.returncode, 1)
        self.it.cli("admin", "close", "--email", login)
        closed = self.it.cli("admin", "password", "--email", login, check=False)
        self.assertEqual(closed.returncode, 1)

    def test_a_second_factor_is_enrolled_and_asked_for(self):
        login = "totp@campus-demo.example"
        password = self.create(login)
        said = self.it.cli("admin", "totp", "--email", login).stdout
        address = next(word for word in said.split() if word.startswith("otpauth://totp/"))
        secret = urllib.parse.parse_qs(urllib.parse.urlparse(address).query)["secret"][0]
        stored = self.it.sql(f"select totp_secret from contreseing.administrator where login = '{login}'")
        self.assertNotIn(secret, str(stored))

        step = int(self.it.now().timestamp()) // 30
        code = totp(secret, step)
        self.assertIsNone(self.signed_in(login, password))
        self.assertIsNone(self.signed_in(login, password, totp(secret, step - 100)))
        self.assertIsNone(self.signed_in(login, "wrong password", code))
        self.assertIsNotNone(self.signed_in(login, password, code))
        self.assertIsNone(self.signed_in(login, password, code), "a code opens once")
        self.assertIsNotNone(self.signed_in(login, password, totp(secret, step + 1)))
        self.it.cli("admin", "close", "--email", login)

    def tried(self, login, password, address="127.0.0.1", browser=None, code=""):
        """One try to sign in from that address of this machine: the answer, and the browser."""
        browser = browser or self.play.browser()
        form = browser.open("/admin/login").form("/admin/login")
        body = urllib.parse.urlencode(form.values(login=login, password=password, totp=code))
        cookies = "; ".join(f"{name}={value}" for (name, _), value in browser.cookies.items())
        connection = http.client.HTTPConnection(
            browser.base.hostname, browser.base.port, timeout=60, source_address=(address, 0)
        )
        connection.request("POST", "/admin/login", body, {
            "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies, "Accept": "text/html",
        })
        answer = connection.getresponse()
        answer.read()
        for header, value in answer.getheaders():
            if header.lower() == "set-cookie":
                name, _, rest = value.partition("=")
                browser.cookies[(name, "/admin")] = rest.split(";")[0]
        connection.close()
        return answer, browser

    def test_nobody_keeps_an_administrator_out(self):
        login = "vise@campus-demo.example"
        password = self.create(login)
        self.it.begin_a_quarter()
        for n in range(30):
            answer, _ = self.tried(login, "faux", f"127.0.1.{n + 1}")
            self.assertEqual(answer.status, 401)
        answer, owner = self.tried(login, password, "127.0.2.1")
        self.assertEqual(answer.status, 303, "from an address of their own")
        # Even from the owner's own address, a browser that signed in before is let in.
        for n in range(12):
            answer, _ = self.tried(login, "faux", "127.0.2.1")
        self.assertEqual(answer.status, 429)
        self.assertGreater(int(answer.getheader("Retry-After")), 0)
        self.assertLessEqual(int(answer.getheader("Retry-After")), 900)
        self.assertEqual(self.tried(login, password, "127.0.2.1")[0].status, 429, "a stranger there")
        owner.cookies.pop(("contreseing_admin", "/admin"))
        self.assertEqual(self.tried(login, password, "127.0.2.1", owner)[0].status, 303)
        for _ in range(15):
            owner.cookies.pop(("contreseing_admin", "/admin"))
            answer, _ = self.tried(login, password, "127.0.2.1", owner)
            self.assertEqual(answer.status, 303, "right ones are not counted")
        found = self.it.cli("admin", "password", "--email", login).stdout.strip()
        self.assertEqual(self.tried(login, found, "127.0.2.1")[0].status, 303, "the operator lifts it")
        self.it.cli("admin", "close", "--email", login)

    def test_tries_leave_few_and_short_rows(self):
        self.it.begin_a_quarter()
        self.it.sql("delete from contreseing.throttle")
        for n in range(60):
            self.tried(f"{'a' * 900}{n}", "faux", "127.0.3.1")
        rows = self.it.sql("select count(*), max(length(key)) from contreseing.throttle")
        self.assertLessEqual(int(rows[0][0]), 61)
        self.assertLessEqual(int(rows[0][1]), 64)
        self.assertNotIn("aaa", str(self.it.sql("select key from contreseing.throttle")))

    def test_another_second_factor_ends_the_sessions(self):
        login = "facteur@campus-demo.example"
        browser = self.signed_in(login, self.create(login))
        self.assertEqual(browser.request("GET", "/admin/").status, 200)
        self.it.cli("admin", "totp", "--email", login)
        self.assertTrue(browser.open("/admin/").address.startswith("/admin/login"))
        self.it.cli("admin", "close", "--email", login)

    def test_the_last_account_of_a_campus_stays_open(self):
        refused = self.it.cli("admin", "close", "--email", "direction@campus-demo.example", check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("last administrator", refused.stderr)

    def test_a_revoked_token_opens_nothing_and_the_others_go_on(self):
        def asked(token):
            headers = {"Authorization": f"Bearer {token}"}
            return self.play.api_page("GET", "/conventions", None, headers, token=False).status

        made = [
            self.it.cli("admin", "token", "--campus", "demo", "--name", name).stdout.strip()
            for name in ("export", "export", "site public")
        ]
        self.assertEqual([asked(token) for token in made], [200, 200, 200])
        self.assertEqual(
            self.it.cli("admin", "revoke-token", "--campus", "demo", "--name", "export").stdout,
            "Revoked: 2\n",
        )
        self.assertEqual([asked(token) for token in made], [401, 401, 200])
        listed = self.it.cli("admin", "tokens", "--campus", "demo").stdout.splitlines()
        self.assertEqual(len([line for line in listed if line.startswith("revoked 20") and line.endswith("  export")]), 2)
        self.assertIn("active  site public", listed)
        for token in made:
            self.assertNotIn(token, "\n".join(listed))
        again = self.it.cli("admin", "revoke-token", "--campus", "demo", "--name", "export", check=False)
        self.assertEqual(again.returncode, 1)


if __name__ == "__main__":
    unittest.main()

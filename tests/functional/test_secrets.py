"""After a whole life, nothing that opens a link or a session lies in the database or in a log."""

import http.client
import pathlib
import re
import subprocess
import unittest

from play import FunctionalTest
import installation
import person


class Secrets(FunctionalTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        it, play = cls.it, cls.play
        act = play.in_signature("adhesion")
        act.sign(1)
        it.advance(minutes=6)
        act.do("resend_link", place="slot/2")
        act.do("remind_now", place="slot/2")
        # Mistyped and abandoned addresses are logged too.
        link = act.invitation(2, "À signer")
        for broken in (link + "/", link + "?utm=1", link + "//document", link[:-2]):
            play.browser().open(broken)
        act.sign(2, link)
        act.sign(3)
        it.settle()
        cls.password = (it.data / "first-password").read_text().split("\n")[1]
        links, codes = set(), set()
        for _, message in play.mailbox.messages():
            text = person.text_of(message)
            links.update(re.findall(r"/l/([^\s/]+)/(\S+)", text))
            if "Votre code" in message["Subject"]:
                codes.add(person.code_in(message))
        cls.links, cls.codes = links, codes
        cls.secrets = {secret for _, secret in links}
        dump = subprocess.run(
            installation.as_plain_user(
                ["/usr/lib/postgresql/15/bin/pg_dump", "-h", it.sockets, "-U", "contreseing_superuser", "contreseing"]
            ),
            capture_output=True, check=True, env=it.environment,
        ).stdout
        cls.places = {"dump of the database": dump}
        for path in [*(it.data / "log").glob("*"), *(it.data / "nginx").rglob("*")]:
            if path.is_file():
                cls.places[str(path.relative_to(it.data))] = path.read_bytes()
        cls.act = act

    def test_the_life_left_links_codes_and_logs_to_look_for(self):
        self.assertGreaterEqual(len(self.secrets), 14)
        self.assertEqual(len(self.codes), 3)
        self.assertTrue(any("access" in name for name in self.places), list(self.places))
        self.assertIn(b"slot_signed", self.places["dump of the database"])
        access = b"".join(content for name, content in self.places.items() if "access" in name)
        self.assertIn(b"/s/", access)

    def test_no_secret_of_a_link_lies_anywhere(self):
        for name, content in self.places.items():
            for secret in self.secrets:
                self.assertNotIn(secret.encode(), content, name)
                self.assertNotIn(secret[:20].encode(), content, name)

    def test_no_code_lies_anywhere(self):
        for name, content in self.places.items():
            for code in self.codes:
                found = re.search(rb"(?<![0-9A-Za-z./+=-])" + code.encode() + rb"(?![0-9A-Za-z./+=-])", content)
                self.assertIsNone(found, f"{name}: {content[max(0, found.start() - 60):found.end() + 20] if found else ''}")

    def test_no_session_token_or_password_lies_anywhere(self):
        browser = self.play.browser()
        browser.open(self.play.link(self.play.mails_to(self.act.address(1), "À signer")[0]))
        cookies = set(browser.cookies.values())
        self.assertTrue(cookies)
        for name, content in self.places.items():
            for secret in (*cookies, self.it.token, self.password):
                self.assertNotIn(secret.encode(), content, name)
        self.assertIn(b"$argon2id$", self.places["dump of the database"])

    def test_the_rows_of_messages_name_no_address_to_open(self):
        rows = self.it.sql("select e::text from contreseing.effect e")
        self.assertGreater(len(rows), 20)
        for row in rows:
            self.assertNotIn("/l/", row[0])
            self.assertNotIn("/s/", row[0])

    def test_keys_are_kept_from_other_users(self):
        for path in (self.it.data / "secrets").rglob("*"):
            if path.suffix != ".crt":  # certificates are public
                self.assertEqual(path.stat().st_mode & 0o077, 0, path)

    def test_what_watches_the_server_is_answered_to_this_machine_only(self):
        """127.0.0.2 stands for any other address."""
        for path in ("/metrics", "/health/live", "/health/ready"):
            for source, expected in (("127.0.0.1", 200), ("127.0.0.2", 403)):
                asked = http.client.HTTPConnection(
                    "127.0.0.1", self.it.port, source_address=(source, 0), timeout=30
                )
                asked.request("GET", path)
                self.assertEqual(asked.getresponse().status, expected, (path, source))
                asked.close()


if __name__ == "__main__":
    unittest.main()

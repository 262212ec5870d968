"""What an operator does to accounts and tokens while the server runs."""

import unittest

from play import FunctionalTest


class Accounts(FunctionalTest):
    def create(self, login):
        return self.it.cli(
            "admin", "create", "--campus", "demo", "--email", login, "--name", "Camille Exemple"
        ).stdout.strip()

    def signed_in(self, login, password):
        """A browser that may see /admin/, or None."""
        browser = self.play.browser()
        page = browser.open("/admin/login")
        browser.submit(page.form("/admin/login"), login=login, password=password)
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

"""New words of a kind of mail, put beside the former ones: what was written before them leaves in the
former, what is written after in the new, and what this program has no words for waits and is shown."""

import json
import shutil
import unittest

from play import FunctionalTest, installation, restart

# Whatever leaves waits until the test lets it go.
HOLD = """
create function contreseing.hold() returns trigger language plpgsql as $$
begin new.next_try_at := now() + interval '1 day'; return new; end $$;
create trigger hold before insert on contreseing.effect for each row
    when (new.what = 'invitation') execute function contreseing.hold()
"""
LET_GO = "update contreseing.effect set next_try_at = now() where what = 'invitation' and status = 'pending'"


class MailVersions(FunctionalTest):
    def words(self, version):
        mails = self.it.data / "app/share/contreseing/mail"
        return [mails / language / f"invitation.{version}.mail" for language in ("fr", "en")]

    def write(self, version):
        for path in self.words(version):
            path.write_text(f"Version {version} ({{{{act_reference}}}})\n\n{{{{link}}}}\n")
            shutil.copymode(path.with_name("invitation.mail"), path)
        restart(self.it)

    def invitation(self, act):
        """Subject of the one that arrives."""
        self.it.sql(LET_GO)
        return str(act.wait(act.address(1))["Subject"])

    def test_each_leaves_in_the_newest_words_of_when_it_was_written(self):
        self.it.sql(HOLD)
        before, other = self.play.in_signature(), self.play.in_signature("adhesion")
        self.write(2)
        after = self.play.in_signature()
        self.assertTrue(self.invitation(before).startswith("À signer"))
        self.assertTrue(self.invitation(other).startswith("À signer"))
        self.assertTrue(self.invitation(after).startswith("Version 2"))
        after.sign(1, self.play.link(self.play.mails_to(after.address(1), "Version 2")[0]))

        # A server that was set back knows the second version no more.
        lost = self.play.in_signature()
        for path in self.words(2):
            path.unlink()
        restart(self.it)
        self.it.sql(LET_GO)
        told = "unknown kind or version of mail: invitation.v2 in fr"
        installation.until(lambda: lost.effects()[0]["last_error"] == told, self.it.logs)
        self.assertEqual(lost.effects()[0]["status"], "pending")
        logged = [json.loads(line) for line in (self.it.data / "log/server.log").read_text().splitlines()]
        self.assertTrue([line for line in logged if line.get("event") == "job.failed" and told in str(line)], logged[-3:])
        self.assertIn("invitation.v2", self.play.administrator().open("/admin/effects").text)
        self.write(2)
        self.assertTrue(self.invitation(lost).startswith("Version 2"))


if __name__ == "__main__":
    unittest.main()

"""What docs/operations.md tells an operator to type, typed on an empty machine."""

import os
import pathlib
import pwd
import re
import shutil
import subprocess
import tempfile

from play import FunctionalTest, ROOT, installation

OPERATIONS = ROOT / "docs/operations.md"
PRIVATE_POSTGRES = ROOT / "tests/support/private_postgres.sh"
DATABASE_TOOLS = ("createuser", "createdb")


def commands(section):
    """The lines to type of a section, in order, without their remarks."""
    text = re.search(rf"^## {section}\n(.*?)^## ", OPERATIONS.read_text(), re.S | re.M).group(1)
    return [line.split("   #")[0].strip() for line in text.splitlines() if line.startswith("    ")]


class BackUpAndRestore(FunctionalTest):
    def setUp(self):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="ctrg-ops-", dir="/tmp"))
        self.addCleanup(shutil.rmtree, self.place, True)
        self.machine = self.place / "machine"  # what the server's user owns
        self.machine.mkdir()
        for name in ("backup", "elsewhere", "cache", "uploads", "mails"):
            (self.machine / name).mkdir()
        if os.geteuid() == 0:
            self.place.chmod(0o755)
            user = pwd.getpwnam(installation.PLAIN_USER)
            for path in [self.machine, *self.machine.iterdir()]:
                os.chown(path, user.pw_uid, user.pw_gid)

    def empty_postgres(self):
        folder = self.place / "pg"
        subprocess.run([str(PRIVATE_POSTGRES), "start", str(folder)], check=True)
        self.addCleanup(subprocess.run, [str(PRIVATE_POSTGRES), "stop", str(folder)])
        if os.geteuid() == 0:
            (folder / "s").chmod(0o711)  # on a machine of its own it is /var/run/postgresql
        return folder / "s"

    def type(self, line, config=None, sockets=None):
        """As the page has it, but for where things lie on this machine."""
        for there, here in (("/var/lib/contreseing", self.machine), ("/backup", self.machine / "backup"),
                            ("/elsewhere", self.machine / "elsewhere")):
            line = line.replace(there, str(here))
        tools = self.place / "tools"
        tools.mkdir(exist_ok=True)
        program = tools / "contreseing"
        app = self.it.data / "app/bin/contreseing"
        program.write_text(f'#!/bin/sh\nexec {app} --config {config or self.it.config} "$@"\n')
        program.chmod(0o755)
        environment = {"PATH": f"{tools}:/usr/lib/postgresql/15/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
        command = ["sh", "-ec", line]
        if line.split()[0] in DATABASE_TOOLS:
            environment.update(PGHOST=str(sockets), PGUSER="postgres")
        else:
            command = installation.as_plain_user(command)
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", env=environment)
        self.assertEqual(done.returncode, 0, f"{line}\n{done.stdout}{done.stderr}")
        return done.stdout

    def test_the_page_followed_to_the_letter_gives_the_acts_back(self):
        act = self.play.in_signature()
        act.sign(1)
        self.it.settle()
        typed = commands("Back up and restore")
        self.assertEqual([line.split()[0] for line in typed],
                         ["contreseing"] * 2 + ["createuser"] * 3 + ["createdb", "cp"] + ["contreseing"] * 4)
        for line in typed[:2]:
            self.type(line)

        sockets = self.empty_postgres()
        config = self.machine / "contreseing.toml"
        text = self.it.config.read_text().replace("contreseing_superuser", "contreseing_owner")
        config.write_text(text.replace(f"host={self.it.sockets}", f"host={sockets}"))
        told = "".join(self.type(line, config, sockets) for line in typed[2:])
        self.assertIn("Restored.", told)
        self.assertIn(": sound", told)
        self.assertIn("Acknowledged", told)
        again = self.type("contreseing journal verify", config)
        self.assertEqual(again, self.it.cli("journal", "verify").stdout)
        key = "secrets/link.key"
        self.assertEqual((self.machine / key).read_bytes(), (self.it.data / key).read_bytes())


if __name__ == "__main__":
    import unittest
    unittest.main()

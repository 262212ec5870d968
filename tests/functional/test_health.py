"""What a probe and a monitor are told when something fails."""

import json
import os
import signal
import time
import unittest

from play import BUILD, FunctionalTest, Play, installation, post, ref_of


class Told(FunctionalTest):
    def test_counters_move_with_an_act(self):
        def counted(name, *labels):
            text = self.play.browser().request("GET", "/metrics").body.decode()
            return sum(
                float(line.rsplit(" ", 1)[1]) for line in text.splitlines()
                if line.startswith(name) and all(label in line for label in labels)
            )

        sent = counted("contreseing_messages_total", 'outcome="delivered"')
        posted = counted("contreseing_http_request_seconds_count", 'method="POST"')
        act = self.play.in_signature()
        act.sign(1)
        self.it.settle()
        # A message is counted after it was told delivered.
        installation.until(lambda: counted("contreseing_messages_total", 'outcome="delivered"') > sent + 2)
        self.assertGreater(counted("contreseing_http_request_seconds_count", 'method="POST"'), posted + 3)
        self.assertGreater(counted("contreseing_authority_expires_seconds"), 0)

    def test_the_answer_to_a_new_link_does_not_wait_for_what_is_known_of_it(self):
        link = self.play.in_signature().invitation(1, "À signer")
        known = ref_of(link)
        unknown = known[:-6] + ("AAAAAA" if not known.endswith("AAAAAA") else "BBBBBB")
        answers = set()
        with self.it.holding("lock table contreseing.convention"):
            # Nobody can read a convention now, so neither answer has looked at one.
            for ref in (known, unknown) * 2:
                page = post(self.play.browser(), f"/s/{ref}/new-link", [])
                answers.add((page.status, page.body))
        self.assertEqual([status for status, _ in answers], [202])

    def test_the_demonstrations_clock_has_an_end_and_obeys_no_other_site(self):
        def moved(seconds, **headers):
            return self.play.browser().request(
                "POST", "/demo/clock", f"advance_seconds={seconds}",
                {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
                 **{name.replace("_", "-"): value for name, value in headers.items()}},
            ).status

        before = self.it.now()
        for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"},
                        {"Sec_Fetch_Site": "same-site"}, {"Sec_Fetch_Site": "cross-site", "Origin": self.it.base}):
            self.assertEqual(moved(86_400, **headers), 403, headers)
        century = 100 * 366 * 86_400
        for seconds in (9223372036854, 2**63 - 1, 2**63, century, -1, "", "1.5", "un"):
            self.assertEqual(moved(seconds), 422, seconds)
        self.assertLess((self.it.now() - before).total_seconds(), 60)
        for headers in ({}, {"Origin": self.it.base}, {"Sec_Fetch_Site": "same-origin"}, {"Sec_Fetch_Site": "none"}):
            self.assertEqual(moved(1, **headers), 200, headers)
        page = self.play.browser().request("GET", "/demo/mails", headers={"Host": "evil.example"})
        self.assertEqual(page.status, 421)


class NotReady(unittest.TestCase):
    def ready(self, play):
        answer = play.browser().request("GET", "/health/ready")
        return answer.status, json.loads(answer.body)["checks"]

    def wait(self, play, seconds=60, **wanted):
        """Until the node is not ready for just that reason."""
        deadline = time.monotonic() + seconds
        while True:
            status, checks = self.ready(play)
            if all(checks[name] == said for name, said in wanted.items()):
                self.assertEqual(status, 503)
                return
            self.assertLess(time.monotonic(), deadline, checks)
            time.sleep(0.1)

    def test_a_stopped_database_and_an_expired_authority_take_the_node_out(self):
        with installation.Installation(BUILD) as it:
            play = Play(it)
            self.assertEqual(self.ready(play)[0], 200)
            installation.hold_still(it.process.pid)  # or it would start the database again
            try:
                os.kill(it.pid_of("postgres"), signal.SIGINT)
                self.wait(play, database="failed", authority="ok", disk="ok")
                self.assertEqual(play.browser().request("GET", "/health/live").status, 200)
                it.advance(days=6 * 366)
            finally:
                it.process.send_signal(signal.SIGCONT)
            self.wait(play, database="ok", authority="failed", disk="ok")


if __name__ == "__main__":
    unittest.main()

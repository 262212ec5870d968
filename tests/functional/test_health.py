"""What a probe and a monitor are told when something fails."""

import json
import os
import signal
import statistics
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
        self.assertGreater(counted("contreseing_messages_total", 'outcome="delivered"'), sent + 2)
        self.assertGreater(counted("contreseing_http_request_seconds_count", 'method="POST"'), posted + 3)
        self.assertGreater(counted("contreseing_authority_expires_seconds"), 0)

    def test_a_new_link_takes_as_long_whether_it_is_known_or_not(self):
        link = self.play.in_signature().invitation(1, "À signer")
        known = ref_of(link)
        unknown = known[:-6] + ("AAAAAA" if not known.endswith("AAAAAA") else "BBBBBB")
        times, answers = {known: [], unknown: []}, set()
        for _ in range(15):
            for ref, taken in times.items():
                begun = time.monotonic()
                page = post(self.play.browser(), f"/s/{ref}/new-link", [])
                taken.append(time.monotonic() - begun)
                answers.add((page.status, page.body))
        self.assertEqual(len(answers), 1)
        medians = [statistics.median(taken) for taken in times.values()]
        self.assertLess(abs(medians[0] - medians[1]), 0.02, medians)


class NotReady(unittest.TestCase):
    def ready(self, play):
        answer = play.browser().request("GET", "/health/ready")
        return answer.status, json.loads(answer.body)["checks"]

    def wait(self, play, **wanted):
        """Until the node is not ready for just that reason."""
        deadline = time.monotonic() + 60
        while True:
            status, checks = self.ready(play)
            if all(checks[name] == said for name, said in wanted.items()):
                self.assertEqual(status, 503)
                return
            self.assertLess(time.monotonic(), deadline, checks)
            time.sleep(0.5)

    def test_a_stopped_database_and_an_expired_authority_take_the_node_out(self):
        with installation.Installation(BUILD) as it:
            play = Play(it)
            self.assertEqual(self.ready(play)[0], 200)
            it.process.send_signal(signal.SIGSTOP)  # or it would start the database again
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

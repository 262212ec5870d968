#!/usr/bin/env python3
"""Abuses the HTTP layer through a real nginx. Usage: run.py PATH_OF_contreseing_http_edge_app [-v] [Test...]

Each shape that stopped, crashed or confused Pistache 0.0.5 on its own is sent through nginx here;
afterwards the server must be alive, answer quickly, and burn no CPU."""

import base64
import hashlib
import json
import pathlib
import re
import signal
import socket
import sys
import threading
import time
import unittest

from edge import Edge
from shapes import MALFORMED

BINARY = None


class EdgeTest(unittest.TestCase):
    """One edge per class; after each test the server must be calm."""

    rate = "1000000r/s"
    burst = 1000

    @classmethod
    def setUpClass(cls):
        cls.edge = Edge(BINARY, cls.rate, cls.burst)

    @classmethod
    def tearDownClass(cls):
        cls.edge.stop()

    def assert_calm(self):
        """Alive, quick, and idle: a spinning io thread would burn 0.5 s here."""
        self.assertIsNone(self.edge.app.poll(), "the server died")
        self.edge.hello_seconds()
        # What a test left to do ends; what spins never does.
        self.until(lambda: self.edge.cpu_over(0.5) < 0.1, "the server spins")

    def assert_quick(self):
        """Of several answers, one is: who waits for somebody is never, who has no processor is at times."""
        self.until(lambda: self.edge.hello_seconds() < 0.5, "the server makes everybody wait", 20)

    def until(self, fact, told="it did not happen", seconds=60):
        deadline = time.monotonic() + seconds
        while not fact():
            self.assertLess(time.monotonic(), deadline, told)
            time.sleep(0.02)

    def statuses(self, data, **options):
        """Status codes of all answers to raw bytes."""
        out = self.edge.raw(data, **options)
        return [int(code) for code in re.findall(rb"HTTP/1\.\d (\d{3}) ", out)], out


class Killers(EdgeTest):
    """What stops or crashes Pistache when a client can reach it."""

    def tearDown(self):
        self.assert_calm()

    def test_valid_chunked_body_cut_between_cr_and_lf(self):
        with self.edge.connect() as connection:
            connection.sendall(b"POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                               b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r")
            time.sleep(0.1)
            connection.sendall(b"\n0\r\n\r\n")
            answer = connection.makefile("rb").read()
        self.assertTrue(answer.startswith(b"HTTP/1.1 200 "), answer)
        self.assertTrue(answer.endswith(b"abc"), answer)

    def test_valid_chunk_that_ends_on_every_side_of_a_4096_byte_read(self):
        for size in range(4096 - 100, 4096 + 8):
            codes, _ = self.statuses(
                b"POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                + b"%x\r\n" % size + b"z" * size + b"\r\n0\r\n\r\n")
            self.assertEqual(codes, [200], size)

    def test_readers_that_do_not_read(self):
        readers = []
        for path in ("/large", "/pdf") * 5:
            connection = self.edge.connect()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            readers.append(connection)
        self.until(lambda: self.edge.cpu_over(1) < 0.2, "the server spins")
        self.assert_quick()
        for connection in readers:
            connection.close()

    def test_clients_that_abort_leak_no_descriptor(self):
        self.edge.hello_seconds()
        before = self.edge.descriptors()
        for _ in range(100):
            with self.edge.connect() as connection:
                connection.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        self.until(lambda: self.edge.logs().count(b'"path":"/large"') >= 100)
        self.until(lambda: self.edge.descriptors() <= before + 70)  # nginx keeps 64 alive per worker

    def test_silent_and_slow_clients(self):
        slow = []
        for i in range(150):
            connection = self.edge.connect()
            connection.sendall(b"GET /hello HTTP/1.1\r\nHost: a\r\nX: " if i % 2 else
                               b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\nx")
            slow.append(connection)
        self.assert_quick()
        self.assertLess(self.edge.descriptors(), 100)
        # A header may take ten seconds in all, however it trickles.
        end = time.monotonic() + 45
        while time.monotonic() < end:
            try:
                slow[1].sendall(b"y")
                time.sleep(0.5)
            except OSError:
                break
        else:
            self.fail("a header may last for ever")
        for connection in slow:
            connection.close()

    def test_one_header_line_of_8_megabytes(self):
        out = self.edge.raw(b"GET /hello HTTP/1.1\r\nHost: a\r\nX: " + b"x" * (8 << 20) + b"\r\n\r\n")
        if out:  # nginx may reset before its answer is read
            self.assertTrue(out.startswith(b"HTTP/1.1 431 "), out[:100])

    def test_paths_of_thousands_of_slashes(self):
        codes, _ = self.statuses(b"GET /" + b"a/" * 3500 + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        self.assertEqual(codes, [400])
        codes, _ = self.statuses(b"GET " + b"/" * 20000 + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        self.assertIn(codes, ([414], []))

    def test_request_line_cut_after_its_version(self):
        for cut in (b"GET /hello HTTP/1.1\r", b"GET /hello HTTP/1.1", b"GET /hello HTT", b"GET ", b"\r"):
            with self.edge.connect() as connection:
                connection.sendall(cut)

    def test_two_thousand_new_connections(self):
        before = self.edge.descriptors()
        for _ in range(2000):
            self.edge.connect().close()
        self.edge.hello_seconds()
        self.until(lambda: self.edge.descriptors() <= before + 8)

    def test_answers_to_many_clients_at_once_are_not_mixed(self):
        wrong = []

        def ask(name):
            for i in range(100):
                _, _, body = self.edge.ask("GET", f"/echo/{name}-{i}")
                if body != f"{name}-{i}".encode():
                    wrong.append((name, i, body))

        threads = [threading.Thread(target=ask, args=(name,)) for name in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])


class Shapes(EdgeTest):
    def tearDown(self):
        self.assert_calm()

    def test_malformed_requests_get_a_4xx_or_what_a_sane_reading_gives(self):
        self.assertGreaterEqual(len(MALFORMED), 66)
        for name, data, allowed in MALFORMED:
            with self.subTest(name):
                codes, out = self.statuses(data, timeout=1)
                # A reset, HTTP, or the bare body that HTTP/0.9 is made of.
                self.assertTrue(codes or out in (b"", b"hello") or b"<h1>Adresse inconnue" in out, out[:200])
                for code in codes:
                    self.assertIn(code, allowed, out[:200])
                self.assertNotIn(b"SMUGGLED", out)

    def test_nothing_is_smuggled_behind_a_body(self):
        # Each of these hides a second request where one reader might see a body and another not.
        inner = b"GET /echo/SMUGGLED HTTP/1.1\r\nHost: a\r\n\r\n"
        for head in (
            b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
            b"Transfer-Encoding: chunked\r\nContent-Length: %d\r\n" % (len(inner) + 5),
            b"Transfer-Encoding: xchunked\r\n",
            b"Transfer-Encoding : chunked\r\n",
            b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
            b"Transfer-Encoding:\x0bchunked\r\n",
            b"Content-Length: 5\r\nContent-Length: 0\r\n",
            b"Content-Length: +0\r\n",
            b"Content-Length: 0, 0\r\n",
        ):
            with self.subTest(head):
                codes, out = self.statuses(b"POST /form HTTP/1.1\r\nHost: a\r\n" + head + b"\r\n0\r\n\r\n" + inner)
                self.assertNotIn(b"\r\n\r\nSMUGGLED", out)
                self.assertIn(codes[:1], ([400], [501], [415]), out[:200])
                self.assertEqual(len(codes), 1, out)

    def test_pipelined_requests_are_all_answered_in_order(self):
        requests = b"".join(b"GET /echo/n%d HTTP/1.1\r\nHost: a\r\n%s\r\n" % (i, b"Connection: close\r\n" if i == 4 else b"")
                            for i in range(5))
        codes, out = self.statuses(requests)
        self.assertEqual(codes, [200] * 5)
        self.assertEqual([out.index(b"\r\n\r\nn%d" % i) for i in range(5)],
                         sorted(out.index(b"\r\n\r\nn%d" % i) for i in range(5)))

    def test_head_has_the_length_and_no_body(self):
        codes, out = self.statuses(b"HEAD /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        self.assertEqual(codes, [200])
        self.assertIn(b"Content-Length: 5\r\n", out)
        self.assertTrue(out.endswith(b"\r\n\r\n"))

    def test_targets_are_decoded_strictly(self):
        self.assertEqual(self.edge.ask("GET", "/echo/%C3%A9+%26")[2].decode(), "é+&")
        for path in ("/echo/%zz", "/echo/a%2Fb", "/echo%2fa", "/echo/%FF", "/echo/%2e%2e", "/hello?a=%FF", "/hello?a=%"):
            self.assertEqual(self.edge.ask("GET", path)[0], 400, path)


class Trust(EdgeTest):
    def test_only_the_white_list_reaches_the_server(self):
        _, _, body = self.edge.ask("GET", "/headers", headers={
            "Cookie": "s=1", "Accept": "text/html", "Idempotency-Key": "k", "Range": "bytes=0-1",
            "Authorization": "Bearer x", "If-Match": "\"t\"", "Sec-Fetch-Site": "same-origin", "X-Custom": "forged",
            "X-Forwarded-For": "10.9.9.9", "X-Real-IP": "10.9.9.9", "X-In-Addr": "10.9.9.9",
            "X-Edge-Token": "forged", "X-Body-File": "/etc/passwd", "X-In-Target": "/throw",
            "X-In-Cookie": "s=2", "X-In-Id": "forged"})
        text = body.decode()
        self.assertNotIn("forged", text)
        self.assertNotIn("10.9.9.9", text)
        self.assertIn("address=127.0.0.1\n", text)
        self.assertIn("file=\n", text)
        for line in ("cookie=s=1", "accept=text/html", "idempotency-key=k", "range=bytes=0-1",
                     "authorization=Bearer x", "if-match=\"t\"", "sec-fetch-site=same-origin", "scheme=http"):
            self.assertIn(line + "\n", text)

    def test_header_values_that_are_not_text_are_left_out(self):
        out = self.edge.raw(b"GET /headers HTTP/1.1\r\nHost: a\r\nConnection: close\r\nUser-Agent: \xff\xfe\r\n\r\n")
        self.assertIn(b"HTTP/1.1 200 ", out)
        self.assertNotIn(b"user-agent", out)

    def test_a_stranger_on_loopback_is_refused(self):
        self.assertEqual(self.edge.ask("GET", "/hello", port=self.edge.app_port)[0], 403)
        self.assertEqual(self.edge.ask("GET", "/hello", headers={"X-Edge-Token": "0" * 32, "X-In-Target": "/hello"},
                                       port=self.edge.app_port)[0], 403)

    def test_documents_need_the_servers_word(self):
        self.assertEqual(self.edge.ask("GET", "/_blob/ab/act.pdf")[0], 404)
        status, headers, body = self.edge.ask("GET", "/pdf", headers={"Range": "bytes=0-3"})
        self.assertEqual((status, body), (206, b"%PDF"))
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertIsNone(headers["ETag"])
        self.assertIsNone(headers["X-Accel-Redirect"])
        self.assertEqual(len(self.edge.ask("GET", "/pdf")[2]), (20 << 20) + 9)

    def test_exceptions_stay_in_the_log(self):
        status, _, body = self.edge.ask("GET", "/throw")
        self.assertEqual(status, 500)
        self.assertNotIn(b"SECRET", body)
        problem = json.loads(body)
        self.until(lambda: problem["instance"].encode() + b" /throw SECRET" in self.edge.logs())
        self.assertEqual(self.edge.ask("GET", "/throw-int")[0], 500)

    def test_static_files_are_cached_and_checked(self):
        status, headers, _ = self.edge.ask("GET", "/static/site.css")
        self.assertEqual((status, headers["Content-Type"]), (200, "text/css; charset=utf-8"))
        self.assertEqual(self.edge.ask("GET", "/static/site.css", headers={"If-None-Match": headers["ETag"]})[0], 304)
        for path in ("/static/../nginx.conf", "/static/%2e%2e/nginx.conf", "/static../nginx.conf", "/static/"):
            self.assertIn(self.edge.ask("GET", path)[0], (400, 403, 404), path)


class Addresses(EdgeTest):
    """An address has one spelling and the site its names, before any rule looks at them."""

    def asked(self, path, source="127.0.0.2", host="a"):
        """The answer's bytes, as somebody on another address of this machine gets them."""
        with socket.create_connection(("127.0.0.1", self.edge.port), 30, (source, 0)) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            return connection.makefile("rb").read()

    def spellings(self, path):
        """Every way to write it that some reader could take for the same."""
        yield path
        for i, letter in enumerate(path):
            for written in (f"%{ord(letter):02X}", f"%{ord(letter):02x}", f"%25{ord(letter):02X}", letter.upper()):
                yield path[:i] + written + path[i + 1:]
        heads = ("", "/", "//", "/.", "/..", "/./", "/x/..", "/x/../", "/%2e", "/%2e%2e", "/%2F", "/static/..", "http://a")
        tails = ("", "/", "//", "/.", "/./", "/x/..", "/x/../", "%2F", "%2f", "/%2e", ";", ";a=b", "?", "?a=1", "/?", "#",
                 "%00", "%20", "%09", "%0a", "%3F", "%23", ".", "\\", "%5C", "/;", "//?x=/health/live")
        for head in heads:
            for tail in tails:
                yield head + path + tail
        if path.count("/") > 1:
            for between in ("//", "/./", "/x/../", "%2F", "%2f", "/%2e/", "\\", "%5C"):
                yield between.join(path.rsplit("/", 1))

    def test_no_spelling_of_an_address_of_this_machine_passes_from_another(self):
        tried = 0
        for path in ("/metrics", "/health/live"):
            self.assertTrue(self.asked(path, "127.0.0.1").startswith(b"HTTP/1.1 200 "))
            for written in self.spellings(path):
                tried += 1
                answer = self.asked(written)
                self.assertNotIn(b"FOR-THIS-MACHINE", answer, written)
                self.assertRegex(answer, rb"^HTTP/1.1 (400|403|404) ", written)
        self.assertGreater(tried, 600)

    def test_a_slash_too_many_leads_to_the_address_without_it(self):
        for written, spelt in (("//hello", "/hello"), ("/hello/", "/hello"), ("/echo//word/?q=1", "/echo/word?q=1")):
            status, headers, _ = self.edge.ask("GET", written)
            self.assertEqual((status, headers["Location"]), (308, spelt))
        self.assertEqual(self.edge.ask("POST", "/echo/", b"x")[0], 404)
        self.assertTrue(self.asked("/metrics/", "127.0.0.1").startswith(b"HTTP/1.1 308 "))

    def test_the_site_answers_to_its_own_names_only(self):
        for host in ("a", "A", "a:80", "localhost", f"127.0.0.1:{self.edge.port}", "[::1]:8080"):
            self.assertTrue(self.asked("/hello", host=host).startswith(b"HTTP/1.1 200 "), host)
        for host in ("evil.example", "a.evil.example", "b", "127.0.0.1.evil.example", "127.0.0.2", "localhost.evil",
                     "evil.example:80", "contreseing.local"):
            answer = self.asked("/hello", host=host)
            self.assertTrue(answer.startswith(b"HTTP/1.1 421 "), answer[:100])
            self.assertIn("Adresse inconnue".encode(), answer)
        problem = json.loads(self.asked("/api/v1/conventions", host="evil.example").split(b"\r\n\r\n", 1)[1])
        self.assertEqual(problem["status"], 421)
        self.assertTrue(self.edge.raw(b"GET /hello HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 421 "))
        self.assertTrue(self.asked("/static/site.css", host="evil.example").startswith(b"HTTP/1.1 421 "))

    def test_a_method_nobody_takes_is_refused_with_those_that_the_address_takes(self):
        for path, allow in (("/hello", "GET, HEAD"), ("/echo", "POST"), ("/static/site.css", "GET, HEAD")):
            for method in ("TRACE", "BREW", "POST" if allow == "GET, HEAD" else "GET"):
                if method in ("TRACE", "BREW") and path.startswith("/static/"):
                    continue  # the server has no file
                with self.subTest(f"{method} {path}"):
                    status, headers, _ = self.edge.ask(method, path, b"" if method == "POST" else None)
                    self.assertEqual((status, headers["Allow"]), (405, allow))
        self.edge.stop_app()
        for path, kind in (("/hello", "text/html"), ("/api/v1/conventions", "application/problem+json")):
            status, headers, _ = self.edge.ask("TRACE", path)
            self.assertEqual((status, headers["Content-Type"].split(";")[0]), (503, kind))
        self.edge.start_app()
        self.assertIsNone(self.edge.ask("GET", "/nowhere")[1]["Allow"])
        self.assertEqual(self.edge.ask("GET", "/_err/405.html")[0], 404)


class NoRoom(EdgeTest):
    def test_a_body_that_cannot_be_written_is_503_with_a_sentence(self):
        uploads = self.edge.folder / "uploads"
        uploads.chmod(0o500)  # to nginx as good as a full disk: it cannot write the file
        try:
            for path, kind, told in (
                ("/admin/conventions/1/annexes", "text/html; charset=utf-8",
                 "n’a pas la place de recevoir ce que vous avez envoyé"),
                ("/api/v1/conventions/1/documents", "application/problem+json", "no room for what was sent"),
            ):
                status, headers, body = self.edge.ask("POST", path, b"x" * 100_000, {"Content-Type": "text/plain"})
                self.assertEqual((status, headers["Content-Type"]), (503, kind))
                self.assertGreater(int(headers["Retry-After"]), 0)
                self.assertIn(told.encode(), body)
        finally:
            uploads.chmod(0o700)


class Bodies(EdgeTest):
    def tearDown(self):
        self.assert_calm()

    @staticmethod
    def upload_body(size):
        content = b"%PDF-1.7\n" + b"\x00\xff\r\n--" * (size // 6)
        content = content[:size]
        return content, (b'--B\r\nContent-Disposition: form-data; name="titre"\r\n\r\n\xc3\x89t\xc3\xa9\r\n'
                         b'--B\r\nContent-Disposition: form-data; name="f"; filename="acte \xc3\xa9.pdf"\r\n'
                         b"Content-Type: application/pdf\r\n\r\n" + content + b"\r\n--B--\r\n")

    def upload(self, body, path="/admin/conventions/1/annexes", **headers):
        return self.edge.ask("POST", path, body, {"Content-Type": "multipart/form-data; boundary=B", **headers})

    def test_uploads_come_whole_and_leave_nothing(self):
        for path in ("/admin/conventions/1/annexes", "/api/v1/conventions/1/documents"):
            content, body = self.upload_body(20 << 20)
            status, _, answer = self.upload(body, path)
            self.assertEqual(status, 200, answer)
            self.assertIn(f"fields=1 file=acte é.pdf bytes={len(content)}", answer.decode())
        self.until(lambda: not [p for p in (self.edge.folder / "uploads").rglob("*") if p.is_file()])

    def test_the_bytes_of_an_upload_are_the_ones_sent(self):
        content, body = self.upload_body(100_000)
        total = 0
        for byte in content:
            total = (total * 31 + byte) % (1 << 32)
        self.assertIn(f"sum={total}", self.upload(body)[2].decode())

    def test_an_upload_in_chunks_is_one_too(self):
        content, body = self.upload_body(200_000)
        status, _, answer = self.upload(iter([body[:70_000], body[70_000:]]))
        self.assertEqual(status, 200)
        self.assertIn(f"bytes={len(content)}", answer.decode())

    def test_hostile_uploads_are_refused_with_the_reason(self):
        for body in (b"", b"--B", b"x" * 100_000, self.upload_body(1000)[1][:-10]):
            status, headers, answer = self.upload(body)
            self.assertIn(status, (400, 415), answer)
            self.assertEqual(headers["Content-Type"], "application/problem+json")
        self.assertEqual(self.edge.ask("POST", "/admin/conventions/1/annexes", b"a=1", {"Content-Type": "text/plain"})[0], 415)

    def test_bodies_above_the_limit_get_one_clear_page(self):
        page = (self.edge.folder / "errors/413.html").read_bytes()
        for path, size in (("/echo", 70_000), ("/admin/conventions/1/annexes", 22 << 20)):
            head = f"POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {size}\r\n\r\n".encode()
            out = self.edge.raw(head)
            self.assertTrue(out.startswith(b"HTTP/1.1 413 "), out[:100])
            self.assertTrue(out.endswith(page))
        out = self.edge.raw(b"POST /api/v1/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 70000\r\n\r\n")
        self.assertIn(b"Content-Type: application/problem+json", out)
        self.assertEqual(json.loads(out.split(b"\r\n\r\n", 1)[1])["status"], 413)
        self.assertEqual(self.edge.ask("POST", "/echo", b"x" * 65536)[0], 200)
        # A browser sends everything before it reads the answer; it must not meet a reset.
        status, _, body = self.upload(b"x" * (22 << 20))
        self.assertEqual((status, body), (413, page))

    def test_a_body_that_lies_about_its_length_reaches_nobody(self):
        out = self.edge.raw(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc", timeout=1)
        self.assertEqual(out, b"")

    def test_forms_are_strict(self):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self.assertEqual(self.edge.ask("POST", "/form", b"a=1&b=2", form)[2], b"2")
        self.assertEqual(self.edge.ask("POST", "/form", b"a=%FF", form)[0], 400)
        self.assertEqual(self.edge.ask("POST", "/form", b"a=1&" * 401, form)[0], 400)
        self.assertEqual(self.edge.ask("POST", "/form", b"{}", {"Content-Type": "application/json"})[0], 415)


class Lengths(EdgeTest):
    """What a head says of its body is judged before a byte of it is kept, by nginx and by the server alone."""

    def tearDown(self):
        self.assert_calm()

    def direct(self, head, body=b"abc"):
        """(status, media type, problem) of the server without nginx."""
        out = self.edge.raw(b"POST /- HTTP/1.1\r\nHost: a\r\nX-Edge-Token: %s\r\nX-In-Target: /echo\r\n%s\r\n%s"
                            % (self.edge.token.encode(), head, body), port=self.edge.app_port)
        self.assertTrue(out.startswith(b"HTTP/1.1 "), (head, out[:100]))
        top, _, rest = out.partition(b"\r\n\r\n")
        self.assertNotIn(b"HTTP/1.1 ", rest, head)
        kind = re.search(rb"(?im)^content-type: ([^\r;]*)", top)
        problem = json.loads(rest) if kind and kind[1] == b"application/problem+json" else None
        return int(out[9:12]), kind and kind[1].decode(), problem

    def assert_refused(self, status, head, body=b"abc"):
        with self.subTest(head):
            got, kind, problem = self.direct(head, body)
            self.assertEqual((got, kind), (status, "application/problem+json"))
            self.assertEqual(problem["status"], status)
            self.assertTrue(problem["detail"])

    def test_more_than_the_limit_is_413_before_anything_is_allocated(self):
        for length in (2**20 + 1, 2**31 - 1, 2**31, 2**32, 2**32 + 3, 2**62, 2**63 - 1, 2**63, 2**64 - 1, 2**64, 2**64 + 3,
                       10**40, "000000000000000000000000002097152"):
            self.assert_refused(413, b"Content-Length: %s\r\n" % str(length).encode())

    def test_a_length_that_is_none_is_400(self):
        for value in ("", " ", "-1", "+5", "5, 5", "3,3", "3;3", "0x3", "3junk", "3.0", "3e0", "1 2", "\x0b3", "٣", "3\x00"):
            self.assert_refused(400, b"Content-Length: %s\r\n" % value.encode())
        for head in (b"Content-Length: 3\r\nContent-Length: 3\r\n", b"Content-Length: 3\r\ncontent-length: 4\r\n",
                     b"Content-Length : 3\r\n", b" Content-Length: 3\r\n", b"X: y\r\n Content-Length: 3\r\n", b"nocolon\r\n",
                     b"X: a\nContent-Length: 3\r\n", b"X: a\rb\r\n", b": 3\r\n",
                     b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
                     b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"):
            self.assert_refused(400, head)

    def test_chunks_are_411_since_nginx_always_says_the_length(self):
        for head in (b"Transfer-Encoding: chunked\r\n", b"transfer-encoding: gzip\r\n", b"Transfer-Encoding: identity\r\n"):
            self.assert_refused(411, head, b"ffffffffffffff\r\nabc\r\n0\r\n\r\n")

    def test_a_head_without_end_is_431(self):
        # One byte more than the server makes room for, so that none is left unread when it hangs up.
        out = self.edge.raw(b"GET /- HTTP/1.1\r\nX: ".ljust(2**16 + 1, b"y"), port=self.edge.app_port)
        self.assertTrue(out.startswith(b"HTTP/1.1 431 "), out[:100])
        self.assertEqual(json.loads(out.partition(b"\r\n\r\n")[2])["status"], 431)

    def test_a_head_that_comes_in_pieces_is_judged_whole(self):
        for length, status in ((3, b"200"), (2**62, b"413")):
            head = b"POST /- HTTP/1.1\r\nHost: a\r\nX-Edge-Token: %s\r\nX-In-Target: /echo\r\nContent-Length: %d\r\n\r\n" % (
                self.edge.token.encode(), length)
            with self.edge.connect(self.edge.app_port) as connection:
                for byte in head + (b"abc" if status == b"200" else b""):
                    connection.sendall(bytes([byte]))
                self.assertEqual(connection.recv(12), b"HTTP/1.1 " + status)

    def test_what_is_taken_is_taken_as_before(self):
        for head, body in ((b"Content-Length: 3\r\n", b"abc"), (b"content-length:\t3 \r\n", b"abc"), (b"Content-Length: 0003\r\n", b"abc"),
                           (b"Content-Length: 0\r\n", b""), (b"", b"")):
            self.assertEqual(self.direct(head, body)[0], 200, head)


class Refusals(EdgeTest):
    """What nginx says by itself: problem+json below /api, a French page elsewhere, each with its own status."""

    def heads(self, where):
        return (
            (400, f"GET {where} HTTP/1.1\r\nHost: a b/c\r\n"),
            (400, f"POST {where} HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n"),
            (400, f"GET {where} HTTP/1.1\r\n"),
            (405, f"BREW {where} HTTP/1.1\r\nHost: a\r\n"),
            (413, f"POST {where} HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n"),
            (413, f"POST {where} HTTP/1.1\r\nHost: a\r\nContent-Length: {2**62}\r\n"),
            (414, f"GET {where}/{'a' * 9000} HTTP/1.1\r\nHost: a\r\n"),
            (414, f"GET {where}?a={'a' * 9000} HTTP/1.1\r\nHost: a\r\n"),
            (421, f"GET {where} HTTP/1.1\r\nHost: elsewhere.example\r\n"),
            (431, f"GET {where} HTTP/1.1\r\nHost: a\r\nX: {'y' * 9000}\r\n"),
            (431, f"GET {where} HTTP/1.1\r\nHost: a\r\n" + "".join(f"X{i}: {'y' * 1000}\r\n" for i in range(40))),
            (501, f"POST {where} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n"),
            (505, f"GET {where} HTTP/3.0\r\nHost: a\r\n"),
        )

    def assert_told(self, out, status, as_json):
        self.assertTrue(out.startswith(b"HTTP/1.1 %d " % status), out[:200])
        top, _, body = out.partition(b"\r\n\r\n")
        if as_json:
            self.assertIn(b"\r\nContent-Type: application/problem+json", top)
            problem = json.loads(body)
            self.assertEqual(problem["status"], status)
            self.assertTrue(problem["title"])
            self.assertTrue(status == 405 or problem["detail"])  # that one is the server's, as `Allow` says
        else:
            self.assertIn(b"\r\nContent-Type: text/html", top)
            self.assertIn(b'<html lang="fr">', body)
            self.assertNotIn(b"nginx", body)

    def test_each_refusal_is_told_to_programs_and_to_people(self):
        for where, as_json in (("/api/v1/pdf", True), ("/api", True), ("/%61pi/v1/pdf", True), ("//api/v1/pdf", True), ("/%61%70%69%2fv1/pdf", True),
                               ("http://a/api/v1/pdf", True), ("/admin/", False), ("/l/x", False), ("/apiary", False)):
            for status, head in self.heads(where):
                # The server's own, of an address that it has: it has no pages here.
                if status == 405 and where != "/api/v1/pdf":
                    continue
                if status == 421 and where.startswith("http:"):  # names the host itself
                    continue
                with self.subTest(f"{where} {status} {head[:60]!r}"):
                    out = self.edge.raw(head.encode() + b"Connection: close\r\n\r\n")
                    self.assert_told(out, status, as_json)

    def test_documents_are_refused_in_the_words_of_who_asks(self):
        for path, as_json in (("/api/v1/pdf", True), ("/pdf", False)):
            for status, head in ((416, "Range: bytes=99999999999-"),):
                out = self.edge.raw(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{head}\r\n\r\n".encode())
                self.assert_told(out, status, as_json)
                self.assertIn(b"\r\nContent-Range: bytes */20971529\r\n", out)
        for head in ("If-Match: \"x\"", "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:01 GMT"):
            out = self.edge.raw(f"GET /static/site.css HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{head}\r\n\r\n".encode())
            self.assert_told(out, 412, False)

    def test_a_server_that_is_down_or_slow_is_told_too(self):
        self.edge.stop_app()
        for path, as_json in (("/api/v1/pdf", True), ("/admin/", False)):
            for method in ("GET", "BREW"):
                out = self.edge.raw(f"{method} {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
                self.assert_told(out, 503, as_json)
                self.assertIn(b"\r\nRetry-After: 5\r\n", out)
        self.edge.start_app()
        self.edge.hello_seconds()


class Load(EdgeTest):
    def test_a_full_pool_answers_503_at_once_and_the_other_pool_goes_on(self):
        for _ in range(5):  # until the machine let enough of them in together
            codes = self.fill_and_look_beside()
            if 503 in codes:
                break
        self.assertEqual(sorted(set(codes)), [200, 503])
        self.assertGreaterEqual(codes.count(200), 3)

    def fill_and_look_beside(self):
        codes, refusals = [], []

        def ask(path, accept):
            status, headers, body = self.edge.ask("GET", path, headers={"Accept": accept})
            codes.append(status)
            if status == 503:
                refusals.append((headers["Retry-After"], b"occupied" in body))

        threads = [threading.Thread(target=ask, args=("/heavy", "text/html" if i % 2 else "*/*")) for i in range(12)]
        for thread in threads:
            thread.start()
        self.edge.hello_seconds()
        self.assertTrue(any(thread.is_alive() for thread in threads), "it waited for the other pool")
        for thread in threads:
            thread.join()
        self.assertEqual(set(refusals) - {("2", True)}, set())
        return codes

    def test_a_deadline_ends_in_503_and_the_connection_is_not_reused_for_the_late_answer(self):
        def seconds():
            begin = time.monotonic()
            self.assertEqual(self.edge.ask("GET", "/stuck")[0], 503)
            return time.monotonic() - begin

        self.until(lambda: seconds() < 3, "not at the deadline of two seconds", 30)
        for i in range(40):
            self.assertEqual(self.edge.ask("GET", f"/echo/{i}")[2], str(i).encode())
            time.sleep(0.06)


class Stopping(EdgeTest):
    def test_a_stop_finishes_what_is_in_flight(self):
        answers = []
        thread = threading.Thread(target=lambda: answers.append(self.edge.ask("GET", "/slow")))
        thread.start()
        self.until(lambda: b"slow begins" in self.edge.logs())
        self.assertEqual(self.edge.stop_app(), 0)
        thread.join()
        self.assertEqual((answers[0][0], answers[0][2]), (200, b"slow"))
        status, headers, body = self.edge.ask("GET", "/hello")
        self.assertEqual(status, 503)
        self.assertEqual(headers["Retry-After"], "5")
        self.assertIn("text/html", headers["Content-Type"])
        self.assertIn("Réessayez".encode(), body)
        self.assertEqual(self.edge.ask("POST", "/api/v1/x", b"")[1]["Content-Type"], "application/problem+json")
        self.edge.start_app()
        self.edge.hello_seconds()


class Secrets(EdgeTest):
    """Links of mails must not be found in any log, whatever happens to them."""

    SECRET = b"s3cr3tLinkValue"

    def visit(self):
        secret = self.SECRET.decode()
        for path in (f"/l/{secret}", f"/%6c/{secret}", f"//l/{secret}", f"/x/../l/{secret}", f"/l/{secret}?utm={secret}",
                     f"/l%2F{secret}", f"/l/{secret}/more/{secret}", f"http://a/l/{secret}"):
            for method in ("GET", "HEAD", "POST", "DELETE", "TRACE"):
                self.edge.raw(f"{method} {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode())
        for head in ("X: " + "y" * 9000, "Bad Header", "Content-Length: 70000", "Content-Length: x",
                     "Transfer-Encoding: nope", "Range: bytes=x", "Expect: x", "Host: b"):
            self.edge.raw(f"GET /l/{secret} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{head}\r\n\r\n".encode(), timeout=1)
        with self.edge.connect() as connection:  # aborts
            connection.sendall(f"GET /l/{secret} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        with self.edge.connect() as connection:
            connection.sendall(f"GET /l/{secret} HTT".encode())

    def test_no_log_holds_a_links_secret_even_when_the_server_is_down_or_dies(self):
        self.visit()
        self.edge.stop_app()
        self.assertEqual(self.edge.ask("GET", f"/l/{self.SECRET.decode()}")[0], 503)
        self.visit()
        self.edge.start_app()
        self.visit()
        self.edge.stop_app(signal.SIGKILL)
        self.visit()
        self.edge.start_app()
        self.edge.ask("GET", "/hello?q=private")
        # nginx logs after it has answered; and the proof would be empty if nothing were logged.
        self.until(lambda: b'"path":"/hello"' in self.edge.logs())
        logs = self.edge.logs()
        leaks = [line for line in logs.splitlines() if self.SECRET in line or b"private" in line]
        self.assertEqual(leaks, [])
        for line in (self.edge.folder / "access.log").read_text().splitlines():
            json.loads(line)


class Throttle(EdgeTest):
    rate = "1r/s"
    burst = 5

    def test_one_address_gets_429_beyond_its_rate(self):
        secret = Secrets.SECRET.decode()
        codes = [self.edge.ask("GET", f"/l/{secret}")[0] for _ in range(30)]
        self.assertEqual(set(codes), {303, 429})
        self.assertFalse(Secrets.SECRET in self.edge.logs(), "a log holds the secret")
        answers = []
        self.until(lambda: answers.append(self.edge.ask("GET", "/hello")) or answers[-1][0] == 429)
        self.assertIn("Trop de demandes".encode(), answers[-1][2])


class ErrorPages(unittest.TestCase):
    def test_their_only_style_is_the_one_their_policy_allows(self):
        deploy = pathlib.Path(__file__).resolve().parents[3] / "deploy/nginx"
        allowed = re.search(r"style-src 'sha256-([^']+)'", (deploy / "nginx.conf.in").read_text())[1]
        pages = sorted((deploy / "errors").glob("*.html"))
        self.assertGreaterEqual(len(pages), 10)
        for page in pages:
            style = re.findall("<style>(.*?)</style>", page.read_text(), re.S)
            self.assertEqual([base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in style], [allowed])
            if page.stem != "405":  # of static files alone: the server refuses the others
                self.assertEqual(json.loads(page.with_suffix(".json").read_text())["status"], int(page.stem[:3]))


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    BINARY = sys.argv.pop(1)
    unittest.main()

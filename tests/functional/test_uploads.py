"""Uploads as ten kinds of client write them (tests/data/multipart), through nginx."""

import pathlib
import unittest
import uuid

from play import FunctionalTest

KEPT = pathlib.Path(__file__).resolve().parents[1] / "data/multipart"


class Uploads(FunctionalTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.act = cls.play.start("adhesion")

    def send(self, kind, body):
        headers = {"Content-Type": kind, "Idempotency-Key": str(uuid.uuid4())}
        return self.play.api_page("POST", f"/conventions/{self.act.id}/annexes", body, headers)

    def test_an_annex_is_taken_whatever_client_sends_it(self):
        kept = sorted(KEPT.glob("*.http"))
        self.assertGreaterEqual(len(kept), 20)
        for file in kept:
            with self.subTest(file.stem):
                head, body = file.read_bytes().split(b"\r\n\r\n", 1)
                page = self.send(head.decode().removeprefix("Content-Type: "), body)
                self.assertEqual(page.status, 201, page.body)
                annex = self.act.show()["annexes"][-1]
                self.assertEqual((annex["kind"], annex["pages"]), ("fiche_action", 1))
                self.assertEqual(annex["title"].replace("'", "’"), "Été à l’école")
                self.act.do("remove_annex", annex=annex["n"])

    def test_what_cannot_be_read_is_refused_in_words_for_programs(self):
        body = (KEPT / "curl.http").read_bytes().split(b"\r\n\r\n", 1)[1]
        mark = body[2:body.index(b"\r\n")].decode()
        kind = f"multipart/form-data; boundary={mark}"
        for name, sent, said in (
            ("cut", body[:-20], "cut inside the file"),
            ("no name", body.replace(b'; name="title"', b""), "without a name"),
            ("two names", body.replace(b'; name="title"', b'; name="a"; name="b"'), "twice"),
            ("encoded", body.replace(b"Content-Type: application/pdf",
                                     b"Content-Transfer-Encoding: base64"), "as they are"),
        ):
            with self.subTest(name):
                page = self.send(kind, sent)
                self.assertEqual(page.status, 400, page.body)
                self.assertIn(said, page.body.decode())
        page = self.send("multipart/form-data", body)
        self.assertEqual(page.status, 400, page.body)
        self.assertIn("boundary", page.body.decode())
        self.assertEqual(self.act.show()["annexes"][1:], [])


if __name__ == "__main__":
    unittest.main()

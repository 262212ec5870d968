#!/usr/bin/env python3
"""Keeps what a client sends: record.py FOLDER PORT. A POST to /NAME becomes FOLDER/NAME.http, its
Content-Type, an empty line and the body, byte for byte."""

import http.server
import pathlib
import sys

FOLDER = pathlib.Path(sys.argv[1])


class Recorder(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def body(self):
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers["Content-Length"]))
        whole = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return whole

    def do_POST(self):
        kept = b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n" + self.body()
        (FOLDER / (self.path.strip("/") + ".http")).write_bytes(kept)
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Recorder).serve_forever()

#!/usr/bin/env python3
"""A mail server that behaves badly on purpose, one way per run, on a free loopback port.

    smtp_double.py MODE DIR     prints the port, then serves until it is killed

DIR gets tls/ca.pem (its authority; the certificate is for `localhost`) and, per message taken,
the line `MAIL … | RCPT …` in DIR/envelopes and the content as sent (dots doubled) in DIR/content.
With `auth-plain` and `auth-login` the user is `campus`, the password `s3cret é`.
"""
import base64
import pathlib
import socket
import ssl
import sys
import threading
import time

from postfix import make_certificates

USER, PASSWORD = "campus".encode(), "s3cret é".encode()


class Conversation:
    def __init__(self, mode, folder, connection):
        self.mode, self.folder, self.connection = mode, folder, connection
        self.received = b""
        self.secure = self.authenticated = False
        self.envelope = []

    def send(self, text):
        self.connection.sendall(text.encode())

    def line(self):
        while b"\r\n" not in self.received:
            got = self.connection.recv(65536)
            if not got:
                raise ConnectionError
            self.received += got
        line, self.received = self.received.split(b"\r\n", 1)
        return line

    def wrap(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "tls/server.pem", self.folder / "tls/server.key")
        if self.mode == "old-tls":
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.secure = True

    def greet(self):
        if self.mode == "implicit":
            self.wrap()
        if self.mode == "stall":
            time.sleep(3600)
        while self.mode == "endless-banner":
            self.send("220-welcome\r\n" * 1000)
        while self.mode == "endless-line":
            self.send("2" * 10000)
        while self.mode == "drip":
            self.send("220-x\r\n")
            time.sleep(0.1)
        self.send({"http": "HTTP/1.1 200 OK\r\n", "closed": "554 5.3.2 closed\r\n",
                   "busy": "421 4.3.2 busy\r\n"}.get(self.mode, "220 double ESMTP\r\n"))

    def hello(self):
        self.send("250-double\r\n")
        if not self.secure and self.mode not in ("no-starttls", "plain"):
            self.send("250-STARTTLS\r\n")
        if self.secure and self.mode.startswith("auth-"):
            self.send(f"250-AUTH CRAM-MD5 {self.mode[5:].upper()}\r\n")
        self.send("250 8BITMIME\r\n")

    def start_tls(self):
        extra = "250 injected\r\n" if self.mode == "inject" else ""
        self.send("220 go\r\n" + extra)
        self.wrap()

    def authenticate(self, line):
        words = line.split(b" ")
        if words[1] == b"PLAIN":
            good = base64.b64decode(words[2]) == b"\0" + USER + b"\0" + PASSWORD
        else:
            self.send("334 VXNlcm5hbWU6\r\n")
            user = base64.b64decode(self.line())
            self.send("334 UGFzc3dvcmQ6\r\n")
            good = (user, base64.b64decode(self.line())) == (USER, PASSWORD)
        self.authenticated = good
        self.send("235 2.7.0 ok\r\n" if good else "535 5.7.8 wrong password\r\n")

    def content(self):
        self.send("354 go on\r\n")
        if self.mode == "deaf":
            time.sleep(3600)
        if self.mode == "hang-up":
            self.line()
            raise ConnectionError
        content = b""
        while (line := self.line()) != b".":
            content += line + b"\r\n"
        if self.mode == "stall-content":
            time.sleep(3600)
        if self.mode == "drop-content":
            raise ConnectionError
        if self.refuses("content"):
            return
        (self.folder / "content").write_bytes(content)
        with open(self.folder / "envelopes", "a") as file:
            file.write(" | ".join(self.envelope) + "\n")
        self.envelope = []
        self.send("250 2.0.0 taken as 42\r\n")

    def refuses(self, what):
        """In the mode `no-rcpt 550 5.1.1 unknown` RCPT is, with these words."""
        mode, _, reply = self.mode.partition(" ")
        if mode == f"no-{what}":
            self.send(f"{reply}\r\n")
        return mode == f"no-{what}"

    def run(self):
        try:
            self.greet()
            while True:
                line = self.line()
                verb = line.split(b" ")[0].upper()
                if verb == b"EHLO":
                    self.hello()
                elif verb == b"STARTTLS":
                    self.start_tls()
                elif verb == b"AUTH":
                    self.authenticate(line)
                elif verb in (b"MAIL", b"RCPT"):
                    if self.mode.startswith("auth-") and not self.authenticated:
                        self.send("530 5.7.0 authentication required\r\n")
                        continue
                    if self.refuses(verb.decode().lower()):
                        continue
                    self.envelope.append(line.decode())
                    self.send("250 ok\r\n")
                elif verb == b"DATA":
                    self.content()
                else:
                    self.send("221 bye\r\n")
                    return
        except (OSError, ssl.SSLError) as error:
            if str(error):
                print(f"connection ended: {error}", file=sys.stderr, flush=True)
        finally:
            self.connection.close()


def main():
    mode, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    (folder / "tls").mkdir(parents=True)
    make_certificates(folder / "tls")
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(server.getsockname()[1], flush=True)
        while True:
            conversation = Conversation(mode, folder, server.accept()[0])
            threading.Thread(target=conversation.run, daemon=True).start()


if __name__ == "__main__":
    main()

"""Reads a message with Python's own e-mail package and prints what a mail program would show,
one `name<TAB>hexadecimal UTF-8` per line, so that a test can compare bytes."""
import email
import email.header
import email.policy
import email.utils
import sys

with open(sys.argv[1], "rb") as file:
    raw = file.read()
message = email.message_from_bytes(raw, policy=email.policy.default)
plain = email.message_from_bytes(raw)


def show(name, value):
    data = value if isinstance(value, bytes) else str(value).encode("utf-8")
    print(f"{name}\t{data.hex()}")


def show_mailbox(name):
    # The newer parser of Python 3.11 puts a blank between the encoded words of a display name,
    # against RFC 2047, 6.2; the older one reads them rightly.
    (mailbox,) = email.utils.getaddresses([plain[name].replace("\r\n", "")])
    show(name + ".name", email.header.make_header(email.header.decode_header(mailbox[0])))
    show(name + ".address", mailbox[1])


for header in ("From", "To", "Reply-To"):
    show_mailbox(header)
for header in ("Subject", "Message-ID", "Auto-Submitted", "Content-Language"):
    show(header, message[header])
show("Date", message["Date"].datetime.isoformat())
show("headers", " ".join(message.keys()))
show("structure", " ".join(part.get_content_type() for part in message.walk()))
for name, kind in (("text", "plain"), ("html", "html")):
    # CRLF is how a line ends on the wire; bare ones would be shown as they are.
    show(name, message.get_body((kind,)).get_content().replace("\r\n", "\n"))
for part in message.iter_attachments():
    show("attachment.name", part.get_filename())
    show("attachment.bytes", part.get_content())
show("defects", repr([part.defects for part in message.walk() if part.defects]))
show("longest", max(len(line) for line in raw.split(b"\r\n")))
show("bare", raw.replace(b"\r\n", b"").count(b"\n") + raw.replace(b"\r\n", b"").count(b"\r"))

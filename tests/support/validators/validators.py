"""Other people's judgement of our signed PDF: poppler, MuPDF, qpdf, OpenSSL, PDFBox with
BouncyCastle. Each function returns what the tool said, or raises AssertionError."""

import datetime
import pathlib
import re
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
JARS = ":".join(
    f"/usr/share/java/{name}.jar"
    for name in ("pdfbox2", "fontbox2", "commons-logging", "bcprov", "bcpkix", "bcutil")
)


def run(*words, ok=(0,)):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    out = done.stdout + done.stderr
    assert done.returncode in ok, f"{words}: exit {done.returncode}\n{out}"
    return out


def byte_ranges(content):
    """(signed bytes, DER of the CMS) of each signature, in file order."""
    out = []
    for found in re.finditer(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", content):
        start, length, second, rest = (int(n) for n in found.groups())
        hexa = content[start + length + 1:second - 1]
        der = bytes.fromhex(re.sub(rb"[^0-9a-fA-F]", b"", hexa).decode())
        size = der[1]
        if size & 0x80:
            octets = size & 0x7F
            size = int.from_bytes(der[2:2 + octets], "big") + octets
        out.append((content[start:start + length] + content[second:second + rest], der[:2 + size]))
    return out


def pdfsig(path):
    return run("pdfsig", "-nocert", path)


def mutool(path):
    return run("mutool", "sign", "-v", path, ok=(0, 1))


def qpdf(path):
    return run("qpdf", "--check", path)


class PdfBox:
    """Compiled once, run once over every file (one JVM)."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        run("javac", "-nowarn", "-cp", JARS, "-d", self.folder, HERE / "CheckSignatures.java")

    def judge(self, root, *files):
        """Per file name, its signatures: {name, verdict, stamped, whole, why}."""
        out = run("java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", f"{JARS}:{self.folder}",
                  "CheckSignatures", root, self.folder, *files)
        judged = {pathlib.Path(f).name: [] for f in files}
        for line in out.splitlines():
            parts = line.split("\t")
            if len(parts) == 6:
                judged[parts[0]].append(
                    dict(zip(("name", "verdict", "stamped", "whole", "why"), parts[1:]))
                )
        return judged


def stamp_time(token):
    """The instant an RFC 3161 token states, as OpenSSL reads it."""
    text = run("openssl", "ts", "-reply", "-token_in", "-in", token, "-text")
    found = re.search(r"Time stamp: (\w+ +\d+ [\d:]+)(?:\.\d+)? (\d{4}) GMT", text)
    assert found, text
    return datetime.datetime.strptime(
        f"{found.group(1)} {found.group(2)} +0000", "%b %d %H:%M:%S %Y %z"
    )


def openssl_cms(folder, n, signed, der, root, at):
    """`openssl cms -verify` of one detached signature as of `at`."""
    content, cms = folder / f"{n}.content", folder / f"{n}.der"
    content.write_bytes(signed)
    cms.write_bytes(der)
    return run("openssl", "cms", "-verify", "-inform", "DER", "-in", cms, "-content", content,
               "-binary", "-CAfile", root, "-purpose", "any", "-attime", int(at.timestamp()),
               "-out", "/dev/null")


def openssl_ts(token, stamped, root, at):
    return run("openssl", "ts", "-verify", "-token_in", "-in", token, "-data", stamped,
               "-CAfile", root, "-attime", int(at.timestamp()))

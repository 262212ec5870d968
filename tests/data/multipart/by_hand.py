#!/usr/bin/env python3
"""Bodies that no client on the machine writes: by_hand.py, beside it. .NET's after the reference source of
System.Net.Http (MultipartFormDataContent, ContentDispositionHeaderValue); the others after the standards."""

import pathlib

HERE = pathlib.Path(__file__).resolve().parent
PDF = (HERE / "plan.pdf").read_bytes()
TITLE = "Été à l’école".encode()


def keep(name, kind, *pieces):
    (HERE / f"{name}.http").write_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + b"".join(pieces))


def part(boundary, headers, body):
    return b"--%s\r\n%s\r\n\r\n%s\r\n" % (boundary, b"\r\n".join(headers), body)


# .NET: the boundary in quotes, names without; a name of a file that is not ASCII twice.
GUID = b"3b1a8f0e-7c07-4f55-9d1c-0d8b6c4a2f10"
TEXT = b"Content-Type: text/plain; charset=utf-8"
DOTNET = (
    part(GUID, [TEXT, b"Content-Disposition: form-data; name=kind"], b"fiche_action"),
    part(GUID, [TEXT, b"Content-Disposition: form-data; name=title"], TITLE),
)
keep("dotnet", f'multipart/form-data; boundary="{GUID.decode()}"', *DOTNET, part(GUID, [
    b"Content-Type: application/pdf",
    b'Content-Disposition: form-data; name=file; filename="=?utf-8?B?cGxhbiDDoCBzaWduZXIucGRm?=";'
    b" filename*=utf-8''plan%20%C3%A0%20signer.pdf"], PDF), b"--" + GUID + b"--\r\n")
keep("dotnet-no-file-name", f'multipart/form-data; boundary="{GUID.decode()}"', *DOTNET, part(GUID, [
    b"Content-Type: application/pdf", b"Content-Disposition: form-data; name=file"], PDF),
    b"--" + GUID + b"--\r\n")

# RFC 2046 5.1.1: text before and after, blanks after a boundary; RFC 5322 2.2.3: headers that go on.
B = b"gc0p4Jq0M2Yt08j34c0p"
keep("standards", f'Multipart/Form-Data ; charset=utf-8 ; BOUNDARY = "{B.decode()}" ; x="a;b"',
     b"This is a multi-part message.\r\n--gc0p4 is not yet the boundary\r\n",
     b"--" + B + b" \t\r\nX-Odd:\r\n  more of it\r\ncontent-disposition:form-data;\r\n\tname=\"kind\" ;\r\n",
     b"\r\nfiche_action\r\n",
     b"--" + B + b"\r\nContent-Length: 19\r\nContent-Transfer-Encoding: 8bit\r\n"
     b"Content-Disposition: form-data; creation-date=\"Wed, 12 Feb 1997 16:29:51 -0500\"; NAME=\"title\";\r\n\r\n",
     TITLE + b"\r\n--" + B + b"\r\nContent-Transfer-Encoding: BINARY\r\n"
     b"Content-Disposition: form-data; filename=\"C:\\plans\\plan.pdf\"; name=file\r\n\r\n",
     PDF + b"\r\n--" + B + b"--  \r\nAnd this is after it.\r\n--" + B + b"\r\n")

# RFC 7578 4.6: the charset of the form, in a field.
keep("charset-field", f"multipart/form-data; boundary={B.decode()}",
     part(B, [b'Content-Disposition: form-data; name="_charset_"'], b"windows-1252"),
     part(B, [b'Content-Disposition: form-data; name="kind"'], b"fiche_action"),
     part(B, [b'Content-Disposition: form-data; name="title"'], TITLE.decode().encode("cp1252")),
     part(B, [b'Content-Disposition: form-data; name="file"; filename="pl\xe0n.pdf"'], PDF), b"--" + B + b"--")

#!/usr/bin/env python3
"""The small PDF that the clients send: make_pdf.py OUT"""

import pathlib
import sys

OBJECTS = (
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    b"<</Length 38>>\nstream\nBT /F1 12 Tf 20 50 Td (Annexe 1) Tj ET\nendstream",
)

pdf = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
offsets = []
for n, body in enumerate(OBJECTS, 1):
    offsets.append(len(pdf))
    pdf += b"%d 0 obj\n%s\nendobj\n" % (n, body)
table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
pdf += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
    len(offsets) + 1, table, len(offsets) + 1, len(pdf))
pathlib.Path(sys.argv[1]).write_bytes(pdf)

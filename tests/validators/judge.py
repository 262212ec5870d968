"""What pyHanko says of each signature of a PDF, as JSON. usage: judge.py ROOT.pem FILE"""

import json
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


def trusting(root):
    return ValidationContext(trust_roots=[root], allow_fetching=False)


def judge(root, path):
    with open(path, "rb") as file:
        said = []
        for signature in PdfFileReader(file).embedded_signatures:
            status = validate_pdf_signature(signature, trusting(root), trusting(root))
            stamp = status.timestamp_validity
            said.append({
                "field": signature.field_name,
                "accepted": status.bottom_line,
                "intact": status.intact,
                "trusted": status.trusted,
                "changes_allowed": status.docmdp_ok,
                "changes_after": status.modification_level.name if status.modification_level else None,
                "covers": status.coverage.name,
                "stamp_valid": bool(stamp and stamp.valid and stamp.trusted),
            })
        return said


print(json.dumps(judge(load_cert_from_pemder(sys.argv[1]), sys.argv[2])))

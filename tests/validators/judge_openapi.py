"""What openapi-spec-validator finds wrong with the document on standard input, one fault a line."""

import json
import sys

from openapi_spec_validator import OpenAPIV31SpecValidator

for fault in OpenAPIV31SpecValidator(json.load(sys.stdin)).iter_errors():
    where = "/".join(str(part) for part in fault.absolute_path)
    print(f"{where}: {fault.message.splitlines()[0][:300]}")

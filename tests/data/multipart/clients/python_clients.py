"""requests, httpx and aiohttp: python_clients.py URL PDF"""

import asyncio
import pathlib
import sys

import aiohttp
import httpx
import requests

URL, PDF = sys.argv[1], pathlib.Path(sys.argv[2]).read_bytes()
FIELDS = {"kind": "fiche_action", "title": "Été à l’école"}
NAME = "plan à signer.pdf"

requests.post(URL + "/requests", data=FIELDS, files={"file": (NAME, PDF, "application/pdf")})
requests.post(URL + "/requests-all-in-files",
              files={**{k: (None, v) for k, v in FIELDS.items()}, "file": ("plan.pdf", PDF)})
httpx.post(URL + "/httpx", data=FIELDS, files={"file": (NAME, PDF, "application/pdf")})


async def with_aiohttp():
    async with aiohttp.ClientSession() as session:
        form = aiohttp.FormData()
        for name, value in FIELDS.items():
            form.add_field(name, value)
        form.add_field("file", PDF, filename=NAME, content_type="application/pdf")
        await session.post(URL + "/aiohttp", data=form)
        form = aiohttp.FormData(quote_fields=False, charset="utf-8")
        for name, value in FIELDS.items():
            form.add_field(name, value, content_type="text/plain")
        form.add_field("file", PDF)
        await session.post(URL + "/aiohttp-no-file-name", data=form)


asyncio.run(with_aiohttp())

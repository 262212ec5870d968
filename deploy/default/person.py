"""A person with a browser and a mailbox: opens pages, fills their forms, reads mails. Nothing but
the standard library; used by the tour and by the functional tests."""

import email
import email.policy
import html.parser
import http.client
import pathlib
import re
import time
import urllib.parse


class Form:
    def __init__(self, action, method):
        self.action = action
        self.method = method
        self.fields = []  # [name, value, kind, checked]

    def values(self, **filled):
        """What a browser would post: hidden and filled fields, ticked boxes."""
        out = []
        for name, value, kind, checked in self.fields:
            if name in filled:
                continue
            if kind in ("checkbox", "radio") and not checked:
                continue
            out.append((name, value))
        for name, value in filled.items():
            for one in value if isinstance(value, list) else [value]:
                out.append((name, one))
        return out

    def choices(self, name):
        return [value for field, value, _, _ in self.fields if field == name]


class PageParser(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms = []
        self.links = []
        self.text = []
        self.form = None
        self.select = None
        self.area = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.form = Form(attrs.get("action", ""), attrs.get("method", "get").lower())
            self.forms.append(self.form)
        elif tag == "a" and "href" in attrs:
            self.links.append(attrs["href"])
        elif self.form is not None and "name" in attrs:
            if tag == "input":
                self.form.fields.append(
                    [attrs["name"], attrs.get("value", ""), attrs.get("type", "text"), "checked" in attrs]
                )
            elif tag == "textarea":
                self.area = [attrs["name"], "", "textarea", True]
                self.form.fields.append(self.area)
            elif tag == "select":
                self.select = attrs["name"]
        if tag == "option" and self.select and self.form is not None:
            self.form.fields.append([self.select, attrs.get("value", ""), "radio", "selected" in attrs])

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None

    def handle_data(self, data):
        if self.area is not None:
            self.area[1] += data
        else:
            self.text.append(data)


class Page:
    def __init__(self, status, address, headers, body):
        self.status = status
        self.address = address
        self.headers = headers
        self.body = body
        self.parsed = PageParser()
        if "html" in headers.get("Content-Type", ""):
            self.parsed.feed(body.decode("utf-8"))

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(self.parsed.text))

    def form(self, ending):
        for form in self.parsed.forms:
            if form.action.endswith(ending):
                return form
        raise AssertionError(f"{self.address} has no form to {ending}: {self.text[:400]}")


class Browser:
    """Cookies by path, redirections followed, as a browser does; one per person. `tls` says which
    certificates are trusted, where the address is https."""

    def __init__(self, base, tls=None):
        self.base = urllib.parse.urlsplit(base)
        self.tls = tls
        self.cookies = {}  # (name, path) -> value

    def request(self, method, path, body=None, headers=None):
        headers = dict(headers or {})
        matching = [
            f"{name}={value}" for (name, scope), value in self.cookies.items() if path.split("?")[0].startswith(scope)
        ]
        if matching:
            headers["Cookie"] = "; ".join(matching)
        headers.setdefault("Accept", "text/html,application/xhtml+xml")
        headers.setdefault("Accept-Language", "fr")
        where = (self.base.hostname, self.base.port)
        if self.base.scheme == "https":
            connection = http.client.HTTPSConnection(*where, timeout=60, context=self.tls)
        else:
            connection = http.client.HTTPConnection(*where, timeout=60)
        try:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for header, value in answer.getheaders():
            if header.lower() == "set-cookie":
                parts = [part.strip() for part in value.split(";")]
                name, _, content_of = parts[0].partition("=")
                scope = next((p[5:] for p in parts if p.lower().startswith("path=")), "/")
                if any(p.lower() == "max-age=0" for p in parts):
                    self.cookies.pop((name, scope), None)
                else:
                    self.cookies[(name, scope)] = content_of
        return Page(answer.status, path, dict(answer.getheaders()), content)

    def follow(self, page):
        hops = 0
        while page.status in (302, 303, 308):
            hops += 1
            assert hops < 10, "too many redirections"
            target = urllib.parse.urlsplit(page.headers["Location"])
            page = self.request("GET", target.path + (f"?{target.query}" if target.query else ""))
        return page

    def open(self, address):
        split = urllib.parse.urlsplit(address)
        return self.follow(self.request("GET", split.path + (f"?{split.query}" if split.query else "")))

    def submit(self, form, **filled):
        body = urllib.parse.urlencode(form.values(**filled))
        return self.follow(
            self.request(
                "POST",
                form.action,
                body,
                {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Origin": f"{self.base.scheme}://{self.base.netloc}",
                },
            )
        )


class Mailbox:
    """The mails of everybody, as the server handed them over: `.eml` files or a Maildir."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.seen = set()

    def messages(self):
        for path in sorted(self.folder.rglob("*"), key=lambda p: p.stat().st_mtime_ns if p.exists() else 0):
            if path.is_file() and not path.name.startswith(".") and path.parent.name != "tmp":
                try:
                    with open(path, "rb") as file:
                        yield str(path), email.message_from_binary_file(file, policy=email.policy.default)
                except FileNotFoundError:
                    continue

    def wait(self, to, subject=None, seconds=30.0):
        """The next unread message to that address whose subject holds `subject`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for key, message in self.messages():
                if key in self.seen or to.lower() not in str(message["To"]).lower():
                    continue
                if subject is not None and subject.lower() not in str(message["Subject"]).lower():
                    continue
                self.seen.add(key)
                return message
            time.sleep(0.05)
        raise AssertionError(f"no mail to {to} about {subject!r} within {seconds} s")


def text_of(message):
    return message.get_body(preferencelist=("plain",)).get_content()


def link_in(message, base):
    found = re.search(re.escape(base) + r"/l/\S+", text_of(message))
    assert found, "no link in the message"
    return found.group(0)


def code_in(message):
    found = re.search(r"^\s+(\d{6})\s*$", text_of(message), re.MULTILINE)
    assert found, "no code in the message"
    return found.group(1)

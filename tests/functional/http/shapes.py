"""Malformed and odd requests: (name, bytes, statuses allowed). None may reach a handler half-read."""


def _request(line=b"GET /hello HTTP/1.1", head=b"Host: a\r\n", body=b"", close=b"Connection: close\r\n"):
    return line + b"\r\n" + head + close + b"\r\n" + body


BAD = (400,)


def _line(name, line, allowed=BAD):
    return name, _request(line), allowed


def _head(name, head, allowed=BAD):
    return name, _request(head=head), allowed


def _post(name, head, body, allowed=BAD):
    return name, _request(b"POST /echo HTTP/1.1", b"Host: a\r\n" + head, body), allowed


MALFORMED = [
    # --- request line
    _line("empty line first", b"\r\nGET /hello HTTP/1.1", (200,)),
    _line("no version", b"GET /hello", BAD),
    _line("version H", b"GET /hello H"),
    _line("version HTTP", b"GET /hello HTTP"),
    _line("version HTTP/", b"GET /hello HTTP/"),
    _line("version 1.x", b"GET /hello HTTP/1.x"),
    _line("version 9.9", b"GET /hello HTTP/9.9", (400, 505)),
    _line("version 2.0", b"GET /hello HTTP/2.0", (400, 505)),
    _line("lower-case version", b"GET /hello http/1.1"),
    _line("empty version", b"GET /hello "),
    _line("lower-case method", b"get /hello HTTP/1.1"),
    _line("unknown method", b"BREW /hello HTTP/1.1", (405,)),
    _line("method with a colon", b"G:T /hello HTTP/1.1"),
    _line("long method", b"G" * 4000 + b" /hello HTTP/1.1", (400, 405)),
    _line("no method", b" /hello HTTP/1.1"),
    _line("no target", b"GET HTTP/1.1"),
    _line("star target", b"OPTIONS * HTTP/1.1", (400, 405)),
    _line("authority target", b"CONNECT a:80 HTTP/1.1", (400, 405)),
    _line("trace", b"TRACE /hello HTTP/1.1", (405,)),
    _line("absolute target", b"GET http://a/hello HTTP/1.1", (200,)),
    _line("absolute target of another scheme", b"GET ftp://a/hello HTTP/1.1", (200, 400)),
    _line("target without a slash", b"GET hello HTTP/1.1"),
    _line("NUL in the target", b"GET /hel\x00lo HTTP/1.1"),
    _line("encoded NUL", b"GET /echo/%00 HTTP/1.1"),
    _line("CR LF in the target", b"GET /hello\r\nX: y HTTP/1.1", BAD),
    _line("bare CR in the target", b"GET /hel\rlo HTTP/1.1"),
    _line("tab in the target", b"GET /hel\tlo HTTP/1.1", BAD),
    _line("space in the target", b"GET /hel lo HTTP/1.1"),
    _line("raw UTF-8 in the target", "GET /echo/é HTTP/1.1".encode()),
    _line("raw Latin-1 in the target", b"GET /echo/\xe9 HTTP/1.1"),
    _line("bad escape", b"GET /echo/%zz HTTP/1.1"),
    _line("cut escape", b"GET /echo/% HTTP/1.1"),
    _line("climbing", b"GET /../../etc/passwd HTTP/1.1"),
    _line("climbing, encoded", b"GET /a/%2e%2e/%2e%2e/etc HTTP/1.1"),
    _line("backslashes", b"GET /..\\..\\etc HTTP/1.1", (400, 404)),
    _line("fragment", b"GET /hello#x HTTP/1.1", (200, 400, 404)),
    _line("target of 9000 bytes", b"GET /" + b"a" * 9000 + b" HTTP/1.1", (414,)),
    _line("query of 9000 bytes", b"GET /hello?" + b"a" * 9000 + b" HTTP/1.1", (414,)),
    _line("query with a bad escape", b"GET /hello?a=%g HTTP/1.1"),
    _line("query without a name", b"GET /hello?=1 HTTP/1.1"),
    # --- headers
    _head("no host", b""),
    _head("two hosts", b"Host: a\r\nHost: b\r\n"),
    _head("host with a slash", b"Host: a/b\r\n"),
    _head("host with a NUL", b"Host: a\x00b\r\n"),
    _head("host with a space", b"Host: a b\r\n", (200, 400)),
    _head("host with an odd port", b"Host: a:port\r\n", (200, 400)),
    _head("line without a colon", b"Host: a\r\nnocolon\r\n", (200, 400)),
    _head("space before the colon", b"Host: a\r\nX : y\r\n", (200, 400)),
    _head("space before the name", b"Host: a\r\n X: y\r\n", (200, 400)),
    _head("empty name", b"Host: a\r\n: y\r\n", (200, 400)),
    _head("NUL in a value", b"Host: a\r\nX: a\x00b\r\n"),
    _head("NUL in a name", b"Host: a\r\nX\x00: b\r\n", (200, 400)),
    _head("bare CR in a value", b"Host: a\r\nCookie: a\rX: y\r\n", (200, 400)),
    _head("folded value", b"Host: a\r\nX: a\r\n b\r\n", (200, 400)),
    _head("header of 9000 bytes", b"Host: a\r\nX: " + b"a" * 9000 + b"\r\n", (431,)),
    _head("forty kilobytes of headers", b"Host: a\r\n" + b"".join(b"X%d: %s\r\n" % (i, b"a" * 1000) for i in range(40)), (431,)),
    _head("a thousand headers", b"Host: a\r\n" + b"X: y\r\n" * 1000, (200, 400, 431)),
    _head("broken cookie", b"Host: a\r\nCookie: ;;=;\x01\xff\r\n", (200,)),
    _head("broken accept", b"Host: a\r\nAccept: ;;;\r\nAccept:\r\n", (200, 400)),
    _head("broken content type", b"Host: a\r\nContent-Type: ////\r\n", (200,)),
    _head("broken cache control and date", b"Host: a\r\nCache-Control: max-age=x\r\nDate: x\r\n", (200,)),
    _head("broken authorization", b"Host: a\r\nAuthorization: Basic \xff\r\n", (200,)),
    _head("broken range", b"Host: a\r\nRange: bytes=9-1,-\r\n", (200,)),
    # --- bodies
    _post("length of +3", b"Content-Length: +3\r\n", b"abc"),
    _post("length of 3junk", b"Content-Length: 3junk\r\n", b"abc"),
    _post("length of 0x3", b"Content-Length: 0x3\r\n", b"abc"),
    _post("length of 3, 3", b"Content-Length: 3, 3\r\n", b"abc"),
    _post("negative length", b"Content-Length: -1\r\n", b"abc"),
    _post("empty length", b"Content-Length:\r\n", b"abc"),
    _post("length beyond 64 bits", b"Content-Length: 99999999999999999999\r\n", b"abc", (400, 413)),
    _post("two lengths", b"Content-Length: 3\r\nContent-Length: 3\r\n", b"abc"),
    _post("length and chunks", b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n"),
    _post("unknown encoding", b"Transfer-Encoding: gzip\r\n", b"abc", (400, 501)),
    _post("chunked twice", b"Transfer-Encoding: chunked, chunked\r\n", b"0\r\n\r\n", (400, 501)),
    _post("chunk size that is no number", b"Transfer-Encoding: chunked\r\n", b"zz\r\nabc\r\n0\r\n\r\n"),
    _post("chunk size beyond 64 bits", b"Transfer-Encoding: chunked\r\n", b"fffffffffffffffff\r\nabc\r\n0\r\n\r\n", (400, 413)),
    _post("negative chunk size", b"Transfer-Encoding: chunked\r\n", b"-1\r\nabc\r\n0\r\n\r\n"),
    _post("wrong chunk terminator", b"Transfer-Encoding: chunked\r\n", b"3\r\nabcXX0\r\n\r\n"),
    _post("chunk above the limit", b"Transfer-Encoding: chunked\r\n", b"fffff\r\nabc\r\n0\r\n\r\n", (400, 413)),
    _post("endless chunk extension", b"Transfer-Encoding: chunked\r\n", b"3;" + b"x" * 20000 + b"\r\nabc\r\n0\r\n\r\n", (200, 400)),
    _post("chunked in HTTP/1.0", b"Transfer-Encoding: chunked\r\n", b"3\r\nabc\r\n0\r\n\r\n", (200, 400)),
    # --- not HTTP
    ("TLS hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500, BAD),
    ("HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (400, 405, 505)),
    ("binary noise", bytes(range(256)) * 8, BAD),
    ("nothing but line feeds", b"\n" * 5000, (400,)),
]

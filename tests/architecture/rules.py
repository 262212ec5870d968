"""Who may know whom, as data. The table of docs/architecture.md is printed from here."""

import pathlib

STANDARD = "standard library"
POSIX = "POSIX"

# The subjects of a convention's life, a folder each; none includes another.
HERE = pathlib.Path(__file__).resolve().parent
PARTS = sorted(path.parent.name for path in HERE.glob("../../workflows/parts/*/model.hpp"))
PART = "workflows/parts/<subject>"

# room: (other rooms it may include, libraries besides the standard one)
ROOMS = {
    "text": ((), ("libidn2", "utf8proc")),
    "workflows/ground": (("text",), ()),
    "workflows/domain": (("text", "workflows/ground", "workflows/parts/*"), ()),
    **{
        PART.replace("<subject>", part): (("text", "workflows/ground", "workflows/domain"), ())
        for part in PARTS
    },
    "workflows/app": (("text", "workflows/ground", "workflows/domain"), ()),
    "workflows/codec": (("text", "workflows/ground", "workflows/domain"), ("nlohmann/json",)),
    "crypto": (("text",), ("OpenSSL", "argon2", POSIX)),
    "documents/pdf": ((), ("qpdf", "HarfBuzz", "Expat")),
    "documents/pades": (("crypto", "documents/pdf"), ()),
    "documents/pictures": ((), ("poppler",)),
    "documents/worker": (
        ("crypto", "documents/pdf", "documents/pades", "documents/pictures"),
        (POSIX, "Linux"),
    ),
    "documents/typeset": (("text", "documents/worker"), ("mustache", POSIX)),
    "mail": (("text", "workflows/ground"), ("GMime", "Poco", "mustache", "sanitizers", POSIX)),
    "sql": (("text", "workflows/*"), ("libpqxx", "libpq", POSIX)),
    "server/http": (("text",), ("Pistache", POSIX)),
    "server/refusals": (("workflows/domain",), ()),
    "server/api": (("text", "workflows/*", "server/http", "server/refusals"), ("nlohmann/json",)),
    "server/pages": (
        ("text", "workflows/*", "server/http", "server/refusals"), ("nlohmann/json", "mustache")),
    "server/jobs": (("workflows/*",), ()),
    "server/adapters": (
        ("text", "workflows/*", "crypto", "documents/*", "mail", "sql", "server/*"),
        ("toml++", "spdlog", "date", "nlohmann/json", POSIX),
    ),
    "server/cli": (
        ("text", "workflows/*", "crypto", "documents/*", "mail", "sql", "server/*"),
        ("CLI11", "nlohmann/json", POSIX),
    ),
    "server/app": (
        ("text", "workflows/*", "crypto", "documents/*", "mail", "sql", "server/*"),
        ("prometheus-cpp", POSIX),
    ),
}

# library: how its headers begin
LIBRARIES = {
    "nlohmann/json": ("nlohmann/",),
    "utf8proc": ("utf8proc.h",),
    "OpenSSL": ("openssl/",),
    "argon2": ("argon2.h",),
    "qpdf": ("qpdf/",),
    "HarfBuzz": ("hb.h", "hb-"),
    "Expat": ("expat.h",),
    "poppler": ("poppler/",),
    "mustache": ("kainjow/",),
    "GMime": ("gmime/",),
    "libidn2": ("idn2.h",),
    "Poco": ("Poco/",),
    "libpqxx": ("pqxx/",),
    "libpq": ("libpq-fe.h",),
    "Pistache": ("pistache/",),
    "toml++": ("toml++/",),
    "spdlog": ("spdlog/",),
    "date": ("date/",),
    "CLI11": ("CLI/",),
    "prometheus-cpp": ("prometheus/",),
    POSIX: ("sys/", "unistd.h", "fcntl.h", "poll.h", "pthread.h", "signal.h", "dirent.h", "sysexits.h",
            "sched.h", "arpa/inet.h", "iconv.h"),
    "Linux": ("linux/",),
    "sanitizers": ("sanitizer/",),  # the compiler's, in builds with them alone
}

# Declarations only: a public header may hold them. POSIX is everybody's.
LIGHT_HEADERS = ("nlohmann/json_fwd.hpp", "sys/types.h")

# Headers for their own room alone, because they reach a library's types.
PRIVATE_HEADERS = {
    "crypto/asn1_text.hpp",
    "crypto/asn1_time.hpp",
    "crypto/certificate_builder.hpp",
    "crypto/chain.hpp",
    "crypto/openssl_ptr.hpp",
    "documents/pdf/cleaning.hpp",
    "documents/pdf/font.hpp",
    "documents/pdf/inflation.hpp",
    "documents/pdf/lexer.hpp",
    "documents/pdf/object_walk.hpp",
    "documents/pdf/reader.hpp",
    "documents/pdf/revision_diff.hpp",
    "documents/pdf/standing.hpp",
    "documents/pdf/survey.hpp",
    "documents/pdf/update_reader.hpp",
    "documents/pdf/validation_store.hpp",
    "mail/smtp_dialogue.hpp",
    "server/api/paging.hpp",
    "server/pages/kit/model_data.hpp",
    "sql/document_rows.hpp",
    "sql/journal_rows.hpp",
    "sql/queue_statements.hpp",
    "sql/session.hpp",
    "sql/timer_kinds.hpp",
    "sql/values.hpp",
    "workflows/codec/json_tree.hpp",
}

# What others may include of a part; `rules.hpp` is for the door alone.
PART_MODEL = "model.hpp"
PART_RULES = ("rules.hpp", "workflows/domain/decide.cpp")
PART_DESCRIPTION = ("describe.hpp", "workflows/domain/describe_parts.hpp")
# What a model may include: a part's state knows no other's.
MODEL_KNOWS = ("text/", "workflows/ground/", "workflows/domain/spine.hpp")

CLOCK = "server/adapters/clock.cpp"

# The words of mails are mail's own: who composes them reads none of the pages.
COMPOSER, PAGES = "server/adapters/postman.", "server/pages"

# What an operator may meet, and the page that explains it: (source, what names it, page).
EXPLAINED = (
    ("server/adapters/config.cpp", r'keys\.\w+\("\w+\.(\w+)"', "docs/configuration.md"),
    ("server/adapters/log.hpp", r'std::string_view k\w+ = "([\w.]+)"', "docs/operations.md"),
    ("server/app/metrics.cpp", r'"(contreseing_\w+)"', "docs/operations.md"),
    ("server/app/application.cpp", r'"(contreseing_\w+)"', "docs/operations.md"),
)

# Folders that hold no room and still owe the reader a page.
OTHER_FOLDERS = (
    "workflows",
    "workflows/parts",
    "workflows/types",
    "documents",
    "server",
    "web",
    "deploy",
    "deploy/nginx",
    "docs",
    "tests",
)


def table():
    """The table of docs/architecture.md."""
    lines = ["| room | may include | libraries |", "|---|---|---|"]
    first, *same = (PART.replace("<subject>", part) for part in PARTS)
    for room, (rooms, libraries) in ROOMS.items():
        if room in same:
            continue
        room = PART if room == first else room
        known = ", ".join(f"`{name}`" for name in rooms) or "nothing"
        lines.append(f"| `{room}` | {known} | {', '.join(libraries) or 'none'} |")
    return "\n".join(lines)

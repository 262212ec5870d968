#!/usr/bin/env python3
"""Plants one violation at a time in a small tree and asks that check.py names it, and only it."""
import os
import tempfile
import unittest

import check
import rules


class Planted(unittest.TestCase):
    before = None

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = self.folder.name
        for room in {*rules.ROOMS, *rules.OTHER_FOLDERS}:
            self.write(f"{room}/README.md", "# A room\n")
        for path in rules.PRIVATE_HEADERS:
            self.write(path, "#pragma once\n#include <openssl/x509.h>\n")
        self.write("docs/architecture.md", rules.table() + "\n")
        self.write("docs/operations.md", "`known.event` `contreseing_known`\n")
        self.write("docs/configuration.md", "`port`\n")
        self.write("server/adapters/config.cpp", 'keys.number("server.port", port);\n')
        self.write("server/adapters/log.hpp", 'std::string_view kKnown = "known.event";\n')
        for name in ("metrics", "application"):
            self.write(f"server/app/{name}.cpp", 'gauge("contreseing_known");\n')
        # The private headers above all use one library, in rooms that may not: not under test.
        if Planted.before is None:
            Planted.before = set(check.problems(self.root))

    def tearDown(self):
        self.folder.cleanup()

    def write(self, path, text):
        whole = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "w", encoding="utf-8") as file:
            file.write(text)

    def new_problems(self):
        return sorted(set(check.problems(self.root)) - self.before)

    def plant(self, path, text):
        self.write(path, text)
        return self.new_problems()

    def refused(self, path, text, word):
        found = self.plant(path, text)
        self.assertEqual(1, len(found), found)
        self.assertIn(word, found[0])

    def test_accepts_an_allowed_arrow(self):
        self.write("workflows/domain/a.hpp", "#pragma once\n#include <string>\n")
        self.assertEqual([], self.plant("sql/b.cpp", '#include "workflows/domain/a.hpp"\n'))

    def test_refuses_an_arrow_against_the_table(self):
        self.write("sql/a.hpp", "#pragma once\n")
        self.refused("workflows/app/b.cpp", '#include "sql/a.hpp"\n', "may not include sql")

    def test_refuses_an_arrow_between_neighbours(self):
        self.write("server/api/a.hpp", "#pragma once\n")
        self.refused("server/pages/b.cpp", '  # include "server/api/a.hpp"\n', "server/api")

    def test_refuses_words_of_mails_that_come_from_pages(self):
        self.write("server/pages/words.hpp", "#pragma once\n")
        self.assertEqual([], self.plant("server/adapters/demo.cpp", '#include "server/pages/words.hpp"\n'))
        self.refused("server/adapters/postman.cpp", '#include "server/pages/words.hpp"\n', "from mail/templates")

    def test_refuses_an_arrow_between_parts(self):
        self.write("workflows/parts/links/model.hpp", "#pragma once\n")
        self.refused(
            "workflows/parts/copies/a.cpp", '#include "workflows/parts/links/model.hpp"\n', "may not include"
        )

    def test_refuses_more_of_a_part_than_its_model(self):
        for name in ("model.hpp", "rules.hpp", "describe.hpp", "inside.hpp"):
            self.write(f"workflows/parts/links/{name}", "#pragma once\n")
        includes = "".join(f'#include "workflows/parts/links/{name}"\n' for name in ("model.hpp", "rules.hpp"))
        self.assertEqual([], self.plant("workflows/domain/decide.cpp", includes))
        self.refused(
            "workflows/domain/a.cpp", '#include "workflows/parts/links/describe.hpp"\n', "is for workflows/parts/links"
        )
        self.refused(
            "workflows/domain/a.cpp", '#include "workflows/parts/links/inside.hpp"\n', "is for workflows/parts/links"
        )

    def test_refuses_a_model_that_knows_the_whole(self):
        self.write("workflows/domain/decide.hpp", "#pragma once\n")
        self.refused(
            "workflows/parts/links/model.hpp",
            '#pragma once\n#include "workflows/domain/decide.hpp"\n', "a model may not include",
        )

    def test_refuses_a_library_in_the_wrong_room(self):
        self.refused("server/api/a.cpp", "#include <pistache/http.h>\n", "Pistache")

    def test_refuses_the_operating_system_in_the_domain(self):
        self.refused("workflows/domain/a.cpp", "#include <unistd.h>\n", "POSIX")

    def test_refuses_an_unknown_library(self):
        self.refused("mail/a.cpp", "#include <boost/asio.hpp>\n", "no known library")

    def test_refuses_a_file_outside_every_room(self):
        self.refused("server/stray.cpp", "int a;\n", "no room")

    def test_refuses_an_include_that_is_not_from_the_root(self):
        self.refused("mail/a.cpp", '#include "b.hpp"\n', "does not exist")

    def test_refuses_a_neighbour_s_private_header(self):
        self.refused(
            "documents/pades/a.cpp", '#include "crypto/openssl_ptr.hpp"\n', "for crypto alone"
        )

    def test_refuses_a_library_in_a_public_header(self):
        self.refused("sql/a.hpp", "#pragma once\n#include <pqxx/pqxx>\n", "public header")

    def test_refuses_a_library_reached_through_another_header(self):
        self.refused(
            "crypto/a.hpp", '#pragma once\n#include "crypto/openssl_ptr.hpp"\n', "public header"
        )

    def test_accepts_the_forward_declarations_of_json(self):
        self.assertEqual(
            [], self.plant("server/api/a.hpp", "#pragma once\n#include <nlohmann/json_fwd.hpp>\n")
        )

    def test_refuses_a_header_without_guard(self):
        self.refused("mail/a.hpp", "// #pragma once\n", "#pragma once")

    def test_refuses_using_namespace_in_a_header(self):
        self.refused("mail/a.hpp", "#pragma once\nusing  namespace std;\n", "using namespace")

    def test_refuses_regex(self):
        self.refused("mail/a.cpp", "#include <regex>\nstd::regex r;\n", "std::regex")

    def test_refuses_a_second_clock(self):
        line = "auto t = std::chrono::system_clock::now();\n"
        self.assertEqual([], self.plant(rules.CLOCK, line))
        self.refused("mail/a.cpp", line, "clock")

    def test_refuses_an_empty_catch(self):
        self.refused("mail/a.cpp", "try { f(); } catch (...) { /* no */ }\n", "empty catch")

    def test_ignores_comments(self):
        self.assertEqual([], self.plant("mail/a.cpp", "// never std::regex\n/* catch (...) {} */\n"))

    def test_refuses_a_folder_without_page(self):
        os.remove(os.path.join(self.root, "mail/README.md"))
        self.assertEqual(["mail: no README.md"], self.new_problems())

    def test_refuses_a_path_of_a_machine(self):
        self.refused("docs/a." + "md", "see /" + "home/alice/x\n", "machine")

    def test_refuses_a_page_that_is_not_there(self):
        self.refused("mail/a.hpp", "#pragma once\n// Source: rules" + ".md 4.\n", "rules" + ".md")

    def test_refuses_a_key_that_no_page_explains(self):
        self.refused("server/adapters/config.cpp", 'keys.flag("a.secret_key", c);\n', "secret_key")

    def test_refuses_an_event_that_no_page_explains(self):
        line = 'std::string_view kOther = "other.event";\n'
        self.refused("server/adapters/log.hpp", line, "other.event")

    def test_refuses_a_page_that_says_something_else(self):
        self.refused("docs/architecture.md", "| `mail` | everything | none |\n", "its table")


if __name__ == "__main__":
    unittest.main()

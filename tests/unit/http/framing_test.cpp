#include "server/http/framing.hpp"

#include <gtest/gtest.h>

namespace contreseing::server::http {
namespace {

int status_of(const std::string& lines) {
    const auto refused = refused_by_head("POST /- HTTP/1.1\r\nHost: x\r\n" + lines, 1000);
    return refused ? refused->status : 0;
}

TEST(Framing, TakesNoLengthOrOneNumberWithinTheLimit) {
    for (const char* lines :
         {"",
          "Content-Length: 0\r\n",
          "content-length:1000\r\n",
          "Content-Length: \t0007 \r\n",
          "Content-Length: 00000000000000000000000000000000000001000\r\n",
          "X-In-Cookie: a=\xC3\xA9: b\r\nX-Empty:\r\n"}) {
        EXPECT_EQ(status_of(lines), 0) << lines;
    }
}

TEST(Framing, RefusesAnyNumberAboveTheLimitAsTooLarge) {
    for (const char* length :
         {"1001",
          "2147483648",
          "4294967296",
          "4294967299",
          "4611686018427387904",
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551615",
          "18446744073709551616",
          "18446744073709551619",
          "100000000000000000000000000000000000000000000000000"}) {
        EXPECT_EQ(status_of(std::string("Content-Length: ") + length + "\r\n"), 413) << length;
    }
}

TEST(Framing, RefusesALengthThatIsNoneOrTwo) {
    for (const char* lines :
         {"Content-Length:\r\n",
          "Content-Length: -1\r\n",
          "Content-Length: +5\r\n",
          "Content-Length: 5, 5\r\n",
          "Content-Length: 0x5\r\n",
          "Content-Length: 5e0\r\n",
          "Content-Length: 5\r\nContent-Length: 5\r\n",
          "Content-Length: 5\r\nCONTENT-LENGTH: 6\r\n",
          "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding: chunked\r\nContent-Length: 99999\r\n"}) {
        EXPECT_EQ(status_of(lines), 400) << lines;
    }
    EXPECT_EQ(status_of("Transfer-Encoding: chunked\r\n"), 411);
}

TEST(Framing, RefusesLinesThatReadersPartDifferently) {
    using namespace std::string_literals;
    for (const auto& lines :
         {"Content-Length : 5\r\n"s,
          " folded\r\n"s,
          "no colon\r\n"s,
          ": 5\r\n"s,
          "X: a\nContent-Length: 5\r\n"s,
          "X: a\rb\r\n"s,
          "X: a\0b\r\n"s}) {
        EXPECT_EQ(status_of(lines), 400) << lines;
    }
}

}  // namespace
}  // namespace contreseing::server::http

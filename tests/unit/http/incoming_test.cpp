#include "server/http/incoming.hpp"

#include <gtest/gtest.h>

namespace contreseing::server::http {
namespace {

Fields wire(std::initializer_list<Field> more = {}) {
    Fields fields{{"X-Edge-Token", "t0ken"}, {"X-In-Id", "abc"}, {"X-In-Addr", "192.0.2.1"}};
    for (const Field& field : more) {
        fields.add(field.name, field.value);
    }
    return fields;
}

TEST(Incoming, RefusesWhoeverDoesNotShareTheToken) {
    Request request;
    EXPECT_EQ(admit({{"X-In-Target", "/"}}, "t0ken", "/u", request), Admission::Stranger);
    EXPECT_EQ(
        admit({{"X-Edge-Token", "t0keN"}, {"X-In-Target", "/"}}, "t0ken", "/u", request),
        Admission::Stranger
    );
    EXPECT_EQ(
        admit({{"X-Edge-Token", ""}, {"X-In-Target", "/"}}, "", "/u", request), Admission::Stranger
    );
}

TEST(Incoming, ExposesTheWhiteListUnderNaturalNames) {
    Request request;
    const auto admission = admit(
        wire(
            {{"X-In-Target", "/a?b=c"},
             {"x-in-cookie", "s=1"},
             {"X-In-Sec-Fetch-Site", "same-origin"},
             {"Cookie", "forged=1"},
             {"X-Forwarded-For", "10.0.0.1"}}
        ),
        "t0ken",
        "/u",
        request
    );
    EXPECT_EQ(admission, Admission::Accepted);
    EXPECT_EQ(request.headers, (Fields{{"cookie", "s=1"}, {"sec-fetch-site", "same-origin"}}));
    EXPECT_EQ(request.client_address, "192.0.2.1");
    EXPECT_EQ(request.request_id, "abc");
    EXPECT_EQ(request.query.get("b"), "c");
}

TEST(Incoming, LeavesOutValuesThatAreNotText) {
    Request request;
    (void)admit(
        wire({{"X-In-Target", "/"}, {"X-In-User-Agent", "\xFF"}, {"X-In-Accept", "a\x01"}}),
        "t0ken",
        "/u",
        request
    );
    EXPECT_TRUE(request.headers.empty());
}

TEST(Incoming, CallsABadTargetMalformed) {
    for (const char* target : {"", "a", "/%zz", "/../x"}) {
        Request request;
        EXPECT_EQ(
            admit(wire({{"X-In-Target", target}}), "t0ken", "/u", request), Admission::Malformed
        ) << target;
    }
}

TEST(Incoming, TakesBodyFilesFromTheUploadFolderOnly) {
    Request good;
    EXPECT_EQ(
        admit(wire({{"X-In-Target", "/"}, {"X-Body-File", "/u/0001"}}), "t0ken", "/u", good),
        Admission::Accepted
    );
    EXPECT_EQ(good.body_file, "/u/0001");
    for (const char* file :
         {"/etc/passwd", "/u/../etc/passwd", "u/1", "/u2/1", "/u//1", "/u/./1"}) {
        Request request;
        EXPECT_EQ(
            admit(wire({{"X-In-Target", "/"}, {"X-Body-File", file}}), "t0ken", "/u", request),
            Admission::Malformed
        ) << file;
    }
    Request without_folder;
    EXPECT_EQ(
        admit(wire({{"X-In-Target", "/"}, {"X-Body-File", "/u/1"}}), "t0ken", "", without_folder),
        Admission::Malformed
    );
}

}  // namespace
}  // namespace contreseing::server::http

#include "server/http/multipart.hpp"

#include "server/http/error.hpp"
#include "tests/support/source_dir.hpp"

#include <fstream>
#include <iterator>
#include <unistd.h>

#include <gtest/gtest.h>

namespace contreseing::server::http {
namespace {

std::string field(const std::string& name, const std::string& value) {
    return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

std::string file(const std::string& name, const std::string& file_name, const std::string& bytes) {
    return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + file_name +
           "\"\r\nContent-Type: application/pdf\r\n\r\n" + bytes + "\r\n";
}

class MultipartTest : public testing::Test {
protected:
    MultipartTest()
        : path_(
              std::filesystem::temp_directory_path() /
              ("multipart-" + std::to_string(::getpid()) + "-" +
               testing::UnitTest::GetInstance()->current_test_info()->name())
          ) {}
    ~MultipartTest() override { std::filesystem::remove(path_); }

    Multipart parse(const std::string& body) {
        std::ofstream(path_, std::ios::binary) << body;
        return parse_multipart(path_, "B");
    }

    Error refusal(const std::string& body) {
        try {
            (void)parse(body);
        } catch (const Error& error) {
            return error;
        }
        ADD_FAILURE() << "accepted: " << body.substr(0, 200);
        return {ErrorKind::MalformedForm, ""};
    }

    std::filesystem::path path_;
};

TEST_F(MultipartTest, ReadsFieldsAndTheFilesPlace) {
    const Multipart form = parse(
        field("titre", "Été") + file("piece", "acte.pdf", "%PDF-1.7") + field("n", "") + "--B--\r\n"
    );
    EXPECT_EQ(form.fields, (Fields{{"titre", "Été"}, {"n", ""}}));
    ASSERT_TRUE(form.file);
    EXPECT_EQ(form.file->field, "piece");
    EXPECT_EQ(form.file->name, "acte.pdf");
    EXPECT_EQ(form.file->content_type, "application/pdf");
    const auto bytes = read_slice(form.file->content);
    EXPECT_EQ(std::string(bytes.begin(), bytes.end()), "%PDF-1.7");
}

TEST_F(MultipartTest, FindsABoundaryWhereverThePiecesOfTheFileAreCut) {
    // The parser reads 65536 bytes at a time: put the delimiter on every side of that edge.
    for (std::size_t size = 65536 - 140; size < 65536 + 4; ++size) {
        const std::string bytes = std::string(size, 'x') + "\r\n--";
        const Multipart form = parse(file("f", "a", bytes) + field("after", "1") + "--B--");
        ASSERT_TRUE(form.file);
        ASSERT_EQ(form.file->content.length, bytes.size());
        ASSERT_EQ(form.fields.get("after"), "1");
        const auto read = read_slice(form.file->content);
        ASSERT_EQ(std::string(read.begin(), read.end()), bytes);
    }
}

TEST_F(MultipartTest, CutsFoldersOffFileNamesAndReadsBothEscapes) {
    EXPECT_EQ(parse(file("f", "../../etc/passwd", "x") + "--B--").file->name, "passwd");
    EXPECT_EQ(parse(file("f", "C:\\temp\\a.pdf", "x") + "--B--").file->name, "a.pdf");
    EXPECT_EQ(parse(file("f", "a %22b%22.pdf", "x") + "--B--").file->name, "a \"b\".pdf");
    EXPECT_EQ(parse(file("f", "a \\\"b\\\".pdf", "x") + "--B--").file->name, "a \"b\".pdf");
    EXPECT_EQ(parse(file("f", "100%.pdf", "x") + "--B--").file->name, "100%.pdf");
}

TEST_F(MultipartTest, TakesAnEmptyFileInputForNoFile) {
    EXPECT_FALSE(parse(file("f", "", "") + "--B--\r\n").file);
}

TEST_F(MultipartTest, AcceptsAnEmptyForm) {
    EXPECT_TRUE(parse("--B--\r\n").fields.empty());
}

TEST_F(MultipartTest, RefusesASecondFile) {
    EXPECT_EQ(
        refusal(file("a", "a", "1") + file("b", "b", "2") + "--B--").kind(), ErrorKind::TooManyFiles
    );
}

TEST_F(MultipartTest, TakesOneHundredFieldsAndNoMore) {
    std::string body;
    for (int i = 0; i < 100; ++i) {
        body += field("f", "v");
    }
    EXPECT_EQ(parse(body + "--B--").fields.size(), 100U);
    EXPECT_EQ(refusal(body + field("f", "v") + "--B--").kind(), ErrorKind::TooManyFields);
    std::string empty_files;
    for (int i = 0; i < 200; ++i) {
        empty_files += file("f", "", "");
    }
    EXPECT_EQ(refusal(empty_files + "--B--").kind(), ErrorKind::TooManyFields);
}

TEST_F(MultipartTest, RefusesALongFieldAndNamesIt) {
    const Error error = refusal(field("motif", std::string(65537, 'x')) + "--B--");
    EXPECT_EQ(error.kind(), ErrorKind::FieldTooLarge);
    EXPECT_EQ(error.field(), "motif");
    EXPECT_EQ(parse(field("motif", std::string(65536, 'x')) + "--B--").fields.size(), 1U);
}

TEST_F(MultipartTest, RefusesTextThatIsNotUtf8) {
    EXPECT_EQ(refusal(field("a", "\xFF") + "--B--").kind(), ErrorKind::InvalidUtf8);
    EXPECT_EQ(refusal(field("\xFF", "a") + "--B--").kind(), ErrorKind::InvalidUtf8);
    const std::string typed =
        "--B\r\nContent-Disposition: form-data; name=a\r\nContent-Type: text/plain; charset=";
    for (const std::string charset : {"utf-8", "utf-16", "ISO-2022-CN-EXT", "\"x\\\"y\""}) {
        EXPECT_EQ(
            refusal(typed + charset + "\r\n\r\n\xE9\r\n--B--").kind(), ErrorKind::InvalidUtf8
        ) << charset;
    }
    const Multipart latin = parse(typed + "ISO-8859-1\r\n\r\n\xE9\r\n--B--");
    EXPECT_EQ(latin.fields.get("a"), "é");
    const Multipart euro = parse(typed + "iso-8859-15\r\n\r\n\xA4\r\n--B--");
    EXPECT_EQ(euro.fields.get("a"), "€");
}

TEST_F(MultipartTest, RefusesEveryTruncation) {
    const std::string whole = field("a", "1") + file("f", "a.pdf", "bytes") + "--B--";
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_EQ(refusal(whole.substr(0, length)).kind(), ErrorKind::MalformedMultipart) << length;
    }
}

TEST_F(MultipartTest, RefusesHostileShapes) {
    const std::string disposition = "--B\r\nContent-Disposition: ";
    const std::vector<std::string> bodies = {
        "preamble" + field("a", "1") + "--B--",
        "preamble\n" + field("a", "1") + "--B--",
        field("a", "1") + "--BX\r\n",
        "--B\r\n\r\nvalue\r\n--B--",
        "--B\r\nContent-Type: text/plain\r\n\r\nvalue\r\n--B--",
        disposition + "form-data\r\n\r\nv\r\n--B--",
        disposition + "attachment; name=\"a\"\r\n\r\nv\r\n--B--",
        disposition + "form-data; name=\"a\r\n\r\nv\r\n--B--",
        disposition + "form-data; name=a b\r\n\r\nv\r\n--B--",
        disposition + "form-data; name=\"a\"; name=\"b\"\r\n\r\nv\r\n--B--",
        disposition + "form-data; name=\"a\"; NAME=\"a\"\r\n\r\nv\r\n--B--",
        disposition + "form-data; name=\"a\"; filename=a; filename=b\r\n\r\nv\r\n--B--",
        disposition + "form-data; name=\"\"\r\n\r\nv\r\n--B--",
        disposition + "form-data; name=\"a\" x\r\n\r\nv\r\n--B--",
        disposition + "form-data; name=\"a\"x=y\r\n\r\nv\r\n--B--",
        disposition + "form-data; name=\"a\x01\"\r\n\r\nv\r\n--B--",
        disposition + "form-data; name=a; filename*=UTF-8''a%0Ab\r\n\r\nv\r\n--B--",
        disposition +
            "form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\nv\r\n--B--",
        disposition +
            "form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nv\r\n--B--",
        disposition + "form-data; name=\"a\"\r\nnocolon\r\n\r\nv\r\n--B--",
        disposition + "form-data; name=\"a\"\nX: y\r\n\r\nv\r\n--B--",
        disposition + "form-data; name=\"a\"\r\nX: " + std::string(3000, 'y') +
            "\r\n\r\nv\r\n--B--",
        field(std::string(101, 'n'), "1") + "--B--",
        file("f", std::string(256, 'n'), "1") + "--B--",
        field("a", std::string("x\0y", 3)) + "--B--",
    };
    for (const std::string& body : bodies) {
        EXPECT_EQ(refusal(body).kind(), ErrorKind::MalformedMultipart) << body.substr(0, 120);
    }
}

TEST_F(MultipartTest, ReadsWhatEachClientWrites) {
    const std::filesystem::path kept = CONTRESEING_SOURCE_DIR "/tests/data/multipart";
    const auto content = [](const std::filesystem::path& path) {
        std::ifstream in(path, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    const std::string pdf = content(kept / "plan.pdf");
    int read = 0;
    for (const auto& entry : std::filesystem::directory_iterator(kept)) {
        if (entry.path().extension() != ".http") {
            continue;
        }
        SCOPED_TRACE(entry.path().filename());
        const std::string whole = content(entry.path());
        const std::string name = "Content-Type: ";
        const std::size_t end = whole.find("\r\n\r\n");
        ASSERT_TRUE(whole.starts_with(name) && end != std::string::npos);
        std::ofstream(path_, std::ios::binary) << whole.substr(end + 4);
        const auto type = whole.substr(name.size(), end - name.size());
        const Multipart form =
            parse_multipart(path_, multipart_boundary(type), multipart_charset(type));
        EXPECT_EQ(form.fields.get("kind"), "fiche_action");
        const auto title = form.fields.get("title");
        EXPECT_TRUE(title == "Été à l’école" || title == "Été à l'école") << title;
        ASSERT_TRUE(form.file);
        EXPECT_EQ(form.file->field, "file");
        const auto bytes = read_slice(form.file->content);
        EXPECT_EQ(std::string(bytes.begin(), bytes.end()), pdf);
        ++read;
    }
    EXPECT_GE(read, 20);
}

TEST_F(MultipartTest, PrefersTheNameOfAFileThatSaysItWhole) {
    const std::string head = "--B\r\nContent-Disposition: form-data; name=f; ";
    const auto named = [&](const std::string& names) {
        return parse(head + names + "\r\n\r\nx\r\n--B--").file->name;
    };
    EXPECT_EQ(named("filename=\"_.pdf\"; filename*=UTF-8''%C3%A9.pdf"), "é.pdf");
    EXPECT_EQ(named("filename*=iso-8859-1'fr'%E9.pdf; filename=e.pdf"), "é.pdf");
    EXPECT_EQ(named("filename=e.pdf; filename*=ebcdic''%E9.pdf"), "e.pdf");
    EXPECT_EQ(named("filename=e.pdf; filename*=UTF-8''%E9%"), "e.pdf");
    EXPECT_EQ(named("filename=\"\xE9.pdf\""), "é.pdf");
    EXPECT_EQ(named("filename*=UTF-8''..%2F..%2Fetc%2Fpasswd"), "passwd");
}

TEST_F(MultipartTest, TakesAPartForAFileByItsTypeWhenItHasNoName) {
    const std::string head = "--B\r\nContent-Disposition: form-data; name=f\r\nContent-Type: ";
    EXPECT_TRUE(parse(head + "application/pdf\r\n\r\nx\r\n--B--").file);
    EXPECT_FALSE(parse(head + "text/plain\r\n\r\nx\r\n--B--").file);
    EXPECT_FALSE(parse(head + "application/json\r\n\r\nx\r\n--B--").file);
}

TEST_F(MultipartTest, SaysSoWhenTheBodyFileIsGone) {
    try {
        (void)parse_multipart(path_, "B");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::UnreadableUpload);
    }
    EXPECT_THROW((void)read_slice({path_, 0, 1}), Error);
}

TEST(MultipartBoundary, IsReadFromTheContentType) {
    EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=abc"), "abc");
    EXPECT_EQ(multipart_boundary("multipart/form-data; charset=utf-8; Boundary=\"a:b\" "), "a:b");
    EXPECT_EQ(multipart_boundary("multipart/form-data;boundary = \"a b\";"), "a b");
    EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=====7=1:x/y?"), "====7=1:x/y?");
    EXPECT_EQ(multipart_boundary("multipart/form-data; x=\";boundary=no\"; boundary=b"), "b");
    for (const std::string& type :
         {std::string("multipart/form-data"),
          std::string("multipart/form-data; boundary="),
          std::string("multipart/form-data; boundary=a b"),
          std::string("multipart/form-data; boundary=\"a \""),
          std::string("multipart/form-data; boundary=\"a"),
          std::string("multipart/form-data; boundary=a; boundary=b"),
          std::string("multipart/form-data; boundary=\"a\r\nb\""),
          "multipart/form-data; boundary=" + std::string(71, 'a')}) {
        EXPECT_THROW((void)multipart_boundary(type), Error) << type;
    }
}

}  // namespace
}  // namespace contreseing::server::http

#include "server/http/multipart.hpp"

#include "server/http/encoding.hpp"
#include "server/http/error.hpp"

#include <algorithm>
#include <fstream>

namespace contreseing::server::http {
namespace {

constexpr std::size_t kPiece = 65536;
constexpr std::size_t kMaxPartHeaders = 2048;
constexpr std::size_t kMaxName = 100;
constexpr std::size_t kMaxFileName = 255;

[[noreturn]] void malformed(const std::string& context, std::string field = {}) {
    throw Error(ErrorKind::MalformedMultipart, context, std::move(field));
}

/// Walks a file from mark to mark, holding one piece of it in memory.
class Scanner {
public:
    explicit Scanner(const std::filesystem::path& path) : in_(path, std::ios::binary) {
        if (!in_) {
            throw Error(ErrorKind::UnreadableUpload, "cannot open the body file");
        }
    }

    /// Offset in the file of the next byte.
    [[nodiscard]] std::uint64_t offset() const { return offset_; }

    /// Takes everything before `mark`, then the mark itself. False: the file ended first.
    template <typename Sink>
    bool take_until(std::string_view mark, Sink&& sink) {
        while (true) {
            const std::size_t found = std::string_view(window_).find(mark);
            if (found != std::string::npos) {
                sink(std::string_view(window_).substr(0, found));
                drop(found + mark.size());
                return true;
            }
            // A mark may be cut by the end of the window: its first bytes must stay.
            const std::size_t safe = window_.size() - std::min(window_.size(), mark.size() - 1);
            sink(std::string_view(window_).substr(0, safe));
            drop(safe);
            if (!fill()) {
                return false;
            }
        }
    }

    /// Takes `text` when it comes next.
    bool take(std::string_view text) {
        while (window_.size() < text.size() && fill()) {
        }
        if (!std::string_view(window_).starts_with(text)) {
            return false;
        }
        drop(text.size());
        return true;
    }

    bool at_end() { return window_.empty() && !fill(); }

private:
    bool fill() {
        const std::size_t before = window_.size();
        window_.resize(before + kPiece);
        in_.read(window_.data() + before, static_cast<std::streamsize>(kPiece));
        window_.resize(before + static_cast<std::size_t>(in_.gcount()));
        if (in_.bad()) {
            throw Error(ErrorKind::UnreadableUpload, "cannot read the body file");
        }
        return window_.size() > before;
    }

    void drop(std::size_t count) {
        window_.erase(0, count);
        offset_ += count;
    }

    std::ifstream in_;
    std::string window_;
    std::uint64_t offset_ = 0;
};

/// Collects text up to a limit, then refuses.
class Collector {
public:
    Collector(std::size_t limit, ErrorKind kind, std::string field)
        : limit_(limit), kind_(kind), field_(std::move(field)) {}

    void operator()(std::string_view piece) {
        if (piece.size() > limit_ - text_.size()) {
            throw Error(kind_, "part above its limit", field_);
        }
        text_ += piece;
    }

    [[nodiscard]] std::string& text() { return text_; }

private:
    std::size_t limit_;
    ErrorKind kind_;
    std::string field_;
    std::string text_;
};

struct PartHeaders {
    std::string name;
    std::optional<std::string> file_name;
    std::string content_type;
};

std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Takes a quoted string. Browsers write %22 for a quotation mark (WHATWG HTML 4.10.21.8), older
/// clients a backslash before it; any other backslash or percent sign stands for itself.
std::string take_quoted(std::string_view& rest) {
    if (rest.empty() || rest.front() != '"') {
        malformed("disposition parameter without quotes");
    }
    std::string out;
    std::size_t i = 1;
    for (; i < rest.size() && rest[i] != '"'; ++i) {
        if (rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\')) {
            ++i;
            out += rest[i];
        } else if (rest.substr(i, 3) == "%22") {
            out += '"';
            i += 2;
        } else {
            out += rest[i];
        }
    }
    if (i >= rest.size()) {
        malformed("unfinished quoted string");
    }
    rest.remove_prefix(i + 1);
    return out;
}

std::string checked_text(std::string text, std::size_t limit) {
    if (!is_utf8(text)) {
        throw Error(ErrorKind::InvalidUtf8, "name of a part is not UTF-8");
    }
    if (has_control(text) || text.size() > limit) {
        malformed("name of a part is too long or holds a control");
    }
    return text;
}

void parse_disposition(std::string_view value, PartHeaders& out) {
    constexpr std::string_view kFormData = "form-data";
    if (!equals_ignoring_case(value.substr(0, kFormData.size()), kFormData)) {
        malformed("not form-data");
    }
    bool named = false;
    std::string_view rest = trim(value.substr(kFormData.size()));
    while (!rest.empty()) {
        if (rest.front() != ';') {
            malformed("disposition without a semicolon");
        }
        rest = trim(rest.substr(1));
        const std::size_t equal = std::min(rest.find('='), rest.size());
        const std::string_view key = rest.substr(0, equal);
        rest.remove_prefix(std::min(rest.size(), equal + 1));
        if (equals_ignoring_case(key, "name") && !named) {
            out.name = checked_text(take_quoted(rest), kMaxName);
            named = true;
        } else if (equals_ignoring_case(key, "filename") && !out.file_name) {
            std::string file_name = take_quoted(rest);
            file_name.erase(0, file_name.find_last_of("/\\") + 1);
            out.file_name = checked_text(std::move(file_name), kMaxFileName);
        } else {
            malformed("unknown or repeated disposition parameter");
        }
        rest = trim(rest);
    }
}

PartHeaders parse_headers(std::string_view block) {
    PartHeaders out;
    bool disposed = false;
    while (!block.empty()) {
        const std::size_t end = std::min(block.find("\r\n"), block.size());
        const std::string_view line = block.substr(0, end);
        block.remove_prefix(std::min(block.size(), end + 2));
        const std::size_t colon = std::min(line.find(':'), line.size());
        const std::string_view name = line.substr(0, colon);
        const std::string_view value = trim(line.substr(std::min(line.size(), colon + 1)));
        if (colon == line.size() || !is_token(name) || has_control(value)) {
            malformed("malformed part header");
        }
        if (equals_ignoring_case(name, "content-disposition")) {
            if (disposed) {
                malformed("two dispositions");
            }
            disposed = true;
            parse_disposition(value, out);
        } else if (equals_ignoring_case(name, "content-type")) {
            out.content_type = checked_text(std::string(value), kMaxFileName);
        } else if (equals_ignoring_case(name, "content-transfer-encoding") && !equals_ignoring_case(value, "binary") && !equals_ignoring_case(value, "8bit") && !equals_ignoring_case(value, "7bit")) {
            malformed("transfer encoding");
        }
    }
    if (out.name.empty()) {
        malformed("part without a name");
    }
    return out;
}

void take_field(Scanner& in, const std::string& delimiter, PartHeaders part, Multipart& out) {
    Collector value(Multipart::kMaxFieldBytes, ErrorKind::FieldTooLarge, part.name);
    if (!in.take_until(delimiter, value)) {
        malformed("cut inside a field", part.name);
    }
    if (!is_utf8(value.text())) {
        throw Error(ErrorKind::InvalidUtf8, "field is not UTF-8", part.name);
    }
    if (value.text().find('\0') != std::string::npos) {
        malformed("NUL in a field", part.name);
    }
    if (out.fields.size() == Multipart::kMaxFields) {
        throw Error(ErrorKind::TooManyFields, "too many multipart fields");
    }
    out.fields.add(std::move(part.name), std::move(value.text()));
}

void take_file(
    Scanner& in,
    const std::string& delimiter,
    PartHeaders part,
    const std::filesystem::path& body,
    Multipart& out
) {
    const std::uint64_t begin = in.offset();
    if (!in.take_until(delimiter, [](std::string_view) {})) {
        malformed("cut inside the file", part.name);
    }
    const std::uint64_t length = in.offset() - delimiter.size() - begin;
    if (length == 0 && part.file_name->empty()) {
        return;  // how a browser sends a file input that was left empty
    }
    if (out.file) {
        throw Error(ErrorKind::TooManyFiles, "a second file", part.name);
    }
    out.file = UploadedFile{
        std::move(part.name),
        std::move(*part.file_name),
        std::move(part.content_type),
        FileSlice{body, begin, length}};
}

}  // namespace

std::string multipart_boundary(std::string_view content_type) {
    constexpr std::string_view kAllowed =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=?";
    std::size_t semicolon = content_type.find(';');
    while (semicolon != std::string_view::npos) {
        content_type.remove_prefix(semicolon + 1);
        semicolon = content_type.find(';');
        const std::string_view parameter = trim(content_type.substr(0, semicolon));
        constexpr std::string_view kKey = "boundary=";
        if (!equals_ignoring_case(parameter.substr(0, kKey.size()), kKey)) {
            continue;
        }
        std::string_view value = parameter.substr(kKey.size());
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
            value = value.substr(1, value.size() - 2);
        }
        if (value.empty() || value.size() > 70 ||
            value.find_first_not_of(kAllowed) != std::string_view::npos) {
            break;
        }
        return std::string(value);
    }
    malformed("no usable boundary");
}

Multipart parse_multipart(const std::filesystem::path& body, std::string_view boundary) {
    Scanner in(body);
    Multipart out;
    const std::string delimiter = "\r\n--" + std::string(boundary);
    if (!in.take(std::string_view(delimiter).substr(2))) {
        malformed("does not begin with its boundary");
    }
    std::size_t parts = 0;
    while (!in.take("--")) {
        if (!in.take("\r\n")) {
            malformed("boundary followed by something else");
        }
        // One more than the fields: the file.
        if (++parts > Multipart::kMaxFields + 1) {
            throw Error(ErrorKind::TooManyFields, "too many parts");
        }
        Collector headers(kMaxPartHeaders, ErrorKind::MalformedMultipart, {});
        if (!in.take_until("\r\n\r\n", headers)) {
            malformed("cut inside the headers of a part");
        }
        PartHeaders part = parse_headers(headers.text());
        if (part.file_name) {
            take_file(in, delimiter, std::move(part), body, out);
        } else {
            take_field(in, delimiter, std::move(part), out);
        }
    }
    in.take("\r\n");
    if (!in.at_end()) {
        malformed("bytes after the last boundary");
    }
    return out;
}

std::vector<std::uint8_t> read_slice(const FileSlice& slice) {
    std::ifstream in(slice.path, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(slice.offset));
    std::vector<std::uint8_t> bytes(slice.length);
    in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!in || static_cast<std::uint64_t>(in.gcount()) != slice.length) {
        throw Error(ErrorKind::UnreadableUpload, "the body file is shorter than its slice");
    }
    return bytes;
}

}  // namespace contreseing::server::http

#include "server/http/multipart.hpp"

#include "server/http/encoding.hpp"
#include "server/http/error.hpp"
#include "server/http/header_value.hpp"

#include <algorithm>
#include <array>
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

    void skip_blanks() {
        while (take(" ") || take("\t")) {
        }
    }

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

    /// Without the name of a file, a part is one by its type: neither text nor JSON.
    [[nodiscard]] bool is_file() const {
        constexpr std::string_view kText = "text/";
        const auto type = media_type(content_type);
        return file_name.has_value() ||
               (!type.empty() && !equals_ignoring_case(type.substr(0, kText.size()), kText) &&
                !equals_ignoring_case(type, "application/json"));
    }
};

std::string checked_text(std::string text, std::size_t limit) {
    if (!is_utf8(text)) {
        throw Error(ErrorKind::InvalidUtf8, "name of a part is not UTF-8");
    }
    if (has_control(text) || text.size() > limit) {
        malformed("name of a part is too long or holds a control character");
    }
    return text;
}

/// The text of `UTF-8''pl%C3%A1n.pdf`; nothing when it is malformed, or of a charset not read here.
/// Source: RFC 8187 3.2.
std::optional<std::string> extended_value(std::string_view text) {
    const std::size_t charset = text.find('\'');
    if (charset == std::string_view::npos) {
        return std::nullopt;
    }
    const std::size_t language = text.find('\'', charset + 1);
    if (language == std::string_view::npos) {
        return std::nullopt;
    }
    const auto bytes = percent_decode(text.substr(language + 1), PlusSign::Literal);
    return bytes ? to_utf8(*bytes, text.substr(0, charset)) : std::nullopt;
}

/// Only what follows the last slash, of either kind: older clients send whole paths. A label: one
/// in the charset of an older client is worth no refusal.
std::string file_name_of(std::string name) {
    if (!is_utf8(name)) {
        name = to_utf8(name, "windows-1252").value_or("");
    }
    name.erase(0, name.find_last_of("/\\") + 1);
    return checked_text(std::move(name), kMaxFileName);
}

void parse_disposition(std::string_view value, PartHeaders& out) {
    const auto disposition = parse_header_value(value, Escapes::OfForms);
    if (!disposition || !equals_ignoring_case(disposition->value, "form-data")) {
        malformed("Content-Disposition of a part is not form-data, or cannot be read");
    }
    const auto& parameters = disposition->parameters;
    out.name = checked_text(only(parameters, "name").value_or(""), kMaxName);
    auto file_name = only(parameters, "filename");
    // RFC 7578 4.2 forbids it to senders; .NET sends it beside the other all the same.
    if (const auto extended = only(parameters, "filename*")) {
        if (auto text = extended_value(*extended)) {
            file_name = std::move(text);
        }
    }
    if (file_name) {
        out.file_name = file_name_of(std::move(*file_name));
    }
}

void parse_header(std::string_view line, PartHeaders& out) {
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string_view name = trim(line.substr(0, colon));
    const std::string_view value = trim(line.substr(std::min(line.size(), colon + 1)));
    const bool readable = std::none_of(line.begin(), line.end(), [](char c) {
        return c != '\t' && has_control({&c, 1});
    });
    if (colon == line.size() || !is_token(name) || !readable) {
        malformed("malformed header of a part");
    }
    if (equals_ignoring_case(name, "content-disposition")) {
        if (!out.name.empty()) {
            malformed("two Content-Disposition in a part");
        }
        parse_disposition(value, out);
    } else if (equals_ignoring_case(name, "content-type")) {
        out.content_type = checked_text(std::string(value), kMaxFileName);
    } else if (equals_ignoring_case(name, "content-transfer-encoding")) {
        constexpr std::array<std::string_view, 3> kAsItIs{"binary", "8bit", "7bit"};
        if (std::none_of(kAsItIs.begin(), kAsItIs.end(), [value](std::string_view known) {
                return equals_ignoring_case(value, known);
            })) {
            malformed("Content-Transfer-Encoding: send the bytes of a part as they are");
        }
    }
}

PartHeaders parse_headers(std::string block) {
    // A line that begins with a blank goes on with the one before. Source: RFC 5322 2.2.3.
    for (std::size_t end = block.find("\r\n"); end != std::string::npos;
         end = block.find("\r\n", end + 1)) {
        if (end + 2 < block.size() && (block[end + 2] == ' ' || block[end + 2] == '\t')) {
            block.erase(end, 2);
        }
    }
    PartHeaders out;
    std::string_view rest = block;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find("\r\n"), rest.size());
        parse_header(rest.substr(0, end), out);
        rest.remove_prefix(std::min(rest.size(), end + 2));
    }
    if (out.name.empty()) {
        malformed("part without a name");
    }
    return out;
}

/// The text of a field in UTF-8: of the charset that its own type names, else of the form's.
/// Source: RFC 7578 4.6 and 5.1.
std::string field_text(const std::string& bytes, const PartHeaders& part, std::string charset) {
    if (const auto type = parse_header_value(part.content_type, Escapes::OfMime)) {
        charset = only(type->parameters, "charset").value_or(charset);
    }
    auto text = to_utf8(bytes, charset);
    if (!text || !is_utf8(*text)) {
        throw Error(ErrorKind::InvalidUtf8, "field is not UTF-8", part.name);
    }
    return std::move(*text);
}

void take_field(
    Scanner& in,
    const std::string& delimiter,
    PartHeaders part,
    std::string& charset,
    Multipart& out
) {
    Collector value(Multipart::kMaxFieldBytes, ErrorKind::FieldTooLarge, part.name);
    if (!in.take_until(delimiter, value)) {
        malformed("cut inside a field", part.name);
    }
    std::string text = field_text(value.text(), part, charset);
    if (text.find('\0') != std::string::npos) {
        malformed("NUL in a field", part.name);
    }
    if (part.name == "_charset_") {
        charset = text;
    }
    if (out.fields.size() == Multipart::kMaxFields) {
        throw Error(ErrorKind::TooManyFields, "too many multipart fields");
    }
    out.fields.add(std::move(part.name), std::move(text));
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
    if (length == 0 && part.file_name == "") {
        return;  // how a browser sends a file input that was left empty
    }
    if (out.file) {
        throw Error(ErrorKind::TooManyFiles, "a second file", part.name);
    }
    out.file = UploadedFile{
        std::move(part.name),
        part.file_name.value_or(""),
        std::move(part.content_type),
        FileSlice{body, begin, length}};
}

}  // namespace

std::string multipart_boundary(std::string_view content_type) {
    constexpr std::string_view kAllowed =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=? ";
    const auto type = parse_header_value(content_type, Escapes::OfMime);
    const auto boundary = type ? only(type->parameters, "boundary") : std::nullopt;
    if (!boundary || boundary->empty() || boundary->size() > 70 || boundary->back() == ' ' ||
        boundary->find_first_not_of(kAllowed) != std::string::npos) {
        malformed("no usable boundary in Content-Type");
    }
    return *boundary;
}

std::string multipart_charset(std::string_view content_type) {
    const auto type = parse_header_value(content_type, Escapes::OfMime);
    return type ? only(type->parameters, "charset").value_or("") : std::string{};
}

Multipart parse_multipart(
    const std::filesystem::path& body, std::string_view boundary, std::string charset
) {
    Scanner in(body);
    Multipart out;
    const std::string delimiter = "\r\n--" + std::string(boundary);
    // Before the first boundary, and after the last one, stands what is no part of the form.
    const bool preamble = !in.take(std::string_view(delimiter).substr(2));
    if (preamble && !in.take_until(delimiter, [](std::string_view) {})) {
        malformed("the boundary of its Content-Type is nowhere");
    }
    std::size_t parts = 0;
    while (!in.take("--")) {
        in.skip_blanks();
        if (!in.take("\r\n")) {
            malformed("boundary followed by something else");
        }
        // One more than the fields: the file.
        if (++parts > Multipart::kMaxFields + 1) {
            throw Error(ErrorKind::TooManyFields, "too many parts");
        }
        Collector headers(kMaxPartHeaders, ErrorKind::MalformedMultipart, {});
        if (in.take("\r\n") || !in.take_until("\r\n\r\n", headers)) {
            malformed("a part without headers, or cut inside them");
        }
        PartHeaders part = parse_headers(std::move(headers.text()));
        if (part.is_file()) {
            take_file(in, delimiter, std::move(part), body, out);
        } else {
            take_field(in, delimiter, std::move(part), charset, out);
        }
    }
    if (preamble && parts == 0) {
        malformed("no part, though something stands before the boundary");
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

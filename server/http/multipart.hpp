#pragma once

#include "server/http/fields.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace contreseing::server::http {

/// Bytes inside a file, which belongs to the request and goes with it.
struct FileSlice {
    std::filesystem::path path;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

struct UploadedFile {
    std::string field;
    std::string name;          ///< as the client calls it, folders cut off; UTF-8, no control
    std::string content_type;  ///< as the client claims; empty when it does not
    FileSlice content;
};

struct Multipart {
    static constexpr std::size_t kMaxFields = 100;
    static constexpr std::size_t kMaxFieldBytes = 65536;  ///< of one value

    Fields fields;
    std::optional<UploadedFile> file;  ///< none when the form's file input was left empty
};

/// The boundary of a `multipart/form-data` Content-Type, quoted or not.
/// Throws Error(MalformedMultipart) when it is missing, comes twice or is not 1 to 70 allowed
/// characters.
/// Source: RFC 2046 5.1.1.
[[nodiscard]] std::string multipart_boundary(std::string_view content_type);

/// The charset that a `multipart/form-data` Content-Type names for fields that name none: older
/// Apache HttpComponents say it there alone. Empty: UTF-8.
[[nodiscard]] std::string multipart_charset(std::string_view content_type);

/// Reads a body file once, in pieces; memory does not grow with the file's part. Takes what the
/// standards let senders write: any order of headers and parameters, quotes or none, blanks after a
/// boundary, text before the first and after the last one, `filename*`, the charset of a field,
/// `_charset_`. Refuses what readers would understand differently, one cut short, transfer
/// encodings, a second file, and headers of a part above 2 kB.
/// Of our own: Poco's reader takes a body that was cut for a whole one, and bare line feeds for
/// line ends, and gives streams where the file's place in the body is needed.
/// Throws Error: MalformedMultipart, InvalidUtf8, TooManyFields, TooManyFiles, FieldTooLarge
/// with the field's name where it is known; UnreadableUpload when the file cannot be read.
/// Source: RFC 7578, RFC 2046 5.1.1.
[[nodiscard]] Multipart parse_multipart(
    const std::filesystem::path& body, std::string_view boundary, std::string charset = {}
);

/// The bytes of a slice, in memory. Throws Error(UnreadableUpload) when the file is too short.
[[nodiscard]] std::vector<std::uint8_t> read_slice(const FileSlice& slice);

}  // namespace contreseing::server::http

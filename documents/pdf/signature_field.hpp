#pragma once

#include "documents/pdf/appearance.hpp"
#include "documents/pdf/bytes.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace contreseing::documents::pdf {

class Reader;

enum class SignatureKind : std::uint8_t {
    Certification,  ///< DocMDP P=2: only filling and signing of existing fields remain allowed
    Approval,
    DocumentTimestamp,  ///< the CMS is an RFC 3161 token over the file; no name, reason or time
};

struct SignatureOptions {
    SignatureKind kind = SignatureKind::Approval;
    std::chrono::sys_seconds at;  ///< `/M`
    std::string name;             ///< `/Name`
    std::string reason;           ///< `/Reason`, left out when empty
    std::size_t reserve = 0;      ///< bytes kept for the CMS
    /// Random, 16 bytes: second half of the file's identifier.
    std::array<std::uint8_t, 16> file_id = {};
    std::optional<Appearance> appearance;  ///< ignored by an invisible field
};

/// The next revision with a hole where the CMS goes.
class PreparedSignature {
public:
    PreparedSignature(std::string appended, std::size_t hole, std::size_t hole_end);

    /// The two parts of the appended bytes that the signature covers, after the whole tip: digest
    /// `tip`, then `before()`, then `after()`.
    [[nodiscard]] ByteView before() const noexcept;
    [[nodiscard]] ByteView after() const noexcept;
    /// The appended bytes with the CMS written in. Throws `Error{SignatureTooLarge}`.
    [[nodiscard]] Bytes embed(ByteView cms) &&;

private:
    std::string appended_;
    std::size_t hole_, hole_end_;  ///< of `<…>`, brackets included
};

/// Prepares the revision that signs `field` on `tip`, a file that `prepare` wrote and only this
/// function extended since. The tip is not copied. Throws `Error{NoSuchField, FieldAlreadySigned,
/// Damaged}`. Source: EN 319 142-1, 6.3; ISO 32000-1, 12.8.
[[nodiscard]] PreparedSignature prepare_signature(
    ByteView tip, const std::string& field, const SignatureOptions& options
);

}  // namespace contreseing::documents::pdf

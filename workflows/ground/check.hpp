#pragma once

#include "workflows/ground/refusal.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace contreseing::workflows {

/// Before what something has to be right.
enum class Gate : std::uint8_t {
    Freeze,  ///< of the text
    Round    ///< the first link to a signatory
};

/// What is looked at before a gate. Each part names its own, in `checks`, and lists them as
/// `kChecks`.
struct CheckKind {
    /// What the subject names, and where it is put right.
    enum class Of : std::uint8_t {
        Act,          ///< nothing further
        Field,        ///< of the draft, by its key
        Text,         ///< as of `PrintedText`: `title`, `visas/0`, `slots/3`
        Party,        ///< by its index
        Office,       ///< one that the draft has no place for
        Holder,       ///< of slot n
        Holders,      ///< of two: `n,m`
        Address,      ///< of slot n, or of a seat, `opinion/1/seat/2`
        Slip,         ///< of such an address: what was meant
        Addresses,    ///< of two
        Annex,        ///< by its kind
        Attestation,  ///< its key, or `key,n` for slot n
        Opinion,
        Body  ///< by its kind
    };
    std::string_view name;  ///< for ever: in keys that were acknowledged
    Of of = Of::Act;
    /// The command that takes what it warns of upon oneself.
    std::string_view answered_by = "acknowledge_warning";

    friend constexpr bool operator==(const CheckKind& a, const CheckKind& b) {
        return a.name == b.name;
    }
};

/// `shared_address:1,3`, or the name alone without a subject.
std::string check_key(const CheckKind& kind, std::string_view subject = {});
/// What a key is about, `1,3`; nullopt when it is of another kind, or about nothing further.
std::optional<std::string_view> subject_in(std::string_view key, const CheckKind& kind);

/// One thing that has to be right, or that somebody must answer for.
struct Check {
    enum class Verdict { Met, NotMet, NeedsAcknowledgement };
    Gate gate = Gate::Freeze;
    CheckKind kind;
    std::string subject = {};
    Verdict verdict = Verdict::NotMet;
    bool blocking = true;     ///< false: shown, holds nothing back
    std::string detail = {};  ///< what was found in the value: words of it, or its characters
    Refused refused = {};     ///< what passing the gate is answered while it blocks

    [[nodiscard]] std::string key() const { return check_key(kind, subject); }
    [[nodiscard]] bool blocks() const { return verdict != Verdict::Met && blocking; }
};

}  // namespace contreseing::workflows

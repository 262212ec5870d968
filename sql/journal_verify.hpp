#pragma once

#include "sql/pool.hpp"
#include "workflows/app/ports/outside.hpp"
#include "workflows/ground/ids.hpp"

#include <optional>
#include <string>
#include <vector>

namespace contreseing::sql {

/// Something about a journal that is not as it was written.
struct JournalFault {
    enum class Kind {
        AlteredEntry,     ///< its bytes do not give its hash any more
        BrokenChain,      ///< does not follow the entry before it: inserted, removed or reordered
        MissingEntry,     ///< a number is skipped
        WrongHead,        ///< the last entry is not the one that the convention's row points at
        AlteredPersonal,  ///< a personal value does not give its commitment
        MissingPersonal,  ///< a commitment whose value is neither there nor recorded as erased
        ReceiptDiffers,   ///< the journal is whole, but is not the one the receipt was given for
        NoSuchEntry,      ///< the receipt's entry does not exist
        WrongText,        ///< names another text than the one frozen last before it
    };
    Kind kind = Kind::AlteredEntry;
    workflows::CampusId campus;
    workflows::ConventionId convention;
    int seq = 0;         ///< the first entry concerned
    std::string detail;  ///< for the operator: what was expected, what was found
};

struct JournalReport {
    std::int64_t conventions = 0;
    std::int64_t entries = 0;
    /// Personal value erased on purpose: not a fault.
    struct Erased {
        workflows::ConventionId convention;
        int seq = 0;
        std::string pointer;
    };
    std::vector<Erased> erased;
    std::vector<JournalFault> faults;
    [[nodiscard]] bool sound() const { return faults.empty(); }
};

/// What a receipt says: the chain's head when it was given.
struct Receipt {
    workflows::CampusId campus;
    workflows::ConventionId convention;
    int seq = 0;
    workflows::Sha256 head;
};

/// Walks journals as they are stored and reports; a fault is a finding, never an exception.
/// Throws `Error` only when the database fails. The role needs no more than SELECT.
class JournalVerifier {
public:
    JournalVerifier(Pool& pool, workflows::app::Digest& digest) : pool_(pool), digest_(digest) {}

    JournalReport verify(
        const workflows::CampusId& campus, const workflows::ConventionId& convention
    );
    /// Every convention of the installation, one at a time.
    JournalReport verify_all();
    /// The convention's journal, and that entry `receipt.seq` still has the receipt's hash: a
    /// history that was rewritten from end to end has another one.
    JournalReport verify(const Receipt& receipt);

private:
    Pool& pool_;
    workflows::app::Digest& digest_;
};

/// `altered_entry`…, for reports.
std::string_view name_of(JournalFault::Kind kind);

}  // namespace contreseing::sql

#include "sql/journal_verify.hpp"

#include "sql/journal_rows.hpp"
#include "sql/values.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace contreseing::sql {

using workflows::CampusId;
using workflows::ConventionId;
using workflows::Recorded;
using workflows::Sha256;
using workflows::TextRef;
using workflows::VersionFrozen;
using workflows::app::Digest;

namespace {

using Kind = JournalFault::Kind;

constexpr Statement kRow{
    "verify_row", "SELECT ver, head FROM convention WHERE campus_id = $1 AND id = $2"};

// Journals whose convention's row is gone are walked too.
constexpr Statement kAll{
    "verify_all", "SELECT campus_id, convention_id FROM every_journal() ORDER BY 1, 2"};

/// A convention's journal and the row that points at its end, from one snapshot.
struct Stored {
    std::vector<StoredEntry> entries;
    std::optional<std::pair<int, Sha256>> row;
};

Stored load(Pool& pool, const CampusId& campus, const ConventionId& convention) {
    return attempt<pqxx::transaction<pqxx::repeatable_read>>(
        pool,
        campus,
        Attempt::Transaction,
        [&](Work& work) {
            Stored stored;
            stored.entries = stored_entries(work, campus, convention);
            const pqxx::result row = work.run(kRow, campus.text, to_string(convention));
            if (!row.empty()) {
                stored.row = std::pair(row[0][0].as<int>(), as_sha256(row[0][1]));
            }
            return stored;
        }
    );
}

/// Pointers of the commitments in `body`, which is canonical JSON: `{"#":"…"}` in the place of
/// a string. Counted by their spelling, which no text can imitate: quotes inside are escaped.
std::size_t count_commitments(std::string_view body) {
    constexpr std::string_view kMark = "{\"#\":\"";
    std::size_t count = 0;
    for (auto at = body.find(kMark); at != std::string_view::npos;
         at = body.find(kMark, at + kMark.size())) {
        ++count;
    }
    return count;
}

class Walk {
public:
    Walk(
        JournalReport& report,
        Digest& digest,
        const CampusId& campus,
        const ConventionId& convention
    )
        : report_(report), digest_(digest), campus_(campus), convention_(convention) {}

    void all(const Stored& stored) {
        ++report_.conventions;
        Sha256 previous;
        int expected = 1;
        for (const StoredEntry& entry : stored.entries) {
            ++report_.entries;
            if (entry.seq != expected) {
                fault(Kind::MissingEntry, expected, "the next one is " + std::to_string(entry.seq));
                text_known_ = false;
            }
            one(entry, previous);
            previous = entry.hash;
            expected = entry.seq + 1;
        }
        head(stored, previous, expected - 1);
    }

    void fault(Kind kind, int seq, std::string detail) {
        report_.faults.push_back({kind, campus_, convention_, seq, std::move(detail)});
    }

private:
    Sha256 sha256(const std::string& text) {
        return digest_.sha256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }

    void one(const StoredEntry& entry, const Sha256& previous) {
        const Sha256 hash = sha256(entry.body);
        const auto opened = workflows::codec::open(entry.body, entry.values);
        if (hash != entry.hash || !opened) {
            fault(
                Kind::AlteredEntry,
                entry.seq,
                opened ? "its bytes give " + to_hex(hash)
                       : "it cannot be read: " + opened.error().message
            );
            text_known_ = false;
            return;
        }
        if (opened->place.campus != campus_ || opened->place.convention != convention_ ||
            opened->recorded.seq != entry.seq) {
            fault(
                Kind::BrokenChain,
                entry.seq,
                "it was written as entry " + std::to_string(opened->recorded.seq) + " of " +
                    to_string(opened->place.convention)
            );
        } else if (opened->place.previous != previous) {
            fault(Kind::BrokenChain, entry.seq, "it follows " + to_hex(opened->place.previous));
        } else if (opened->recorded.command != entry.command) {
            fault(Kind::AlteredEntry, entry.seq, "its column names another command");
        }
        text(opened->recorded);
        personal(entry);
    }

    /// An entry says what text it was recorded on; after one that cannot be trusted, none can be
    /// judged by it until the next text.
    void text(const Recorded& recorded) {
        if (recorded.on && text_known_ && recorded.on != text_) {
            fault(
                Kind::WrongText,
                recorded.seq,
                "it names version " + std::to_string(recorded.on->version) + ", " +
                    to_hex(recorded.on->sha256)
            );
        }
        if (const auto* frozen = std::get_if<VersionFrozen>(&recorded.event)) {
            text_ = TextRef{frozen->version.n, frozen->version.sha256};
            text_known_ = true;
        }
    }

    void personal(const StoredEntry& entry) {
        const auto broken = workflows::codec::broken_commitments(
            entry.body,
            entry.values,
            [this](std::span<const std::uint8_t> bytes) { return digest_.sha256(bytes); }
        );
        for (const std::string& pointer : broken) {
            fault(Kind::AlteredPersonal, entry.seq, pointer);
        }
        const std::size_t known = entry.values.size() + entry.erased.size();
        const std::size_t committed = count_commitments(entry.body);
        if (known < committed) {
            fault(
                Kind::MissingPersonal,
                entry.seq,
                std::to_string(committed - known) + " of " + std::to_string(committed)
            );
        }
        for (const std::string& pointer : entry.erased) {
            report_.erased.push_back({convention_, entry.seq, pointer});
        }
    }

    void head(const Stored& stored, const Sha256& last, int count) {
        if (!stored.row) {
            fault(Kind::WrongHead, count, "the convention's row is gone");
        } else if (stored.row->first > count) {
            fault(
                Kind::MissingEntry, count + 1, "the row counts " + std::to_string(stored.row->first)
            );
        } else if (stored.row->first < count || stored.row->second != last) {
            fault(Kind::WrongHead, count, "the row points at " + to_hex(stored.row->second));
        }
    }

    JournalReport& report_;
    Digest& digest_;
    const CampusId& campus_;
    const ConventionId& convention_;
    std::optional<TextRef> text_;  ///< frozen last
    bool text_known_ = true;
};

}  // namespace

JournalReport JournalVerifier::verify(const CampusId& campus, const ConventionId& convention) {
    JournalReport report;
    Walk(report, digest_, campus, convention).all(load(pool_, campus, convention));
    return report;
}

JournalReport JournalVerifier::verify_all() {
    const auto conventions = read(pool_, kNoCampus, [](Work& work) {
        std::vector<std::pair<CampusId, ConventionId>> all;
        for (const pqxx::row& row : work.run(kAll)) {
            all.emplace_back(CampusId{row[0].as<std::string>()}, as_id<ConventionId>(row[1]));
        }
        return all;
    });
    JournalReport report;
    for (const auto& [campus, convention] : conventions) {
        Walk(report, digest_, campus, convention).all(load(pool_, campus, convention));
    }
    return report;
}

JournalReport JournalVerifier::verify(const Receipt& receipt) {
    JournalReport report;
    Walk walk(report, digest_, receipt.campus, receipt.convention);
    const Stored stored = load(pool_, receipt.campus, receipt.convention);
    walk.all(stored);
    const auto entry = std::find_if(
        stored.entries.begin(),
        stored.entries.end(),
        [&](const StoredEntry& candidate) { return candidate.seq == receipt.seq; }
    );
    if (entry == stored.entries.end()) {
        walk.fault(Kind::NoSuchEntry, receipt.seq, "the receipt names it");
    } else if (entry->hash != receipt.head) {
        walk.fault(Kind::ReceiptDiffers, receipt.seq, "the journal has " + to_hex(entry->hash));
    }
    return report;
}

std::string_view name_of(JournalFault::Kind kind) {
    static constexpr std::array<std::string_view, 9> kNames{
        "altered_entry",
        "broken_chain",
        "missing_entry",
        "wrong_head",
        "altered_personal",
        "missing_personal",
        "receipt_differs",
        "no_such_entry",
        "wrong_text",
    };
    return kNames.at(static_cast<std::size_t>(kind));
}

}  // namespace contreseing::sql

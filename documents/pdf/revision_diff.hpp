#pragma once

// Private to this folder.

#include "documents/pdf/standing.hpp"
#include "documents/pdf/validation_store.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace contreseing::documents::pdf {

enum class DiffRules : std::uint8_t {
    AfterSignature,  ///< only signing existing fields, growing /DSS and renewing a time-stamp
    FirstSignature,  ///< the catalog's /Perms may appear too
};

/// The fields that a signature locks. Source: ISO 32000-1, 12.7.4.5 and 12.8.2.4.
struct FieldLock {
    enum class Action : std::uint8_t { All, Include, Exclude };
    Action action = Action::All;
    std::vector<std::string> fields;  ///< whole names; a name stands for what is below it too

    [[nodiscard]] bool covers(const std::string& field) const;
};

/// What the signatures so far leave open to later ones. Document time-stamps and validation data
/// are always allowed. Source: ISO 32000-2, table 257.
struct Permissions {
    bool signing = true;
    std::vector<FieldLock> locks;
};

/// What an update was found to do.
struct UpdateEffect {
    std::set<int> signed_fields;
    std::vector<ValidationDatum> validation_data;  ///< new since the update before
};

/// Judges updates one after the other, each against the document as it stood before.
class History {
public:
    /// `first` is the document that the first signature covers, and outlives this.
    explicit History(Reader& first);

    /// Reads all of the first revision, once, so that updates may neither define what it pointed
    /// at in vain nor change what it shares with the validation data.
    void look_at_references();
    /// Reports whatever in `update` the rules do not allow, then counts it as made. `names` are
    /// the whole names of the signature fields, by object.
    UpdateEffect judge(
        const Update& update,
        DiffRules rules,
        const Permissions& permissions,
        const std::map<int, std::string>& names,
        std::vector<StructureFinding>& findings
    );
    [[nodiscard]] const Standing& document() const noexcept { return after_; }

private:
    friend class UpdateJudge;

    Standing before_, after_;
    ValidationStore store_;
    std::set<int> dangling_;  ///< referred to, and not there
    std::set<int> shared_;    ///< of the store's containers, /Info and /Metadata: used elsewhere
    std::size_t room_;        ///< for decoded validation data
};

}  // namespace contreseing::documents::pdf

#pragma once

#include "workflows/domain/spine.hpp"
#include "workflows/ground/check.hpp"
#include "workflows/ground/mail_values.hpp"
#include "workflows/ground/message.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace contreseing::workflows {

// What somebody asks for.

struct CreateConvention {
    static constexpr std::string_view kName = "create_convention";
    std::string reference;
    std::string title;
    std::string campus_name;  ///< printed for the PartyRole with is_campus
    std::string campus_represented_by;
    std::string place;
    std::optional<NetworkId> network = std::nullopt;  ///< as of `Spine`
    std::vector<Relation> relations = {};
};

/// Parts that are present replace the whole part, `fields` apart: those named are changed, an empty
/// one is emptied, the others stay. Slots keep their `n` when it is one of the draft's; 0 asks for
/// a new one.
struct EditDraft {
    static constexpr std::string_view kName = "edit_draft";
    static constexpr Offer kOffered = Offer::Plain;
    std::optional<std::string> title;
    std::optional<std::map<std::string, FieldValue>> fields;
    std::optional<std::vector<std::string>> visas;
    std::optional<std::vector<Party>> parties;
    std::optional<std::vector<Slot>> slots;
    std::optional<std::string> place;
    std::optional<std::vector<Relation>> relations = std::nullopt;
    /// The state the editor had before them; a change meanwhile refuses it (ChangedMeanwhile).
    std::optional<int> from_events = std::nullopt;
};

struct AttachAnnex {
    static constexpr std::string_view kName = "attach_annex";
    static constexpr Offer kOffered = Offer::Plain;
    Annex annex;                         ///< `n` is given by the decision
    std::vector<AnnexLoss> losses = {};  ///< what cleaning dropped, as it was read and accepted
    std::string reason = {};             ///< why; required with losses
};

struct RemoveAnnex {
    static constexpr std::string_view kName = "remove_annex";
    static constexpr Offer kOffered = Offer::Grave;
    int annex = 0;
};

struct AcknowledgeWarning {
    static constexpr std::string_view kName = "acknowledge_warning";
    static constexpr Offer kOffered = Offer::Plain;
    std::string item;
    std::string reason;
    /// The state in which an attestation was asked for; a change meanwhile refuses it
    /// (ChangedMeanwhile), for the place may hold somebody else. Other items do not look at it.
    std::optional<int> from_events = std::nullopt;
};

/// The text was rendered, ingested and certified outside from the state at `from_events`; a
/// change meanwhile refuses it (`Refusal::ChangedMeanwhile`).
struct FreezeVersion {
    static constexpr std::string_view kName = "freeze_version";
    static constexpr Offer kOffered = Offer::Plain;
    int from_events = 0;
    DocumentId document;
    Sha256 sha256;
    int pages = 0;
    KeptText text;
};

struct ReopenDraft {
    static constexpr std::string_view kName = "reopen_draft";
    static constexpr Offer kOffered = Offer::Grave;
    std::string reason;
    bool substantial = true;
};

// What happened.

struct ConventionCreated {
    static constexpr std::string_view kName = "convention_created";
    std::string reference;
    std::string type_key;
    int type_version = 0;
    std::string title;
    std::map<std::string, FieldValue> fields;
    std::vector<std::string> visas;
    std::vector<Party> parties;
    std::vector<Slot> slots;
    std::string place;
    std::optional<NetworkId> network = std::nullopt;  ///< as of `Spine`
    std::vector<Relation> relations = {};
};

/// Only the parts that are present were replaced, each as a whole.
struct DraftEdited {
    static constexpr std::string_view kName = "draft_edited";
    std::optional<std::string> title;
    std::optional<std::map<std::string, FieldValue>> fields;
    std::optional<std::vector<std::string>> visas;
    std::optional<std::vector<Party>> parties;
    std::optional<std::vector<Slot>> slots;
    std::optional<std::string> place;
    std::optional<std::vector<Relation>> relations = std::nullopt;
    /// Items given for what this edit changes: attestations of a changed field (changed parties
    /// and slots void theirs by themselves), possible placeholders of a changed text.
    std::vector<std::string> voided = {};
};

struct AnnexAttached {
    static constexpr std::string_view kName = "annex_attached";
    Annex annex;
    std::vector<AnnexLoss> losses = {};  ///< accepted by whoever attached it
    std::string reason = {};             ///< personal: why; required with losses
};

struct AnnexRemoved {
    static constexpr std::string_view kName = "annex_removed";
    int annex = 0;
};

struct WarningAcknowledged {
    static constexpr std::string_view kName = "warning_acknowledged";
    std::string item;  ///< `check_key`
    std::string reason;
};

struct VersionFrozen {
    static constexpr std::string_view kName = "version_frozen";
    Version version;
};

/// A slot and the number that it has from now on.
struct Renumbered {
    int from = 0;
    int to = 0;
    bool operator==(const Renumbered&) const = default;
};

/// A frozen text was opened again: links, signatures and (when substantial) opinions on it die.
/// Every slot gets a new number, so that no former link or session ever meets the new text.
struct VersionReopened {
    static constexpr std::string_view kName = "version_reopened";
    static constexpr Stage kStage = Stage::Drafting;
    std::string reason;
    bool substantial = true;
    std::vector<Renumbered> slots;  ///< each of them
};

// What is looked at before a gate.

namespace checks {

using Of = CheckKind::Of;
inline constexpr CheckKind kRequiredField{"required_field", Of::Field};
inline constexpr CheckKind kChoiceMissing{"choice_missing", Of::Field};
/// A blank that is certain.
inline constexpr CheckKind kPlaceholderLeft{"placeholder_left", Of::Text};
/// Prose may read like that.
inline constexpr CheckKind kPossiblePlaceholder{"possible_placeholder", Of::Text};
/// The act cannot print what it holds.
inline constexpr CheckKind kNotDrawable{"not_drawable", Of::Text};
inline constexpr CheckKind kPartyUnnamed{"party_unnamed", Of::Party};
inline constexpr CheckKind kRequiredSlotMissing{"required_slot_missing", Of::Office};
inline constexpr CheckKind kSlotUnnamed{"slot_unnamed", Of::Holder};
inline constexpr CheckKind kSlotEmailMissing{"slot_email_missing", Of::Address};
inline constexpr CheckKind kAnnexMissing{"annex_missing", Of::Annex};
inline constexpr CheckKind kSharedAddress{"shared_address", Of::Addresses};
inline constexpr CheckKind kAdministratorAddress{"administrator_address", Of::Address};
/// `gmail.con`
inline constexpr CheckKind kDoubtfulAddress{"doubtful_address", Of::Slip};
inline constexpr CheckKind kSamePersonTwice{"same_person_twice", Of::Holders};
inline constexpr CheckKind kAttestation{"attestation", Of::Attestation};
/// « durée non stipulée »
inline constexpr CheckKind kTermUnspecified{"term_unspecified"};

}  // namespace checks

// What is said by mail.

namespace mails {

/// To everyone who had a link to, or signed, the old text.
inline constexpr MailKind kVersionVoidedNotice{.name = "version_voided_notice"};
/// To the members whose answer holds for the next text too.
inline constexpr MailKind kOpinionKeptNotice{.name = "opinion_kept_notice"};

}  // namespace mails

namespace parts {

/// From the first line to the text that is frozen, or opened again.
struct Drafting {
    static constexpr std::string_view kName = "drafting";
    static constexpr std::string_view kKey = "dr";  ///< in the row of the state
    using Commands = std::variant<
        CreateConvention,
        EditDraft,
        AttachAnnex,
        RemoveAnnex,
        AcknowledgeWarning,
        FreezeVersion,
        ReopenDraft>;
    using Events = std::variant<
        ConventionCreated,
        DraftEdited,
        AnnexAttached,
        AnnexRemoved,
        WarningAcknowledged,
        VersionFrozen,
        VersionReopened>;
    struct State {
        std::map<std::string, FieldValue> fields;
        std::vector<std::string> visas;
        std::vector<Annex> annexes;
        int last_annex_n = 0;
        /// Acknowledged warnings of the checklist: code of the item and its subject -> reason.
        std::map<std::string, std::string> acknowledgements;
        /// The same of an address that a frozen text does not have yet: each serves one correction.
        std::map<std::string, std::string> acknowledged_ahead;
        bool operator==(const State&) const = default;
    };
    static void apply(State& own, const workflows::State& before, const Recorded& recorded);
    static constexpr std::array kChecks{
        checks::kRequiredField,
        checks::kChoiceMissing,
        checks::kPlaceholderLeft,
        checks::kPossiblePlaceholder,
        checks::kNotDrawable,
        checks::kPartyUnnamed,
        checks::kRequiredSlotMissing,
        checks::kSlotUnnamed,
        checks::kSlotEmailMissing,
        checks::kAnnexMissing,
        checks::kSharedAddress,
        checks::kAdministratorAddress,
        checks::kDoubtfulAddress,
        checks::kSamePersonTwice,
        checks::kAttestation,
        checks::kTermUnspecified};
    /// What is looked at before `gate`.
    static std::vector<Check> checks(
        const Surroundings& around, const workflows::State& state, Gate gate
    );
    static constexpr std::array kMails{mails::kVersionVoidedNotice, mails::kOpinionKeptNotice};
};

}  // namespace parts

}  // namespace contreseing::workflows

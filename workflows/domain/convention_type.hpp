#pragma once

#include "workflows/domain/article.hpp"
#include "workflows/ground/calendar.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace contreseing::workflows {

/// Text shown to people, by language (`fr` always present).
using LocalisedText = std::map<std::string, std::string>;

/// A blank of the template that the administrator fills while drafting.
struct FieldSpec {
    enum class Kind { Line, Paragraph, OneOf, ManyOf };
    struct Option {
        std::string key;
        LocalisedText label;
        bool ticked_in_advance = false;  ///< the « X » printed in the model
    };
    std::string key;
    LocalisedText label;
    Kind kind = Kind::Line;
    bool required = false;
    std::vector<Option> options;  ///< of OneOf and ManyOf, in printing order
    bool with_other = false;      ///< ManyOf: « Autre(s) » with free text in `<key>.other`
};

/// A part that a party plays in the act.
struct PartyRole {
    std::string key;  ///< `campus`, `member`…
    LocalisedText label;
    bool is_campus = false;  ///< filled from the campus itself
};

/// A signature place the type asks for; the draft may add, remove and reorder.
struct SlotSpec {
    int rank = 1;        ///< equal ranks sign in parallel, lower ranks first
    std::string party;   ///< PartyRole::key
    std::string office;  ///< « Directeur », printed
    bool stamp = false;  ///< room for a stamp
    bool required = true;
};

struct AnnexSpec {
    std::string kind;  ///< `convention_constitutive`, `fiche_action`…
    LocalisedText label;
    bool required = false;
    bool acknowledged = false;  ///< printed with its hash and acknowledged when signing
};

/// Something that no rule can see and that an administrator verifies and states, under their name
/// and with a note, before the text is frozen (docs/acts.md).
struct AttestationSpec {
    enum class Scope { Act, EachSlot };
    std::string key;  ///< `eligibility`
    LocalisedText label;
    Scope scope = Scope::Act;
    bool blocking = true;  ///< false: shown, and the text may be frozen without it
    /// Keys of the fields it speaks of: a change of one of them voids it.
    std::vector<std::string> fields = {};
};

enum class OpinionRule { MajorityOfExpressed, Unanimity, Unstated };

/// The opinion that must be recorded before any signature link exists (docs/acts.md).
struct OpinionSpec {
    std::string body_kind;  ///< `directoire`
    std::string subject;    ///< `admission`
    LocalisedText question;
    bool binding = false;     ///< false: an unfavourable opinion must be acknowledged
    int quorum_percent = 50;  ///< of the deliberative seats, answered; rounded up
    OpinionRule rule = OpinionRule::MajorityOfExpressed;
    int deadline_working_days = 10;
};

/// Delays are in working days of the recipient's zone.
struct ReminderSpec {
    int first_after = 3;
    int then_every = 3;
    int max = 4;  ///< then one escalation to the administrators
};

struct TermSpec {
    enum class Kind { Unspecified, FixedYears };
    Kind kind = Kind::Unspecified;
    int years = 0;
};

/// What follows the last day of the term (docs/types.md).
struct RenewalSpec {
    enum class Kind {
        None,            ///< not renewed, or nothing is said
        Tacit,           ///< goes on unless somebody gives notice
        TacitOnLabel,    ///< goes on by itself where the label is renewed
        OnLabel,         ///< renewed with the label, how is not said
        ExpressOnLabel,  ///< once the label is renewed, by an act of the parties
        Express,         ///< by an act of the parties, agreed before the end
    };
    Kind kind = Kind::None;
    int months = 0;  ///< Tacit: length of each renewal, 0 not said; Express: agreed so long before
    bool operator==(const RenewalSpec&) const = default;
};

/// How a party leaves, or ends the act, before its term (docs/types.md).
struct NoticeSpec {
    enum class Kind {
        None,       ///< nothing is said
        Forward,    ///< so many months from the receipt of the notice
        Backward,   ///< so many months before the day that `before` names
        Immediate,  ///< at once
    };
    enum class Before { Expiry, CivilYearEnd, SchoolYearEnd };
    enum class Means { Unstated, RegisteredLetter, Written };
    Kind kind = Kind::None;
    int months = 0;
    Before before = Before::Expiry;
    Means means = Means::Unstated;
    bool operator==(const NoticeSpec&) const = default;
};

/// What is tried before a court (docs/types.md).
struct DisputeSpec {
    enum class Kind {
        None,                   ///< nothing is said
        Conciliation,           ///< a meeting, whose date is set within `days` of the first letter
        Amicable,               ///< an amicable settlement
        MeetBeforeTermination,  ///< the parties meet before any of them terminates
    };
    Kind kind = Kind::None;
    int days = 0;
    std::string court;  ///< printed name of the court named, or empty
    bool operator==(const DisputeSpec&) const = default;
};

/// What a type puts on the register of members when it enters into force (docs/acts.md).
struct RegisterSpec {
    std::string party;          ///< PartyRole::key of the new member
    std::string college_field;  ///< key of the OneOf field, or empty
};

/// How the act introduces its parties, in words that it prints.
struct OpeningSpec {
    std::string between;             ///< « Entre les parties soussignées », before the first
    std::string joined_by;           ///< « et », before each other
    bool roles_are_printed = false;  ///< « ci-après « L’académie » », the role's label
};

/// A kind of act, as data (docs/acts.md). Immutable once used; an instance keeps the version
/// it started with.
struct ConventionType {
    std::string key;  ///< `adhesion`
    int version = 1;
    std::string code;  ///< `ADH`, begins the references
    LocalisedText title;
    std::string template_name;       ///< of its layout: folder below the templates
    std::vector<std::string> visas;  ///< default « Vu … », editable in the draft
    OpeningSpec opening;
    std::vector<Article> articles;  ///< in printing order, with blanks to fill (docs/types.md)
    std::vector<PartyRole> parties;
    std::vector<FieldSpec> fields;
    std::vector<AnnexSpec> annexes;
    std::vector<SlotSpec> slots;
    std::vector<AttestationSpec> attestations;
    std::optional<OpinionSpec> opinion;
    std::string inform_body_kind;  ///< `cos`, or empty: nobody is informed
    std::optional<RegisterSpec> member_register;
    ReminderSpec reminders;
    int link_validity_days = 60;
    TermSpec term;
    RenewalSpec renewal;  ///< these three are shown, and not run
    NoticeSpec notice;
    DisputeSpec dispute;
    bool names_are_printed = true;  ///< signatories' names stand in the frozen text
    LocalisedText consent;          ///< what the signatory agrees to; its id is key@version
};

}  // namespace contreseing::workflows

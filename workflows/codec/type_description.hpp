#pragma once

#include "workflows/domain/convention_type.hpp"
#include "workflows/domain/describe.hpp"
#include "workflows/ground/bounds.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace contreseing::workflows::codec {

// Everything that may stand in a type, said once: the reader of types, their writer and their JSON
// Schema are made from it. An `io` that has `bounded` and `chosen` is told the bounds too.

/// One of a few words that no enumeration of ours names.
struct OneOfWords {
    std::span<const std::string_view> words;
};

inline constexpr Letters kKey{1, 40};
inline constexpr Letters kPerhapsKey{0, 40};
inline constexpr Letters kWords{1, 2000};
/// The families of acts of docs/types.md; the references of their acts begin with it.
inline constexpr std::string_view kCodes[] = {"ADH", "CST", "AVN", "TRF", "PAR", "SUB", "APP"};

/// What a member may be while the kind of its structure is one of `kinds`; of any other kind it is
/// left out, or its default.
template <class Kind, class Bound>
struct WhileKind {
    std::vector<Kind> kinds;
    Bound bound;
    Presence presence = Presence::Required;
};

template <class Io, class T, class Bound>
void required(Io& io, std::string_view name, T& value, const Bound& bound) {
    if constexpr (requires { io.bounded(name, value, bound, Presence::Required); }) {
        io.bounded(name, value, bound, Presence::Required);
    } else {
        io.always({name, {}}, value);
    }
}

template <class Io, class T, class Bound = Any>
void optional(Io& io, std::string_view name, T& value, const Bound& bound = {}) {
    if constexpr (requires { io.bounded(name, value, bound, Presence::Optional); }) {
        io.bounded(name, value, bound, Presence::Optional);
    } else {
        io({name, {}}, value);
    }
}

/// A member whose bounds follow `kind`, the value of the member of that name.
template <class Io, class T, class Kind, class Bound>
void chosen(
    Io& io,
    std::string_view name,
    T& value,
    const Kind& kind,
    const std::vector<WhileKind<Kind, Bound>>& cases
) {
    if constexpr (requires { io.chosen(name, value, kind, cases); }) {
        io.chosen(name, value, kind, cases);
    } else {
        io({name, {}}, value);
    }
}

void describe(auto& io, Like<FieldSpec::Option> auto& option) {
    required(io, "key", option.key, kKey);
    required(io, "label", option.label, kWords);
    optional(io, "ticked_in_advance", option.ticked_in_advance);
}

void describe(auto& io, Like<FieldSpec> auto& field) {
    using Kind = FieldSpec::Kind;
    required(io, "key", field.key, kKey);
    required(io, "label", field.label, kWords);
    required(io, "kind", field.kind, Any{});
    optional(io, "required", field.required);
    chosen(
        io,
        "options",
        field.options,
        field.kind,
        std::vector<WhileKind<Kind, Items>>{{{Kind::OneOf, Kind::ManyOf}, {2, 100, {}}}}
    );
    chosen(
        io,
        "with_other",
        field.with_other,
        field.kind,
        std::vector<WhileKind<Kind, Any>>{{{Kind::ManyOf}, {}, Presence::Optional}}
    );
}

void describe(auto& io, Like<PartyRole> auto& role) {
    required(io, "key", role.key, kKey);
    required(io, "label", role.label, kWords);
    optional(io, "is_campus", role.is_campus);
}

void describe(auto& io, Like<OpeningSpec> auto& opening) {
    required(io, "between", opening.between, Letters{1, 200});
    required(io, "joined_by", opening.joined_by, Letters{1, 200});
    optional(io, "roles_are_printed", opening.roles_are_printed);
}

void describe(auto& io, Like<Article> auto& article) {
    required(io, "id", article.id, kKey);
    optional(io, "number", article.number, Letters{0, 20});
    optional(io, "heading", article.heading, Letters{0, 200});
    required(io, "text", article.paragraphs, Items{1, 200, {1, 4000}});
}

void describe(auto& io, Like<SlotSpec> auto& slot) {
    required(io, "rank", slot.rank, Range{1, 50});
    required(io, "party", slot.party, kKey);
    required(io, "office", slot.office, Letters{1, 200});
    optional(io, "stamp", slot.stamp);
    optional(io, "required", slot.required);
}

void describe(auto& io, Like<AnnexSpec> auto& annex) {
    required(io, "kind", annex.kind, kKey);
    required(io, "label", annex.label, kWords);
    optional(io, "required", annex.required);
    optional(io, "acknowledged", annex.acknowledged);
}

void describe(auto& io, Like<AttestationSpec> auto& attestation) {
    required(io, "key", attestation.key, kKey);
    required(io, "label", attestation.label, kWords);
    required(io, "scope", attestation.scope, Any{});
    optional(io, "blocking", attestation.blocking);
    optional(io, "fields", attestation.fields, Items{0, 20, kKey});
}

void describe(auto& io, Like<OpinionSpec> auto& opinion) {
    required(io, "body_kind", opinion.body_kind, kKey);
    required(io, "subject", opinion.subject, kKey);
    required(io, "question", opinion.question, kWords);
    required(io, "binding", opinion.binding, Any{});
    required(io, "quorum_percent", opinion.quorum_percent, Range{0, 100});
    required(io, "rule", opinion.rule, Any{});
    required(io, "deadline_working_days", opinion.deadline_working_days, Range{1, 250});
}

void describe(auto& io, Like<ReminderSpec> auto& reminders) {
    required(io, "first_after", reminders.first_after, Range{1, 250});
    required(io, "then_every", reminders.then_every, Range{1, 250});
    required(io, "max", reminders.max, Range{0, 50});
}

void describe(auto& io, Like<TermSpec> auto& term) {
    using Kind = TermSpec::Kind;
    required(io, "kind", term.kind, Any{});
    chosen(
        io,
        "years",
        term.years,
        term.kind,
        std::vector<WhileKind<Kind, Range>>{{{Kind::FixedYears}, {1, 99}}}
    );
}

void describe(auto& io, Like<RenewalSpec> auto& renewal) {
    using Kind = RenewalSpec::Kind;
    required(io, "kind", renewal.kind, Any{});
    chosen(
        io,
        "months",
        renewal.months,
        renewal.kind,
        std::vector<WhileKind<Kind, Range>>{
            {{Kind::Tacit}, {1, 600}, Presence::Optional}, {{Kind::Express}, {1, 60}}}
    );
}

void describe(auto& io, Like<NoticeSpec> auto& notice) {
    using Kind = NoticeSpec::Kind;
    required(io, "kind", notice.kind, Any{});
    chosen(
        io,
        "months",
        notice.months,
        notice.kind,
        std::vector<WhileKind<Kind, Range>>{{{Kind::Forward, Kind::Backward}, {1, 60}}}
    );
    chosen(
        io,
        "before",
        notice.before,
        notice.kind,
        std::vector<WhileKind<Kind, Any>>{{{Kind::Backward}, {}}}
    );
    optional(io, "means", notice.means);
}

void describe(auto& io, Like<DisputeSpec> auto& dispute) {
    using Kind = DisputeSpec::Kind;
    required(io, "kind", dispute.kind, Any{});
    chosen(
        io,
        "days",
        dispute.days,
        dispute.kind,
        std::vector<WhileKind<Kind, Range>>{{{Kind::Conciliation}, {1, 365}}}
    );
    optional(io, "court", dispute.court, Letters{0, 200});
}

void describe(auto& io, Like<RegisterSpec> auto& member) {
    required(io, "party", member.party, kKey);
    required(io, "college_field", member.college_field, kPerhapsKey);
}

void describe(auto& io, Like<ConventionType> auto& type) {
    required(io, "key", type.key, kKey);
    required(io, "version", type.version, Range{1, 100'000});
    required(io, "code", type.code, OneOfWords{kCodes});
    required(io, "title", type.title, kWords);
    required(io, "template_name", type.template_name, kKey);
    required(io, "visas", type.visas, Items{0, 50, {1, 2000}});
    required(io, "parties", type.parties, Items{2, 50, {}});
    required(io, "opening", type.opening, Any{});
    required(io, "fields", type.fields, Items{0, 200, {}});
    required(io, "articles", type.articles, Items{1, 200, {}});
    required(io, "annexes", type.annexes, Items{0, 50, {}});
    required(io, "slots", type.slots, Items{1, 50, {}});
    optional(io, "attestations", type.attestations, Items{0, 20, {}});
    optional(io, "opinion", type.opinion);
    required(io, "inform_body_kind", type.inform_body_kind, kPerhapsKey);
    optional(io, "member_register", type.member_register);
    required(io, "reminders", type.reminders, Any{});
    required(io, "link_validity_days", type.link_validity_days, Range{1, 366});
    required(io, "term", type.term, Any{});
    required(io, "renewal", type.renewal, Any{});
    required(io, "notice", type.notice, Any{});
    required(io, "dispute", type.dispute, Any{});
    required(io, "names_are_printed", type.names_are_printed, Any{});
    required(io, "consent", type.consent, kWords);
}

}  // namespace contreseing::workflows::codec

#include "workflows/codec/type_codec.hpp"

#include "workflows/codec/canonical.hpp"
#include "workflows/codec/describe.hpp"
#include "workflows/codec/json_reader.hpp"
#include "workflows/codec/json_tree.hpp"
#include "workflows/codec/json_writer.hpp"
#include "workflows/codec/strict_json.hpp"

namespace contreseing::workflows::codec {

void describe(auto& io, Like<FieldSpec::Option> auto& option) {
    io({"key", {}}, option.key);
    io({"label", {}}, option.label);
    io({"ticked_in_advance", {}}, option.ticked_in_advance);
}

void describe(auto& io, Like<FieldSpec> auto& field) {
    io({"key", {}}, field.key);
    io({"label", {}}, field.label);
    io.always({"kind", {}}, field.kind);
    io({"required", {}}, field.required);
    io({"options", {}}, field.options);
    io({"with_other", {}}, field.with_other);
}

void describe(auto& io, Like<PartyRole> auto& role) {
    io({"key", {}}, role.key);
    io({"label", {}}, role.label);
    io({"is_campus", {}}, role.is_campus);
}

void describe(auto& io, Like<SlotSpec> auto& slot) {
    io.always({"rank", {}}, slot.rank);
    io({"party", {}}, slot.party);
    io({"office", {}}, slot.office);
    io({"stamp", {}}, slot.stamp);
    io.always({"required", {}}, slot.required);
}

void describe(auto& io, Like<AnnexSpec> auto& annex) {
    io({"kind", {}}, annex.kind);
    io({"label", {}}, annex.label);
    io({"required", {}}, annex.required);
    io({"acknowledged", {}}, annex.acknowledged);
}

void describe(auto& io, Like<AttestationSpec> auto& attestation) {
    io({"key", {}}, attestation.key);
    io({"label", {}}, attestation.label);
    io.always({"scope", {}}, attestation.scope);
    io.always({"blocking", {}}, attestation.blocking);
    io({"fields", {}}, attestation.fields);
}

void describe(auto& io, Like<OpinionSpec> auto& opinion) {
    io({"body_kind", {}}, opinion.body_kind);
    io({"subject", {}}, opinion.subject);
    io({"question", {}}, opinion.question);
    io({"binding", {}}, opinion.binding);
    io.always({"quorum_percent", {}}, opinion.quorum_percent);
    io.always({"rule", {}}, opinion.rule);
    io.always({"deadline_working_days", {}}, opinion.deadline_working_days);
}

void describe(auto& io, Like<ReminderSpec> auto& reminders) {
    io.always({"first_after", {}}, reminders.first_after);
    io.always({"then_every", {}}, reminders.then_every);
    io.always({"max", {}}, reminders.max);
}

void describe(auto& io, Like<TermSpec> auto& term) {
    io.always({"kind", {}}, term.kind);
    io({"years", {}}, term.years);
}

void describe(auto& io, Like<RegisterSpec> auto& member) {
    io({"party", {}}, member.party);
    io({"college_field", {}}, member.college_field);
}

void describe(auto& io, Like<ConventionType> auto& type) {
    io({"key", {}}, type.key);
    io.always({"version", {}}, type.version);
    io({"code", {}}, type.code);
    io({"title", {}}, type.title);
    io({"template_name", {}}, type.template_name);
    io({"visas", {}}, type.visas);
    io({"parties", {}}, type.parties);
    io({"fields", {}}, type.fields);
    io({"annexes", {}}, type.annexes);
    io({"slots", {}}, type.slots);
    io({"attestations", {}}, type.attestations);
    io({"opinion", {}}, type.opinion);
    io({"inform_body_kind", {}}, type.inform_body_kind);
    io({"member_register", {}}, type.member_register);
    io({"reminders", {}}, type.reminders);
    io.always({"link_validity_days", {}}, type.link_validity_days);
    io({"term", {}}, type.term);
    io({"renewal", {}}, type.renewal);
    io({"notice", {}}, type.notice);
    io({"dispute", {}}, type.dispute);
    io.always({"names_are_printed", {}}, type.names_are_printed);
    io({"consent", {}}, type.consent);
}

Expected<ConventionType, JsonProblem> type_from_json(std::string_view text) {
    const auto node = parse_strict(text);
    if (!node) {
        return Unexpected{node.error()};
    }
    auto type = read_all<ConventionType>(JsonTree(*node), JsonKey::Form::Long);
    if (!type) {
        return type;
    }
    if (auto problem = check_type(*type)) {
        return Unexpected{std::move(*problem)};
    }
    return type;
}

std::string type_to_json(const ConventionType& type) {
    JsonWriter writer({.form = JsonKey::Form::Long, .keep_empty = true, .personal = {}});
    writer.write(type);
    return canonical(nlohmann::json::parse(std::move(writer).take()));
}

}  // namespace contreseing::workflows::codec

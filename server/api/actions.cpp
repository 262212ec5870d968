#include "server/api/actions.hpp"

#include "server/api/read_enum.hpp"
#include "workflows/domain/names.hpp"

#include <array>

#include <nlohmann/json.hpp>

namespace contreseing::server::api {

using nlohmann::json;
using workflows::Abandon;
using workflows::AcknowledgeOpinion;
using workflows::AcknowledgeWarning;
using workflows::CloseOpinion;
using workflows::Command;
using workflows::CorrectAddress;
using workflows::EditDraft;
using workflows::EmailAddress;
using workflows::ExtendLink;
using workflows::FieldValue;
using workflows::from_name;
using workflows::HolidayZone;
using workflows::InformBody;
using workflows::Instant;
using workflows::Locale;
using workflows::names_of;
using workflows::OpenRound;
using workflows::OrganisationId;
using workflows::parse_id;
using workflows::Party;
using workflows::Place;
using workflows::RemindNow;
using workflows::RemoveAnnex;
using workflows::RenewCopies;
using workflows::ReopenDraft;
using workflows::ResendLink;
using workflows::RevokeLink;
using workflows::Slot;
using workflows::SubstituteHolder;

namespace {

std::optional<std::map<std::string, FieldValue>> read_fields(JsonReader& in, std::string_view key) {
    const auto* raw = in.raw(key);
    if (raw == nullptr) {
        return std::nullopt;
    }
    std::map<std::string, FieldValue> fields;
    if (!raw->is_object()) {
        in.fault(key, "must be an object of texts and lists of texts");
        return fields;
    }
    for (const auto& [name, value] : raw->items()) {
        if (value.is_string()) {
            fields[name] = value.get<std::string>();
            continue;
        }
        bool texts = value.is_array();
        for (const auto& item : texts ? value : json::array()) {
            texts = texts && item.is_string();
        }
        if (!texts) {
            in.fault(std::string(key) + "/" + name, "must be a text or a list of texts");
            continue;
        }
        fields[name] = value.get<std::vector<std::string>>();
    }
    return fields;
}

/// Each element of the list `key` read by `read(JsonReader&)`.
template <class Item, class Read>
std::optional<std::vector<Item>> read_list(
    JsonBody& body, std::string_view key, std::size_t most, Read read
) {
    const auto* raw = body.fields().raw(key);
    if (raw == nullptr) {
        return std::nullopt;
    }
    std::vector<Item> items;
    if (!raw->is_array() || raw->size() > most) {
        body.fields().fault(key, "must be a list of at most " + std::to_string(most) + " objects");
        return items;
    }
    for (std::size_t i = 0; i < raw->size(); ++i) {
        const auto path = "/" + std::string(key) + "/" + std::to_string(i);
        if (!(*raw)[i].is_object()) {
            body.problems().push_back({path, "must be an object"});
            continue;
        }
        JsonReader in((*raw)[i], path, body.problems());
        items.push_back(read(in));
        in.finish();
    }
    return items;
}

Slot read_slot(JsonReader& in) {
    Slot slot;
    slot.n = in.number("n", Need::Optional);
    slot.rank = in.number("rank");
    slot.party = in.number("party");
    slot.office = in.line("office");
    slot.stamp = in.flag("stamp", false);
    slot.holder.name = in.line("name", Need::Optional);
    if (auto email = in.email("email", Need::Optional)) {
        slot.holder.email = *email;
    }
    slot.holder.locale = read_enum(in, "locale", Locale::Fr);
    slot.holder.zone = read_enum(in, "zone", HolidayZone::Metropole);
    return slot;
}

Party read_party(JsonReader& in) {
    Party party;
    party.role = in.line("role");
    party.name = in.line("name", Need::Optional);
    party.represented_by = in.line("represented_by", Need::Optional);
    if (const auto id = in.line("organisation", Need::Nullable, 36); !id.empty()) {
        party.organisation = parse_id<OrganisationId>(id);
        if (!party.organisation) {
            in.fault("organisation", "must be a UUID");
        }
    }
    party.zone = read_enum(in, "zone", HolidayZone::Metropole);
    return party;
}

Command edit_draft(JsonBody& body) {
    auto& in = body.fields();
    EditDraft command;
    if (in.has("title")) {
        command.title = in.line("title");
    }
    if (in.has("place")) {
        command.place = in.line("place", Need::Optional);
    }
    if (in.has("visas")) {
        command.visas = in.lines("visas");
    }
    command.fields = read_fields(in, "fields");
    command.parties = read_list<Party>(body, "parties", 30, read_party);
    command.slots = read_list<Slot>(body, "slots", 50, read_slot);
    return command;
}

/// Whose link it is: a slot's or a seat's.
Place read_place(JsonReader& in) {
    const auto written = in.line("place");
    const auto place = workflows::parse_place(written);
    if (!written.empty() && (!place || (place->slot() == 0 && place->seat() == 0))) {
        in.fault("place", "must be a slot or a seat: slot/3, opinion/1/seat/2");
    }
    return place.value_or(Place{});
}

int read_slot_place(JsonReader& in) {
    const auto place = read_place(in);
    if (place.seat() != 0) {
        in.fault("place", "must be a slot: slot/3");
    }
    return place.slot();
}

template <class Care>
Command care(JsonBody& body) {
    return Care{read_place(body.fields())};
}

Command revoke_link(JsonBody& body) {
    auto& in = body.fields();
    RevokeLink command;
    command.place = read_place(in);
    command.reason = in.line("reason", Need::Optional);
    return command;
}

Command correct_address(JsonBody& body) {
    auto& in = body.fields();
    CorrectAddress command;
    command.place = read_place(in);
    command.email = in.email("email").value_or(EmailAddress{});
    command.reason = in.line("reason", Need::Optional);
    return command;
}

Command extend_link(JsonBody& body) {
    auto& in = body.fields();
    ExtendLink command;
    command.slot = read_slot_place(in);
    command.until = in.instant("until").value_or(Instant{});
    return command;
}

Command substitute_holder(JsonBody& body) {
    auto& in = body.fields();
    SubstituteHolder command;
    command.slot = read_slot_place(in);
    command.holder.name = in.line("name");
    command.holder.email = in.email("email").value_or(EmailAddress{});
    command.holder.locale = read_enum(in, "locale", Locale::Fr);
    command.holder.zone = read_enum(in, "zone", HolidayZone::Metropole);
    command.reason = in.line("reason");
    return command;
}

struct Action {
    std::string_view name;
    Command (*read)(JsonBody& body);
};

constexpr std::array kActions{
    Action{"edit_draft", edit_draft},
    Action{
        "remove_annex",
        [](JsonBody& b) -> Command { return RemoveAnnex{b.fields().number("annex")}; }},
    Action{
        "acknowledge_warning",
        [](JsonBody& b) -> Command {
            auto& in = b.fields();
            AcknowledgeWarning command{in.line("item"), in.line("reason")};
            if (in.has("from_events")) {
                command.from_events = in.number("from_events");
            }
            return command;
        }},
    Action{
        "reopen_draft",
        [](JsonBody& b) -> Command {
            auto reason = b.fields().line("reason");
            return ReopenDraft{std::move(reason), b.fields().flag("substantial", true)};
        }},
    Action{
        "close_opinion",
        [](JsonBody& b) -> Command { return CloseOpinion{b.fields().number("opinion")}; }},
    Action{
        "acknowledge_opinion",
        [](JsonBody& b) -> Command { return AcknowledgeOpinion{b.fields().line("reason")}; }},
    Action{"open_round", [](JsonBody&) -> Command { return OpenRound{}; }},
    Action{"inform_body", [](JsonBody&) -> Command { return InformBody{}; }},
    Action{"remind_now", care<RemindNow>},
    Action{"resend_link", care<ResendLink>},
    Action{"revoke_link", revoke_link},
    Action{"extend_link", extend_link},
    Action{"correct_address", correct_address},
    Action{"substitute_holder", substitute_holder},
    Action{
        "renew_copies",
        [](JsonBody& b) -> Command { return RenewCopies{b.fields().line("reason")}; }},
    Action{"abandon", [](JsonBody& b) -> Command { return Abandon{b.fields().line("reason")}; }},
};

}  // namespace

std::vector<std::string_view> action_names() {
    std::vector<std::string_view> names;
    for (const auto& action : kActions) {
        names.push_back(action.name);
    }
    return names;
}

std::optional<Command> read_action(std::string_view action, JsonBody& body) {
    for (const auto& known : kActions) {
        if (known.name == action) {
            return known.read(body);
        }
    }
    return std::nullopt;
}

}  // namespace contreseing::server::api

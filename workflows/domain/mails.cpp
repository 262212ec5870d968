#include "workflows/domain/mails.hpp"

#include "workflows/domain/fold.hpp"
#include "workflows/domain/lead_party.hpp"

#include <algorithm>
#include <utility>

namespace contreseing::workflows {

namespace {

template <class Part>
concept HasMails = requires {
    Part::kMails;
};

constexpr auto kKinds = []<HasMails Part>() { return Part::kMails; };
static_assert(
    are_unique(from_each_part<MailKind>(kKinds), &MailKind::name),
    "two parts have a kind of message of one name"
);

struct ReasonOf {
    template <class E>
    std::string operator()(const E& event) const {
        if constexpr (requires { event.reason; }) {
            return event.reason;
        } else if constexpr (requires { event.change.reason; }) {
            return event.change.reason;
        } else {
            return {};
        }
    }
};

std::vector<MailRow> titles(const std::vector<Annex>& annexes) {
    std::vector<MailRow> rows;
    for (const auto& annex : annexes) {
        rows.push_back({{"title", annex.title}});
    }
    return rows;
}

}  // namespace

const std::vector<MailKind>& mail_kinds() {
    static const auto kinds = from_each_part<MailKind>(kKinds);
    return kinds;
}

std::optional<MailKind> mail_kind(std::string_view name) {
    const auto found = std::ranges::find(mail_kinds(), name, &MailKind::name);
    return found == mail_kinds().end() ? std::nullopt : std::optional(*found);
}

MailValues mail_values(const Telling& told) {
    const State& state = told.as_of;
    MailValues values;
    values["act_title"] = state.title;
    values["act_reference"] = state.reference;
    if (const auto* lead = lead_party(told.type, state)) {
        values["lead_name"] = lead->name;
    }
    values["reason"] = or_dash(std::visit(ReasonOf{}, told.cause));
    values["version"] = std::to_string(state.versions.empty() ? 1 : state.versions.back().n);
    values["replaces"] = state.versions.size() > 1;
    if (!state.versions.empty()) {
        const auto& version = state.versions.back();
        values["annexes"] = titles(version.annexes);
        values["annex_count"] = std::to_string(version.annexes.size());
        values["sha256"] = version.sha256;
    }
    each_part([&]<class Part>() {
        if constexpr (requires { &Part::mail_values; }) {
            Part::mail_values(values, told);
        }
    });
    return values;
}

std::string overtaken_by(const Message& message, const State& as_of, const State& now, Instant at) {
    if (!message.kind.asks) {
        return {};
    }
    if (now.stage == Stage::Abandoned) {
        return "abandoned";
    }
    if (!now.participant(message.place)) {
        return "replaced";
    }
    std::string why;
    each_part([&]<class Part>() {
        if constexpr (requires { &Part::overtaken; }) {
            why = why.empty() ? Part::overtaken(message, as_of, now, at) : std::move(why);
        }
    });
    return why;
}

}  // namespace contreseing::workflows

#include "server/pages/admin/effects.hpp"

#include "workflows/app/ask_act.hpp"
#include "workflows/app/effect_key.hpp"
#include "workflows/app/inform_body.hpp"
#include "workflows/domain/names.hpp"
#include "workflows/ground/bounds.hpp"

#include <algorithm>
#include <utility>

namespace contreseing::server::pages {

namespace app = workflows::app;
namespace wf = workflows;
using http::Response;

namespace {

constexpr int kRows = 100;

/// The message that the address names, in this campus.
std::optional<app::Effect> effect_of(const Visit& visit) {
    const auto& request = visit.request;
    const auto key = app::parse_effect_key(
        visit.campus(),
        std::string(request.param("id")) + '/' + std::string(request.param("seq")) + '/' +
            std::string(request.param("n"))
    );
    if (!key) {
        return std::nullopt;
    }
    for (auto& effect : visit.services.effects.of_convention(key->campus, key->convention)) {
        if (effect.key == *key) {
            return std::move(effect);
        }
    }
    return std::nullopt;
}

/// `kind` as `Waiting` says it.
std::string waiting_word(const Visit& visit, const std::string& kind) {
    for (const std::string area : {"admin.message.", "admin.effect_kind."}) {
        if (visit.pages.words().has(area + kind)) {
            return visit.word(area + kind);
        }
    }
    return visit.fill("admin.effect_kind.unknown", {{"kind", kind}});
}

std::string kind_word(const Visit& visit, const app::Effect& effect) {
    if (const auto* message = effect.message()) {
        return visit.word("admin.message." + std::string(message->kind.name));
    }
    if (const auto* sent = effect.follow_up()) {
        return visit.word("admin.follow_up." + std::string(name_of(sent->asked)));
    }
    return visit.fill(
        "admin.effect_kind.unknown",
        {{"kind", std::string(kind_of(effect)) + '/' + std::string(what_of(effect))}}
    );
}

/// Why it is where it is. What an act refuses is said as everywhere.
std::string error_words(const Visit& visit, const app::Effect& effect) {
    const auto refusal =
        wf::from_name<wf::Refusal>(effect.last_error.substr(0, effect.last_error.find(' ')));
    if (effect.follow_up() == nullptr || !(refusal || effect.last_error == app::kTooManyHops)) {
        return effect.last_error;
    }
    return refusal ? refusal_words(visit, {*refusal, {}, {}})
                   : visit.word("admin.effects.too_many_hops");
}

/// What the act that is asked is called in lists.
std::string act_words(const Visit& visit, const wf::ConventionId& id) {
    const auto view = visit.services.engine.view(visit.campus(), id);
    return view ? view->loaded.state.reference : to_string(id);
}

Model effect_model(const Visit& visit, const app::Effect& effect) {
    constexpr std::string_view kStatus[] = {
        "pending", "delivered", "abandoned", "overtaken", "refused"};
    const auto status = kStatus[static_cast<std::size_t>(effect.status)];
    const bool pending = effect.status == app::EffectStatus::Pending;
    const auto address = "/admin/effects/" + to_text(effect.key);
    const auto* message = effect.message();
    Model model;
    model.text("effect_kind", kind_word(visit, effect))
        .text("effect_to", message != nullptr ? message->to.name : std::string{})
        .text("effect_email", message != nullptr ? message->to.email.text : std::string{})
        .text("effect_status", visit.word("admin.effect_status." + std::string(status)))
        .flag("effect_pending", pending)
        .flag("effect_open", pending || effect.status == app::EffectStatus::Refused)
        .flag("effect_stuck", effect.needs_a_person())
        .flag("effect_mail", message != nullptr)
        .number("effect_attempts", effect.attempts)
        .text("effect_error", error_words(visit, effect))
        .text("effect_proof", message != nullptr ? effect.proof : std::string{})
        .text("effect_created", visit.format.date_time(effect.created_at))
        .text(
            "effect_settled",
            effect.settled_at ? visit.format.date_time(*effect.settled_at) : std::string{}
        )
        .text(
            "effect_next",
            pending && effect.next_try_at ? visit.format.date_time(*effect.next_try_at)
                                          : std::string{}
        )
        .text("effect_act", "/admin/conventions/" + to_string(effect.key.convention))
        .text("effect_address", address);
    if (const auto* sent = effect.follow_up()) {
        model.text("effect_to", act_words(visit, sent->asked.to))
            .text("effect_asked", "/admin/conventions/" + to_string(sent->asked.to));
    }
    return model;
}

Response effect_page(
    const Visit& visit,
    const app::Effect& effect,
    const std::string& reason,
    std::vector<FieldError> errors,
    int status
) {
    auto model = visit.model("effects", visit.word("admin.effects.one"));
    model.part("effect", effect_model(visit, effect)).text("reason", reason);
    add_errors(model, errors);
    return visit.answer("effect", std::move(model), status);
}

}  // namespace

void add_effects(Model& model, const Dossier& dossier) {
    const auto& visit = dossier.visit;
    std::vector<Model> effects;
    bool stuck = false;
    for (const auto& effect : visit.services.effects.of_convention(visit.campus(), dossier.id)) {
        stuck = stuck || effect.needs_a_person();
        effects.push_back(effect_model(visit, effect));
    }
    const auto count = static_cast<long long>(effects.size());
    model
        .text(
            "effects_count", visit.pages.words().count(visit.locale, "admin.act.sent_count", count)
        )
        .list("effects", std::move(effects))
        .flag("effects_stuck", stuck);
}

Response show_effects(const Visit& visit) {
    // One more than is shown says whether there is a next page.
    const auto after = app::parse_effect_key(visit.campus(), visit.request.query.get("after"));
    auto waiting = visit.services.effects.unsettled(visit.campus(), {kRows + 1, after});
    const bool more = waiting.size() > static_cast<std::size_t>(kRows);
    if (more) {
        waiting.pop_back();
    }
    std::vector<Model> kinds;
    for (const auto& some : visit.services.effects.waiting(visit.campus())) {
        kinds.emplace_back();
        kinds.back()
            .text("waiting_kind", waiting_word(visit, some.kind))
            .number("waiting_count", some.due + some.put_off)
            .text("waiting_since", visit.format.date_time(some.since));
    }
    std::vector<Model> stuck;
    std::vector<Model> leaving;
    for (const auto& effect : waiting) {
        auto& list = effect.needs_a_person() ? stuck : leaving;
        list.push_back(effect_model(visit, effect));
    }
    auto model = visit.model("effects", visit.word("admin.effects.title"));
    const auto done = visit.request.query.get("done");
    model.list("stuck", std::move(stuck))
        .list("leaving", std::move(leaving))
        .list("waiting", std::move(kinds))
        .text(
            "done",
            done == "retry" || done == "give_up" ? visit.word("admin.done." + std::string(done))
                                                 : std::string{}
        );
    if (more) {
        model.text("next_address", "/admin/effects?after=" + to_text(waiting.back().key));
    }
    model.text("first_address", after ? "/admin/effects" : "");
    return visit.answer("effects", std::move(model));
}

Response show_effect(const Visit& visit) {
    const auto effect = effect_of(visit);
    return effect ? effect_page(visit, *effect, {}, {}, 200) : admin_not_found(visit);
}

Response retry_effect(const Visit& visit) {
    auto read = read_admin_form(visit, visit.request.form());
    if (auto* stop = std::get_if<Response>(&read)) {
        return std::move(*stop);
    }
    const auto effect = effect_of(visit);
    if (!effect) {
        return admin_not_found(visit);
    }
    if (!visit.services.effects.retry_now(effect->key)) {
        return effect_page(visit, *effect, {}, {{"", visit.word("admin.effects.settled")}}, 409);
    }
    return Response::redirect("/admin/effects?done=retry");
}

Response abandon_effect(const Visit& visit) {
    auto read = read_admin_form(visit, visit.request.form());
    if (auto* stop = std::get_if<Response>(&read)) {
        return std::move(*stop);
    }
    const auto effect = effect_of(visit);
    if (!effect) {
        return admin_not_found(visit);
    }
    const std::string typed(std::get<AdminForm>(read).fields.get("reason"));
    const auto reason = wf::parse_paragraph(typed, wf::codec::kReason.most);
    if (!reason || reason->empty()) {
        return effect_page(
            visit,
            *effect,
            typed,
            {{"reason",
              visit.word(reason ? "admin.effects.reason_missing" : "admin.invalid.reason")}},
            422
        );
    }
    const auto kept = visit.administrator.contact.name + " : " + *reason;
    if (!app::abandon_message(app::informing(visit.services), effect->key, kept)) {
        // Sent twice, done once.
        const auto now = effect_of(visit);
        if (now && now->status == app::EffectStatus::Abandoned && now->last_error == kept) {
            return Response::redirect("/admin/effects?done=give_up");
        }
        return effect_page(visit, *effect, typed, {{"", visit.word("admin.effects.settled")}}, 409);
    }
    return Response::redirect("/admin/effects?done=give_up");
}

}  // namespace contreseing::server::pages

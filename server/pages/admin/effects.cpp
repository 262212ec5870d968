#include "server/pages/admin/effects.hpp"

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

const std::string& kind_word(const Visit& visit, wf::MessageKind kind) {
    return visit.word("admin.message." + std::string(wf::name_of(kind)));
}

Model effect_model(const Visit& visit, const app::Effect& effect) {
    constexpr std::string_view kStatus[] = {"pending", "delivered", "abandoned", "overtaken"};
    const auto status = kStatus[static_cast<std::size_t>(effect.status)];
    const bool pending = effect.status == app::EffectStatus::Pending;
    const auto address = "/admin/effects/" + to_text(effect.key);
    Model model;
    model.text("effect_kind", kind_word(visit, effect.message.kind))
        .text("effect_to", effect.message.to.name)
        .text("effect_email", effect.message.to.email.text)
        .text("effect_status", visit.word("admin.effect_status." + std::string(status)))
        .flag("effect_pending", pending)
        .flag("effect_stuck", pending && !effect.last_error.empty())
        .number("effect_attempts", effect.attempts)
        .text("effect_error", effect.last_error)
        .text("effect_proof", effect.proof)
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
        stuck =
            stuck || (effect.status == app::EffectStatus::Pending && !effect.last_error.empty());
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
            .text("waiting_kind", kind_word(visit, some.kind))
            .number("waiting_count", some.due + some.put_off)
            .text("waiting_since", visit.format.date_time(some.since));
    }
    std::vector<Model> stuck;
    std::vector<Model> leaving;
    for (const auto& effect : waiting) {
        auto& list = effect.last_error.empty() ? leaving : stuck;
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

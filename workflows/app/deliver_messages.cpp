#include "workflows/app/deliver_messages.hpp"

#include "workflows/app/fresh_id.hpp"
#include "workflows/app/inform_body.hpp"
#include "workflows/domain/mails.hpp"

#include <algorithm>
#include <utility>

namespace contreseing::workflows::app {

namespace {

constexpr std::chrono::hours kAfterPermanentRefusal{24};

int last_signed_revision(const State& state) {
    int last = 0;
    for (const auto& slot : state.slots) {
        last = std::max(last, slot.signature ? slot.signature->revision : 0);
    }
    return last;
}

/// Nullopt when the journal has no such entry, which is a defect worth seeing on the page.
std::optional<Dispatch> prepare(const DeliveryTools& tools, const Effect& effect) {
    auto moment =
        tools.conventions.moment(effect.key.campus, effect.key.convention, effect.key.seq);
    if (!moment) {
        return std::nullopt;
    }
    const auto& kind = effect.message()->kind;
    Dispatch dispatch;
    dispatch.effect = effect;
    dispatch.before = std::move(moment->before);
    dispatch.as_of = evolve(dispatch.before, moment->entry.recorded);
    dispatch.cause = std::move(moment->entry.recorded.event);
    dispatch.head = moment->entry.hash;
    const auto& as_of = dispatch.as_of;
    dispatch.type = tools.types.find(effect.key.campus, as_of.type_key, as_of.type_version);
    if (auto campus = campus_for(tools.registry, effect.key.campus, as_of.network)) {
        dispatch.campus = std::move(*campus);
    }
    if (kind.names_body && !dispatch.type->inform_body_kind.empty()) {
        const auto body = body_for(
            tools.registry, effect.key.campus, dispatch.type->inform_body_kind, as_of.network
        );
        dispatch.informed_body_name = body ? body->name : std::string{};
    }
    if (kind.file != MailKind::File::None && as_of.frozen() != nullptr) {
        const auto& document = as_of.frozen()->document;
        const int revision = last_signed_revision(as_of);
        if (const auto tip = tools.documents.tip(effect.key.campus, document, revision)) {
            dispatch.file_sha256 = tip->sha256;
        }
        if (kind.file == MailKind::File::Attached) {
            dispatch.attachment = tools.documents.load(effect.key.campus, document, revision);
        }
    }
    return dispatch;
}

/// Why it must not leave any more; else it is handed over. Returns the mail server's words when it
/// is refused for good.
std::optional<std::string> deliver(
    const DeliveryTools& tools, const Effect& effect, const Message& message, Settlement& settlement
) {
    using Kind = Settlement::Kind;
    const auto view = tools.engine.view(effect.key.campus, effect.key.convention);
    auto dispatch = prepare(tools, effect);
    settlement.kind = Kind::Overtaken;
    if (!view || !dispatch) {
        settlement.text = "unknown journal entry";
        return std::nullopt;
    }
    // A message that waited while the links to the signed act were renewed gives one that opens.
    dispatch->as_of.copies_renewed = view->loaded.state.copies_renewed;
    settlement.text = overtaken_by(message, dispatch->as_of, view->loaded.state, tools.clock.now());
    if (!settlement.text.empty()) {
        return std::nullopt;
    }

    settlement.kind = Kind::PutOff;
    auto report = tools.postman.deliver(*dispatch);
    settlement.text = report.reply;
    switch (report.kind) {
        case DeliveryReport::Kind::Delivered:
            settlement.kind = Kind::Delivered;
            break;
        case DeliveryReport::Kind::Temporary:
            break;
        case DeliveryReport::Kind::Permanent:
            settlement.delay = kAfterPermanentRefusal;
            return std::move(report.reply);
    }
    return std::nullopt;
}

}  // namespace

void deliver_message(const DeliveryTools& tools, const Effect& effect, Handled& handled) {
    const auto refused = deliver(tools, effect, *effect.message(), handled.settlement);
    const bool informs = effect.message()->kind == mails::kBodyInformation &&
                         handled.settlement.kind == Settlement::Kind::Delivered;
    if (!refused && !informs) {
        return;
    }
    handled.afterwards = [tools, key = effect.key, to = effect.message()->to.email, refused] {
        if (!refused) {
            record_body_informed(informing(tools), key.campus, key.convention);
            return;
        }
        const Asked asked{
            key.campus,
            key.convention,
            fresh_id<CommandId>(tools.random),
            Actor{Actor::Kind::System, "delivery", {}, {}},
            tools.clock.now()};
        // Refused when the address belongs to nobody in the act any more: the row still shows it.
        (void)tools.engine.execute(asked, RecordDeliveryFailure{to, "5.0.0", *refused});
    };
}

}  // namespace contreseing::workflows::app

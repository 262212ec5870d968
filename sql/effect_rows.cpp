#include "sql/effect_rows.hpp"

#include "workflows/codec/effect_codec.hpp"
#include "workflows/domain/mails.hpp"

namespace contreseing::sql {

using workflows::app::ActAsked;
using workflows::app::Effect;
using workflows::app::Mail;
using workflows::app::Unreadable;

namespace {

std::string words_of(const workflows::codec::JsonProblem& problem) {
    return problem.pointer + ' ' + problem.message;
}

}  // namespace

decltype(Effect::holds) held(
    std::string_view kind, std::string_view what, std::string_view place, std::string_view payload
) {
    Unreadable unreadable{std::string(kind), std::string(what), "unknown"};
    const auto whose = workflows::parse_place(place);
    if (!whose) {
        unreadable.why = "unknown place " + std::string(place);
        return unreadable;
    }
    if (kind == Mail::kKind) {
        const auto message = workflows::mail_kind(what);
        auto mail = workflows::codec::mail_from_json(payload);
        if (message && mail) {
            return Mail{{*message, std::move(mail->to), *whose}, mail->template_version};
        }
        unreadable.why = message ? words_of(mail.error()) : "unknown message";
    } else if (kind == ActAsked::kKind) {
        auto sent = workflows::codec::follow_up_from_json(what, payload);
        if (sent) {
            decltype(Effect::holds) asked;
            auto& kept = asked.emplace<ActAsked>().sent;
            kept = *sent;
            kept.asked.place = *whose;
            return asked;
        }
        unreadable.why = words_of(sent.error());
    }
    return unreadable;
}

std::string payload_of(const Effect& effect) {
    if (const auto* mail = std::get_if<Mail>(&effect.holds)) {
        return workflows::codec::payload_to_json(workflows::codec::MailPayload{
            mail->message.to, mail->template_version});
    }
    const auto* sent = effect.follow_up();
    return sent != nullptr ? workflows::codec::payload_to_json(*sent) : "{}";
}

}  // namespace contreseing::sql

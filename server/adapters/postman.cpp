#include "server/adapters/postman.hpp"

#include "mail/error.hpp"
#include "server/adapters/return_path.hpp"
#include "workflows/app/link.hpp"
#include "workflows/domain/mails.hpp"

namespace contreseing::server {

using workflows::MailKind;
using workflows::app::copy_link;
using workflows::app::Dispatch;
using workflows::app::link_of;

workflows::app::MailVersions newest_versions(const mail::Catalogue& catalogue) {
    workflows::app::MailVersions versions;
    for (const auto& kind : workflows::mail_kinds()) {
        const int newest = catalogue.newest(kind.name);
        if (newest == 0) {
            throw mail::Error(
                mail::Error::Code::UnknownTemplate,
                "no words for mails of " + std::string(kind.name)
            );
        }
        versions.emplace(kind.name, newest);
    }
    return versions;
}

MailPostman::MailPostman(
    mail::Sender& sender,
    const mail::Catalogue& catalogue,
    workflows::app::Secrets& secrets,
    const crypto::SecretKeys& keys,
    Settings settings
)
    : sender_(sender),
      catalogue_(catalogue),
      secrets_(secrets),
      keys_(keys),
      settings_(std::move(settings)) {}

workflows::app::DeliveryReport MailPostman::deliver(const Dispatch& dispatch) {
    using Kind = workflows::app::DeliveryReport::Kind;
    const auto result = sender_.deliver(compose(dispatch));
    auto reply = result.text;
    switch (result.outcome) {
        case mail::DeliveryResult::Outcome::Delivered:
            return {Kind::Delivered, std::move(reply)};
        case mail::DeliveryResult::Outcome::Permanent:
            return {Kind::Permanent, std::move(reply)};
        case mail::DeliveryResult::Outcome::Temporary:
            break;
    }
    return {Kind::Temporary, std::move(reply)};
}

mail::Message MailPostman::compose(const Dispatch& dispatch) const {
    const auto& effect = dispatch.effect;
    const auto& held = std::get<workflows::app::Mail>(effect.holds);
    const auto& to = held.message.to;
    const std::string language = to.locale == workflows::Locale::En ? "en" : "fr";
    const auto rendered = catalogue_.render(
        held.message.kind.name, held.template_version, language, model_of(dispatch)
    );
    const auto id = effect.key.campus.text + "." + to_string(effect.key.convention) + "." +
                    std::to_string(effect.key.seq) + "." + std::to_string(effect.key.n);

    mail::Message message;
    message.from = {dispatch.campus.name, settings_.from_address};
    message.to = {to.name, to.email.text};
    message.reply_to = {dispatch.campus.reply_to.name, dispatch.campus.reply_to.email.text};
    message.return_path =
        "b+" + bounce_token(keys_, effect.key) + "@" + settings_.return_path_domain;
    message.message_id = "<" + id + "@" + settings_.return_path_domain + ">";
    message.date = std::chrono::floor<std::chrono::seconds>(effect.created_at);
    message.language = language;
    message.subject = rendered.subject;
    message.text = rendered.text;
    message.html = rendered.html;
    if (dispatch.attachment && held.message.kind.file == MailKind::File::Attached) {
        mail::Attachment copy;
        copy.file_name = dispatch.as_of.reference + ".pdf";
        copy.bytes.assign(dispatch.attachment->begin(), dispatch.attachment->end());
        message.attachments.push_back(std::move(copy));
    }
    return message;
}

std::string MailPostman::address_of(const workflows::app::LinkRef& link) const {
    return settings_.public_url + "/l/" + encode(link) + "/" + secrets_.link_secret(link);
}

std::string MailPostman::link_for(const Dispatch& dispatch) const {
    const auto& key = dispatch.effect.key;
    const auto& state = dispatch.as_of;
    const auto& message = *dispatch.effect.message();
    if (message.kind.file == MailKind::File::Linked ||
        std::holds_alternative<workflows::CopiesRenewed>(dispatch.cause)) {
        return address_of(copy_link(key.campus, state, key.n));
    }
    const auto link =
        message.kind.to_administrators ? std::nullopt : link_of(key.campus, state, message.place);
    return link ? address_of(*link)
                : settings_.public_url + "/admin/conventions/" + to_string(state.id);
}

mail::Model MailPostman::model_of(const Dispatch& dispatch) const {
    const auto& effect = dispatch.effect;
    const auto& state = dispatch.as_of;
    const auto& message = *effect.message();

    auto model = workflows::mail_values({
        .message = message,
        .cause = dispatch.cause,
        .before = dispatch.before,
        .as_of = state,
        .type = *dispatch.type,
        .at = effect.created_at,
        .informed_body_name = dispatch.informed_body_name,
    });
    model["recipient_name"] = message.to.name;
    model["campus_name"] = dispatch.campus.name;
    model.try_emplace("lead_name", dispatch.campus.name);
    model["contact_name"] = dispatch.campus.reply_to.name;
    model["contact_email"] = dispatch.campus.reply_to.email.text;
    model["contact_phone"] = std::string{};
    if (dispatch.file_sha256) {
        model["file_sha256"] = *dispatch.file_sha256;
    }
    model["journal_head"] = dispatch.head;
    model["journal_seq"] = std::to_string(effect.key.seq);
    model["attached"] = dispatch.attachment != nullptr;
    model["code"] = std::string{};
    model["code_number"] = std::string{};
    const auto* issued = std::get_if<workflows::CodeIssued>(&dispatch.cause);
    if (issued != nullptr && state.frozen() != nullptr) {
        const auto& version = *state.frozen();
        model["code"] =
            secrets_.code(state.id, issued->slot, issued->code, version.n, version.sha256);
        model["code_number"] = std::to_string(issued->code.n);
    }
    model["link"] = link_for(dispatch);
    return model;
}

}  // namespace contreseing::server

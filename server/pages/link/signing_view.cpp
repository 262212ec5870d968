#include "server/pages/link/signing_view.hpp"

#include "server/pages/link/act_rules.hpp"
#include "workflows/domain/address_notes.hpp"
#include "workflows/domain/decide.hpp"

#include <algorithm>
#include <utility>

namespace contreseing::server::pages {

namespace {

using workflows::Slot;

const std::string& localised(const workflows::LocalisedText& text, Locale locale) {
    const auto found = text.find(std::string(language_code(locale)));
    return found == text.end() ? text.at("fr") : found->second;
}

std::string titled(const Writing& with, std::string_view key) {
    return with.pages.words().fill(with.locale, key, {{"title", with.open.state().title}});
}

void add_person(Model& model, const Writing& with, const Slot& slot) {
    model.text("name", slot.holder.name)
        .text("office", slot.office)
        .text("party", with.open.state().party_name(slot.party));
}

std::vector<Model> acknowledgements(const Writing& with, const SigningDraft& draft) {
    std::vector<Model> boxes;
    for (const auto& annex : with.open.version()->annexes) {
        if (!is_acknowledged(*with.open.view.type, annex)) {
            continue;
        }
        Model box;
        box.number("box_n", annex.n)
            .text(
                "box_label",
                with.pages.words().fill(
                    with.locale, "sign.acknowledge_one", {{"title", annex.title}}
                )
            )
            .text("box_hash", grouped(annex.sha256))
            .flag(
                "box_ticked",
                std::find(draft.acknowledged.begin(), draft.acknowledged.end(), annex.n) !=
                    draft.acknowledged.end()
            );
        boxes.push_back(std::move(box));
    }
    return boxes;
}

/// What the proof says of this signatory's address.
std::vector<Model> address_notes(const Writing& with, const Slot& slot) {
    using Kind = workflows::AddressNote::Kind;
    const auto& state = with.open.state();
    const auto name = [&state](int n) {
        const auto* found = state.slot(n);
        return found == nullptr ? std::string{} : found->holder.name;
    };
    std::vector<Model> lines;
    for (const auto& note : workflows::address_notes(state)) {
        if (slot.n != note.slot && slot.n != note.other) {
            continue;
        }
        const std::string_view key = note.kind == Kind::Corrected ? "receipt.address.corrected"
                                     : note.kind == Kind::Shared  ? "receipt.address.shared"
                                                                 : "receipt.address.administrators";
        Model line;
        line.text(
            "note",
            with.pages.words().fill(
                with.locale,
                key,
                {{"name", name(note.slot)},
                 {"other", name(note.other)},
                 {"from", note.change.from.text},
                 {"to", note.change.to.text},
                 {"date", with.format.date_time(note.change.at)},
                 {"reason", note.reason}}
            )
        );
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace

bool code_is_awaited(const OpenLink& open, const Slot& slot) {
    const auto* code = slot.code_of(open.session.id);
    return code != nullptr && open.now <= code->issued_at + workflows::kCodeLife &&
           code->tries < workflows::kCodeTries;
}

std::string consent_id(const workflows::ConventionType& type) {
    return type.key + '@' + std::to_string(type.version);
}

void add_errors(Model& model, const std::vector<FieldError>& errors) {
    std::vector<Model> summary;
    for (const auto& error : errors) {
        Model line;
        line.text("error_text", error.text).text("error_field", error.field);
        summary.push_back(std::move(line));
        if (!error.field.empty()) {
            model.text("error_" + error.field, error.text);
        }
    }
    model.list("errors", std::move(summary));
}

Model signing_model(
    const Writing& with,
    const SigningDraft& draft,
    const std::string& form_token,
    const std::string& fresh_command
) {
    const auto& slot = *with.open.at.slot;
    const auto& type = *with.open.view.type;
    const auto& words = with.pages.words();
    const auto address = masked(slot.holder.email);
    const bool awaited = code_is_awaited(with.open, slot);

    auto model = act_model(with);
    add_person(model, with, slot);
    model.text("page_title", titled(with, "sign.title"))
        .text("until", with.format.date_time(slot.door->expires_at))
        .list("slots", slots_model(with))
        .text("consent", localised(type.consent, with.locale))
        .text("consent_id", consent_id(type))
        .flag("consent_ticked", draft.consent)
        .list("boxes", acknowledgements(with, draft))
        .text("csrf", form_token)
        .text("command", draft.command.empty() ? fresh_command : draft.command)
        .text("code_command", fresh_command)
        .text("note", draft.note)
        .text("new_link", draft.offers_new_link ? with.open.address + "/new-link" : std::string{})
        .flag("awaited", awaited);
    if (awaited) {
        const auto& code = *slot.code_of(with.open.session.id);
        const auto until = code.issued_at + workflows::kCodeLife;
        model.text(
            "code_sent",
            words.fill(
                with.locale,
                "sign.code_sent",
                {{"address", address},
                 {"n", std::to_string(code.n)},
                 {"date", with.format.date_time(until)}}
            )
        );
    } else {
        model.text("code_why", words.fill(with.locale, "sign.code_why", {{"address", address}}));
    }
    add_errors(model, draft.errors);
    return model;
}

Model receipt_model(const Writing& with) {
    const auto& slot = *with.open.at.slot;
    const auto& state = with.open.state();
    const auto& words = with.pages.words();
    const auto signed_on = with.format.date_time(slot.signature->at);
    const auto pending =
        std::count_if(state.slots.begin(), state.slots.end(), [](const Slot& other) {
            return other.status != Slot::Status::Signed;
        });
    const bool complete = state.signed_at && pending == 0;
    const bool stopped = std::any_of(state.slots.begin(), state.slots.end(), [](const Slot& other) {
        return other.status == Slot::Status::Declined;
    });
    auto model = act_model(with);
    add_person(model, with, slot);
    model.text("page_title", titled(with, "receipt.title"))
        .text(
            "sentence",
            words.fill(
                with.locale,
                "receipt.sentence",
                {{"name", slot.holder.name}, {"office", slot.office}, {"date", signed_on}}
            )
        )
        .text("signed_on", signed_on)
        .text("certificate", slot.signature->certificate_serial)
        .text("head", grouped(with.open.view.loaded.head))
        .text(
            "head_help",
            words.fill(
                with.locale, "receipt.head_help", {{"n", std::to_string(with.open.view.loaded.ver)}}
            )
        )
        .text(
            "keep_help",
            with.word(
                stopped    ? "receipt.keep_stopped"
                : complete ? "receipt.keep_done"
                           : "receipt.keep_help"
            )
        )
        .text(
            "progress",
            stopped    ? with.word("receipt.stopped")
            : complete ? words.fill(
                             with.locale,
                             "receipt.complete",
                             {{"date", with.format.date_time(*state.signed_at)}}
                         )
                       : words.count(with.locale, "receipt.pending", pending)
        )
        .list("address_notes", address_notes(with, slot))
        .list("slots", slots_model(with));
    return model;
}

Model decline_model(
    const Writing& with,
    const std::string& reason,
    const std::vector<FieldError>& errors,
    const std::string& form_token,
    const std::string& command
) {
    auto model = act_model(with);
    add_person(model, with, *with.open.at.slot);
    model.text("page_title", titled(with, "decline.title"))
        .text("reason", reason)
        .text("csrf", form_token)
        .text("command", command);
    add_errors(model, errors);
    return model;
}

Model declined_model(const Writing& with) {
    auto model = act_model(with);
    model.text("page_title", titled(with, "decline.done_title"))
        .text("reason", with.open.at.slot->decline_reason);
    return model;
}

Model copy_model(const Writing& with, const workflows::Sha256& file) {
    const auto& state = with.open.state();
    const auto& words = with.pages.words();
    auto model = act_model(with);
    model.text("page_title", titled(with, "copy.title"))
        .text("file_hash", grouped(file))
        .text(
            "sentence",
            state.signed_at ? words.fill(
                                  with.locale,
                                  "copy.sentence",
                                  {{"date", with.format.date_time(*state.signed_at)}}
                              )
                            : with.word("copy.not_yet")
        )
        .text(
            "in_force",
            state.in_force_at
                ? words.fill(
                      with.locale, "copy.in_force", {{"date", with.format.date(*state.in_force_at)}}
                  )
                : std::string{}
        )
        .list("rules", rules_model(words, with.locale, with.format, *with.open.view.type, state))
        .list("slots", slots_model(with));
    return model;
}

}  // namespace contreseing::server::pages

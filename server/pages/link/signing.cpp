#include "server/pages/link/signing.hpp"

#include "server/pages/link/dead_end.hpp"
#include "server/pages/link/overtaken.hpp"
#include "server/pages/link/signing_view.hpp"
#include "server/refusals/status.hpp"
#include "text/pasted.hpp"
#include "workflows/app/fresh_id.hpp"
#include "workflows/app/sign_document.hpp"
#include "workflows/domain/decide.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace contreseing::server::pages {

namespace {

namespace app = workflows::app;
using app::LinkStatus;
using http::Request;
using http::Response;
using workflows::Refusal;
using workflows::Refused;

constexpr std::size_t kCodeDigits = 6;

std::optional<int> parse_number(std::string_view text) {
    int number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

/// Empty when it is no code.
std::string code_of(std::string_view typed) {
    const auto digits = text::pasted_digits(typed);
    return digits && digits->size() == kCodeDigits ? *digits : std::string{};
}

std::vector<int> acknowledged_in(const http::Fields& fields) {
    std::vector<int> numbers;
    for (const auto text : fields.all("annex")) {
        if (const auto n = parse_number(text)) {
            numbers.push_back(*n);
        }
    }
    return numbers;
}

Response signing_page(
    const Pages& pages,
    const Services& services,
    const OpenLink& open,
    const SigningDraft& draft,
    int status
) {
    const auto with = writing(pages, services, open);
    return pages.answer(
        "link/sign",
        with.locale,
        signing_model(
            with, draft, form_token(services.secrets, open.session), new_form_id(services.random)
        ),
        status
    );
}

/// The page as it is now, after a refusal: the state may have moved under the form.
Response shown_again(
    const Pages& pages,
    const Services& services,
    const Request& request,
    SigningDraft draft,
    Refused refused
) {
    const auto opened = open_link(request, services);
    if (const auto* end = std::get_if<DeadEnd>(&opened)) {
        return dead_end_page(pages, *end, language_of(request), request.param("ref"));
    }
    const auto& open = *std::get<std::unique_ptr<OpenLink>>(opened);
    if (auto late = overtaken(pages, services, request, open)) {
        return *std::move(late);
    }
    const auto& words = pages.words();
    const auto locale = open.locale();
    const auto& slot = *open.at.slot;
    const auto* code = slot.code_of(open.session.id);
    if (refused.refusal == Refusal::NoCode && code == nullptr && !slot.codes.empty()) {
        const auto with = writing(pages, services, open);
        const auto asked_at = with.format.date_time(slot.codes.back().issued_at);
        draft.errors.push_back(
            {"code", words.fill(locale, "sign.code_elsewhere", {{"date", asked_at}})}
        );
        return signing_page(pages, services, open, draft, 409);
    }
    const auto key = "refusal." + std::string(workflows::name_of(refused.refusal));
    const auto sentence = words.text(locale, key + ".sentence");
    const auto said = sentence + " " + words.text(locale, key + ".what_to_do");
    switch (refused.refusal) {
        case Refusal::WrongCode: {
            const int left = code != nullptr ? workflows::kCodeTries - code->tries : 0;
            draft.errors.push_back(
                {"code",
                 left > 0 ? words.count(locale, "sign.tries", left)
                          : words.text(locale, "sign.no_tries")}
            );
            break;
        }
        case Refusal::TooSoon:
            if (code != nullptr && open.now < code->issued_at + workflows::kBetweenCodes) {
                draft.note = words.text(locale, "sign.code_just_sent");
                break;
            }
            draft.offers_new_link = true;
            draft.errors.push_back({"", words.text(locale, "sign.codes_burnt")});
            break;
        case Refusal::NoCode:
        case Refusal::CodeExpired:
        case Refusal::CodeExhausted:
            draft.errors.push_back({"code", said});
            break;
        default:
            draft.errors.push_back({"", said});
    }
    return signing_page(pages, services, open, draft, status_of(refused.refusal));
}

Response show_signing(const Pages& pages, const Services& services, const OpenLink& open) {
    const auto with = writing(pages, services, open);
    switch (open.at.status) {
        case LinkStatus::Open:
            return signing_page(pages, services, open, {}, 200);
        case LinkStatus::Done:
            return pages.answer("link/receipt", with.locale, receipt_model(with));
        case LinkStatus::Declined:
            return pages.answer("link/declined", with.locale, declined_model(with));
        default:
            return dead_end_page(pages, services, open);
    }
}

Response ask_code(
    const Pages& pages, const Services& services, const Request& request, const OpenLink& open
) {
    if (auto late = overtaken(pages, services, request, open)) {
        return *std::move(late);
    }
    const auto posted = read_form(request, services, open);
    if (const auto* end = std::get_if<DeadEnd>(&posted)) {
        return dead_end_page(pages, *end, open.locale(), open.session.ref);
    }
    const auto& [fields, form_id, asked] = std::get<Posted>(posted);
    const auto version = parse_number(fields.get("version"));
    const auto sha256 = workflows::parse_sha256(fields.get("sha256"));
    if (!version || !sha256) {
        return dead_end_page(pages, DeadEnd::BadForm, open.locale(), open.session.ref);
    }
    const int slot = open.at.slot->n;
    const workflows::RequestCode command{slot, open.session.id, *version, *sha256};
    auto outcome = services.engine.execute(asked, command);
    if (outcome && outcome->already_done && !code_is_awaited(open, *outcome->state.slot(slot))) {
        // The page of before, found again: nobody asks twice for a code that is over.
        auto again = asked;
        again.command = app::fresh_id<workflows::CommandId>(services.random);
        outcome = services.engine.execute(again, command);
    }
    if (!outcome) {
        return shown_again(pages, services, request, {}, outcome.error());
    }
    return Response::redirect(open.address);
}

Response sign(
    const Pages& pages, const Services& services, const Request& request, const OpenLink& open
) {
    if (auto late = overtaken(pages, services, request, open)) {
        return *std::move(late);
    }
    const auto posted = read_form(request, services, open);
    if (const auto* end = std::get_if<DeadEnd>(&posted)) {
        return dead_end_page(pages, *end, open.locale(), open.session.ref);
    }
    const auto& [fields, form_id, asked] = std::get<Posted>(posted);
    const auto version = parse_number(fields.get("version"));
    const auto sha256 = workflows::parse_sha256(fields.get("sha256"));
    if (!version || !sha256) {
        return dead_end_page(pages, DeadEnd::BadForm, open.locale(), open.session.ref);
    }

    app::SigningForm form;
    form.slot = open.at.slot->n;
    form.session = open.session.id;
    form.version = *version;
    form.sha256 = *sha256;
    form.consent = std::string(fields.get("consent"));
    form.acknowledged_annexes = acknowledged_in(fields);
    form.code = code_of(fields.get("code"));
    form.local_time =
        Format(pages.words(), services.engine.zone(), Locale::Fr).signature_time(open.now);

    SigningDraft draft;
    draft.command = form_id;
    draft.consent = !form.consent.empty();
    draft.acknowledged = form.acknowledged_annexes;
    // Said all at once and before any try is counted: RGAA 11.10.
    const auto& words = pages.words();
    const auto locale = open.locale();
    const auto& annexes = open.version()->annexes;
    const bool all_acknowledged =
        std::all_of(annexes.begin(), annexes.end(), [&](const workflows::Annex& annex) {
            return !is_acknowledged(*open.view.type, annex) ||
                   std::find(draft.acknowledged.begin(), draft.acknowledged.end(), annex.n) !=
                       draft.acknowledged.end();
        });
    if (!all_acknowledged) {
        draft.errors.push_back({"annexes", words.text(locale, "sign.acknowledge_missing")});
    }
    if (form.consent != consent_id(*open.view.type)) {
        draft.consent = false;
        draft.errors.push_back({"consent", words.text(locale, "sign.consent_missing")});
    }
    if (form.code.empty()) {
        draft.errors.push_back({"code", words.text(locale, "sign.code_missing")});
    }
    const bool same_text = *version == open.version()->n && *sha256 == open.version()->sha256;
    if (!draft.errors.empty() && same_text) {
        return signing_page(pages, services, open, draft, 422);
    }
    draft.errors.clear();

    const auto outcome = app::sign_document(
        services.engine, {services.secrets, services.documents, services.desk}, asked, form
    );
    if (!outcome) {
        return shown_again(pages, services, request, std::move(draft), outcome.error());
    }
    return Response::redirect(open.address);
}

Response show_decline(const Pages& pages, const Services& services, const OpenLink& open) {
    if (open.at.status != LinkStatus::Open) {
        return show_signing(pages, services, open);
    }
    const auto with = writing(pages, services, open);
    return pages.answer(
        "link/decline",
        with.locale,
        decline_model(
            with, {}, {}, form_token(services.secrets, open.session), new_form_id(services.random)
        )
    );
}

Response decline(
    const Pages& pages, const Services& services, const Request& request, const OpenLink& open
) {
    if (auto late = overtaken(pages, services, request, open)) {
        return *std::move(late);
    }
    const auto posted = read_form(request, services, open);
    if (const auto* end = std::get_if<DeadEnd>(&posted)) {
        return dead_end_page(pages, *end, open.locale(), open.session.ref);
    }
    const auto& [fields, form_id, asked] = std::get<Posted>(posted);
    const std::string reason(fields.get("reason"));
    const auto outcome = services.engine.execute(
        asked, workflows::DeclineToSign{open.at.slot->n, reason, open.link.generation}
    );
    if (outcome) {
        return Response::redirect(open.address);
    }
    const auto refusal = outcome.error().refusal;
    const auto locale = open.locale();
    if (refusal != Refusal::MissingReason && refusal != Refusal::InvalidValue) {
        const auto again = open_link(request, services);
        if (const auto* now = std::get_if<std::unique_ptr<OpenLink>>(&again)) {
            if (auto late = overtaken(pages, services, request, **now)) {
                return *std::move(late);
            }
        }
        return refusal_page(pages, refusal, locale, open.address);
    }
    const auto key = "refusal." + std::string(workflows::name_of(refusal));
    const auto with = writing(pages, services, open);
    const bool blank = workflows::parse_paragraph(reason) == "";
    const FieldError error{
        "reason",
        blank ? with.word(key + ".sentence") + " " + with.word(key + ".what_to_do")
              : with.word("decline.reason_long")};
    return pages.answer(
        "link/decline",
        locale,
        decline_model(with, reason, {error}, form_token(services.secrets, open.session), form_id),
        422
    );
}

}  // namespace

void add_signing_pages(LinkRoutes& routes) {
    constexpr auto kSlot = workflows::Place::Kind::Slot;
    routes.home(kSlot, show_signing);
    routes.post(kSlot, "/code", ask_code);
    routes.post(kSlot, "/sign", sign, http::Lane::Signing);
    routes.get(kSlot, "/decline", ShowLink(show_decline));
    routes.post(kSlot, "/decline", decline);
}

}  // namespace contreseing::server::pages

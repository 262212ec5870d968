#include "server/pages/public/demo_mailbox.hpp"

#include "server/pages/kit/format.hpp"

#include <utility>

namespace contreseing::server::pages {

namespace {

using http::Request;
using http::Response;

Model mail_model(const DemoMail& mail, const Format& format) {
    Model model;
    model.text("mail_address", "/demo/mails/" + mail.id)
        .text("mail_from", mail.from)
        .text("mail_to", mail.to)
        .text("mail_subject", mail.subject)
        .text("mail_date", mail.sent_at ? format.date_time(*mail.sent_at) : std::string{});
    return model;
}

/// The text cut where our own addresses start and end.
std::vector<Model> pieces_of(std::string_view text, std::string_view public_url) {
    std::vector<Model> pieces;
    const auto add = [&pieces](std::string_view name, std::string_view value) {
        if (!value.empty()) {
            Model piece;
            piece.text("plain", "").text("link", "").text(name, value);
            pieces.push_back(std::move(piece));
        }
    };
    while (!text.empty()) {
        const auto start = text.find(std::string(public_url) + "/");
        add("plain", text.substr(0, start));
        if (start == std::string_view::npos) {
            break;
        }
        const auto length = text.substr(start).find_first_of(" \t\r\n<>\"'");
        add("link", text.substr(start, length));
        text = length == std::string_view::npos ? std::string_view{} : text.substr(start + length);
    }
    return pieces;
}

Response show_list(
    const Pages& pages,
    const workflows::ZoneTable& zone,
    const DemoMailbox& mailbox,
    const Request& request
) {
    const auto locale = language_of(request);
    const Format format(pages.words(), zone, locale);
    std::vector<Model> mails;
    for (const auto& mail : mailbox.list()) {
        mails.push_back(mail_model(mail, format));
    }
    Model model;
    model.text("page_title", pages.words().text(locale, "demo_mail.title"))
        .list("mails", std::move(mails));
    return pages.answer("demo/mails", locale, std::move(model));
}

Response show_mail(
    const Pages& pages,
    const workflows::ZoneTable& zone,
    const DemoMailbox& mailbox,
    const std::string& public_url,
    const Request& request
) {
    const auto mail = mailbox.read(request.param("id"));
    if (!mail) {
        http::Problem problem;
        problem.status = 404;
        return pages.problem(request, problem);
    }
    const auto locale = language_of(request);
    auto model = mail_model(*mail, Format(pages.words(), zone, locale));
    model.text("page_title", mail->subject).list("pieces", pieces_of(mail->text, public_url));
    return pages.answer("demo/mail", locale, std::move(model));
}

}  // namespace

void add_demo_mailbox(
    http::Router& router,
    const Pages& pages,
    const workflows::ZoneTable& zone,
    DemoMailbox mailbox,
    std::string public_url
) {
    router.get("/demo/mails", [&pages, &zone, mailbox](const Request& request) {
        return show_list(pages, zone, mailbox, request);
    });
    router.get(
        "/demo/mails/:id",
        [&pages, &zone, mailbox = std::move(mailbox), public_url = std::move(public_url)](
            const Request& request
        ) { return show_mail(pages, zone, mailbox, public_url, request); }
    );
}

}  // namespace contreseing::server::pages

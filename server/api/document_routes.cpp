#include "server/api/api.hpp"
#include "server/api/caller.hpp"
#include "server/api/json_body.hpp"
#include "server/api/views.hpp"
#include "server/http/multipart.hpp"
#include "workflows/app/attach_annex.hpp"
#include "workflows/app/freeze_version.hpp"

#include <charconv>

#include <nlohmann/json.hpp>

namespace contreseing::server::api {

using workflows::app::Services;

namespace {

constexpr std::uint64_t kMaxAnnex = 20'000'000;

http::Response stopped(
    const std::variant<workflows::Refused, workflows::app::DocumentProblem>& why,
    const ApiOptions& options
) {
    return std::visit(
        [&options](const auto& reason) { return to_response(problem_of(reason, options)); }, why
    );
}

http::Response done(const workflows::app::Outcome& outcome, int status) {
    const nlohmann::json shown{
        {"id", to_string(outcome.state.id)},
        {"events", outcome.state.events},
        {"journal_head", to_hex(outcome.head)},
        {"version",
         outcome.state.frozen() == nullptr
             ? nlohmann::json(nullptr)
             : nlohmann::json{
                   {"n", outcome.state.frozen()->n},
                   {"sha256", to_hex(outcome.state.frozen()->sha256)}}}};
    return http::Response::json(shown.dump(), status);
}

http::Response freeze(
    const http::Request& request, const Services& services, const ApiOptions& options
) {
    const auto caller = authenticate(request, services);
    JsonBody(request.body).finish();
    const auto outcome = workflows::app::freeze_version(
        services.engine,
        services.registry,
        {services.typesetter,
         services.ingest,
         services.desk,
         services.documents,
         services.digest,
         services.random},
        asked_by(caller, request, services)
    );
    return outcome ? done(*outcome, 200) : stopped(outcome.error(), options);
}

http::Response preview(
    const http::Request& request, const Services& services, const ApiOptions& options
) {
    const auto caller = authenticate(request, services);
    const auto pdf = workflows::app::preview(
        services.engine,
        services.registry,
        services.typesetter,
        caller.campus,
        convention_of(request)
    );
    if (!pdf) {
        return stopped(pdf.error(), options);
    }
    return http::Response::text(std::string(pdf->begin(), pdf->end()), "application/pdf");
}

http::Response attach(
    const http::Request& request, const Services& services, const ApiOptions& options
) {
    const auto caller = authenticate(request, services);
    const auto upload = request.multipart();
    std::vector<http::FieldProblem> problems;
    if (!upload.file || upload.file->field != "file") {
        problems.push_back({"/file", "is missing"});
    } else if (upload.file->content.length > kMaxAnnex) {
        problems.push_back({"/file", "must be at most 20 MB"});
    }
    const auto title = workflows::parse_line(upload.fields.get("title"));
    if (!title || title->empty()) {
        problems.push_back({"/title", "must be one line of text"});
    }
    const auto kind = workflows::parse_line(upload.fields.get("kind"), 60);
    if (!kind || kind->empty()) {
        problems.push_back({"/kind", "is missing"});
    }
    if (!problems.empty()) {
        throw BodyError(422, std::move(problems));
    }
    const auto bytes = http::read_slice(upload.file->content);
    const auto outcome = workflows::app::attach_annex(
        services.engine,
        services.ingest,
        services.documents,
        services.digest,
        asked_by(
            caller,
            request,
            services,
            *kind + '\n' + *title + '\n' + to_hex(services.digest.sha256(bytes))
        ),
        {*kind, *title, bytes}
    );
    return outcome ? done(*outcome, 201) : stopped(outcome.error(), options);
}

http::Response send(
    const Services& services,
    const ApiOptions& options,
    const workflows::CampusId& campus,
    const workflows::DocumentId& document,
    const std::string& name
) {
    const auto published = services.files.publish(campus, document);
    if (!published) {
        return to_response(problem_of({workflows::Refusal::NotFound, "document"}, options));
    }
    constexpr std::string_view kPdf = "application/pdf";
    constexpr auto kSave = http::Disposition::Attachment;
    const auto& bytes = published->bytes;
    return bytes ? http::Response::file_content({bytes->begin(), bytes->end()}, name, kPdf, kSave)
                 : http::Response::file(published->path, name, kPdf, kSave);
}

http::Response document(
    const http::Request& request, const Services& services, const ApiOptions& options
) {
    const auto caller = authenticate(request, services);
    const auto view = services.engine.view(caller.campus, convention_of(request));
    const auto* version = view ? view->loaded.state.frozen() : nullptr;
    if (version == nullptr) {
        return to_response(problem_of({workflows::Refusal::NotFound, "document"}, options));
    }
    return send(
        services, options, caller.campus, version->document, view->loaded.state.reference + ".pdf"
    );
}

http::Response annex(
    const http::Request& request, const Services& services, const ApiOptions& options
) {
    const auto caller = authenticate(request, services);
    const auto view = services.engine.view(caller.campus, convention_of(request));
    const auto text = request.param("n");
    int n = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (view && problem == std::errc{} && end == text.data() + text.size()) {
        for (const auto& known : view->loaded.state.annexes) {
            if (known.n == n) {
                return send(services, options, caller.campus, known.document, known.title + ".pdf");
            }
        }
    }
    return to_response(problem_of({workflows::Refusal::NotFound, "annex"}, options));
}

}  // namespace

void add_document_routes(
    http::Router& router, const Services& services, const ApiOptions& options
) {
    using http::Lane;
    router.post(
        "/api/v1/conventions/:id/freeze",
        [&services, options](const http::Request& request) {
            return freeze(request, services, options);
        },
        Lane::Heavy
    );
    router.get(
        "/api/v1/conventions/:id/preview",
        [&services, options](const http::Request& request) {
            return preview(request, services, options);
        },
        Lane::Heavy
    );
    router.post(
        "/api/v1/conventions/:id/annexes",
        [&services, options](const http::Request& request) {
            return attach(request, services, options);
        },
        Lane::Heavy
    );
    router.get(
        "/api/v1/conventions/:id/annexes/:n",
        [&services, options](const http::Request& request) {
            return annex(request, services, options);
        }
    );
    router.get(
        "/api/v1/conventions/:id/document",
        [&services, options](const http::Request& request) {
            return document(request, services, options);
        }
    );
}

}  // namespace contreseing::server::api

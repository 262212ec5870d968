#include "server/api/api.hpp"
#include "server/api/caller.hpp"
#include "server/api/json_body.hpp"
#include "server/api/paging.hpp"
#include "server/api/views.hpp"
#include "server/http/multipart.hpp"
#include "workflows/app/attach_annex.hpp"
#include "workflows/app/find_annex.hpp"
#include "workflows/app/freeze_version.hpp"

#include <map>

#include <nlohmann/json.hpp>

namespace contreseing::server::api {

using workflows::app::Services;

namespace {

constexpr std::uint64_t kMaxAnnex = 20'000'000;
constexpr int kBase = 0;
constexpr int kNewest = -1;
constexpr int kMostNumbered = 1'000'000;

http::Response stopped(
    const std::variant<workflows::Refused, workflows::app::DocumentProblem>& why,
    const ProblemDetails& details,
    std::string_view field = {}
) {
    const auto* refused = std::get_if<workflows::Refused>(&why);
    return to_response(
        refused != nullptr ? problem_of(*refused, details)
                           : problem_of(std::get<workflows::app::DocumentProblem>(why), field)
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
    const http::Request& request, const Services& services, const ProblemDetails& details
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
    return outcome ? done(*outcome, 200) : stopped(outcome.error(), details);
}

http::Response preview(
    const http::Request& request, const Services& services, const ProblemDetails& details
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
        return stopped(pdf.error(), details);
    }
    return http::Response::text(std::string(pdf->begin(), pdf->end()), "application/pdf");
}

http::Response attach(
    const http::Request& request, const Services& services, const ProblemDetails& details
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
    const std::string confirmed(upload.fields.get("confirm"));
    const std::string reason(upload.fields.get("reason"));
    const auto outcome = workflows::app::attach_annex(
        services.engine,
        services.ingest,
        services.documents,
        services.digest,
        asked_by(
            caller,
            request,
            services,
            *kind + '\n' + *title + '\n' + to_hex(services.digest.sha256(bytes)) + confirmed +
                '\n' + reason
        ),
        {*kind, *title, bytes, confirmed, reason}
    );
    return outcome ? done(*outcome, 201) : stopped(outcome.error(), details, "/file");
}

http::Response send(
    const Services& services,
    const ProblemDetails& details,
    const workflows::CampusId& campus,
    const workflows::DocumentId& document,
    const std::string& name,
    int revision = kNewest,
    std::string_view media_type = "application/pdf"
) {
    const auto published = services.files.publish(campus, document, revision);
    if (!published) {
        return not_found(details, "document");
    }
    constexpr auto kSave = http::Disposition::Attachment;
    const auto& bytes = published->bytes;
    return bytes ? http::Response::file_content(
                       {bytes->begin(), bytes->end()}, name, media_type, kSave
                   )
                 : http::Response::file(published->path, name, media_type, kSave);
}

http::Response document(
    const http::Request& request, const Services& services, const ProblemDetails& details
) {
    const auto caller = authenticate(request, services);
    const auto view = services.engine.view(caller.campus, convention_of(request));
    const auto* version = view ? view->loaded.state.frozen() : nullptr;
    if (version == nullptr) {
        return not_found(details, "document");
    }
    return send(
        services, details, caller.campus, version->document, view->loaded.state.reference + ".pdf"
    );
}

http::Response annex(
    const http::Request& request, const Services& services, const ProblemDetails& details
) {
    const auto caller = authenticate(request, services);
    const auto view = services.engine.view(caller.campus, convention_of(request));
    const auto n = whole_number(request.param("n"), 1, kMostNumbered);
    const auto* known = view && n ? workflows::app::find_annex(view->loaded.state, *n) : nullptr;
    if (known == nullptr) {
        return not_found(details, "annex");
    }
    return send(services, details, caller.campus, known->document, known->title + ".pdf", kBase);
}

/// Why each frozen text was opened again, by its number.
std::map<int, std::string> reasons_in(const std::vector<workflows::app::JournalEntry>& journal) {
    std::map<int, std::string> reasons;
    int current = 0;
    for (const auto& entry : journal) {
        const auto& event = entry.recorded.event;
        if (const auto* frozen = std::get_if<workflows::VersionFrozen>(&event)) {
            current = frozen->version.n;
        } else if (const auto* reopened = std::get_if<workflows::VersionReopened>(&event)) {
            reasons[current] = reopened->reason;
        }
    }
    return reasons;
}

http::Response list_versions(
    const http::Request& request, const Services& services, const ProblemDetails& details
) {
    const auto caller = authenticate(request, services);
    const auto id = convention_of(request);
    const auto view = services.engine.view(caller.campus, id);
    if (!view) {
        return not_found(details, "convention");
    }
    const auto reasons = reasons_in(services.conventions.journal(caller.campus, id));
    nlohmann::json shown{{"items", nlohmann::json::array()}};
    for (const auto& version : view->loaded.state.versions) {
        const auto reason = reasons.find(version.n);
        const auto newest = services.documents.tip(caller.campus, version.document, kNewest);
        shown["items"].push_back(
            {{"n", version.n},
             {"sha256", to_hex(version.sha256)},
             {"pages", version.pages},
             {"frozen_at", workflows::to_text(version.frozen_at)},
             {"reopened_for",
              reason == reasons.end() ? nlohmann::json(nullptr) : nlohmann::json(reason->second)},
             {"signatures", newest ? newest->revision : 0},
             {"document_sha256", to_hex(newest ? newest->sha256 : version.sha256)},
             {"articles_sha256", to_hex(version.text.sha256)}}
        );
    }
    return http::Response::json(shown.dump());
}

enum class Shown { Base, Newest, Articles };

http::Response version(
    const http::Request& request,
    const Services& services,
    const ProblemDetails& details,
    Shown what
) {
    const auto caller = authenticate(request, services);
    const auto view = services.engine.view(caller.campus, convention_of(request));
    const auto n = whole_number(request.param("n"), 1, kMostNumbered);
    if (!view || !n) {
        return not_found(details, "version");
    }
    const auto& state = view->loaded.state;
    for (const auto& known : state.versions) {
        if (known.n != *n) {
            continue;
        }
        const auto name = state.reference + " - version " + std::to_string(known.n);
        const bool articles = what == Shown::Articles;
        return send(
            services,
            details,
            caller.campus,
            articles ? known.text.document : known.document,
            name + (articles ? ".json" : ".pdf"),
            what == Shown::Newest ? kNewest : kBase,
            articles ? "application/json" : "application/pdf"
        );
    }
    return not_found(details, "version");
}

}  // namespace

void add_document_routes(
    http::Router& router, const Services& services, const ProblemDetails& details
) {
    using http::Lane;
    router.post(
        "/api/v1/conventions/:id/freeze",
        [&services, details](const http::Request& request) {
            return freeze(request, services, details);
        },
        Lane::Documents
    );
    router.get(
        "/api/v1/conventions/:id/preview",
        [&services, details](const http::Request& request) {
            return preview(request, services, details);
        },
        Lane::Documents
    );
    router.post(
        "/api/v1/conventions/:id/annexes",
        [&services, details](const http::Request& request) {
            return attach(request, services, details);
        },
        Lane::Documents
    );
    router.get(
        "/api/v1/conventions/:id/annexes/:n",
        [&services, details](const http::Request& request) {
            return annex(request, services, details);
        }
    );
    router.get(
        "/api/v1/conventions/:id/versions",
        [&services, details](const http::Request& request) {
            return list_versions(request, services, details);
        }
    );
    router.get(
        "/api/v1/conventions/:id/versions/:n",
        [&services, details](const http::Request& request) {
            return version(request, services, details, Shown::Base);
        }
    );
    router.get(
        "/api/v1/conventions/:id/versions/:n/document",
        [&services, details](const http::Request& request) {
            return version(request, services, details, Shown::Newest);
        }
    );
    router.get(
        "/api/v1/conventions/:id/versions/:n/articles",
        [&services, details](const http::Request& request) {
            return version(request, services, details, Shown::Articles);
        }
    );
    router.get(
        "/api/v1/conventions/:id/document",
        [&services, details](const http::Request& request) {
            return document(request, services, details);
        }
    );
}

}  // namespace contreseing::server::api

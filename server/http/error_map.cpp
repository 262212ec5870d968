#include "server/http/error_map.hpp"

#include "server/http/encoding.hpp"
#include "server/http/error.hpp"

namespace contreseing::server::http {
namespace {

std::string_view title_of(int status) {
    switch (status) {
        case 400:
            return "Requête mal formée";
        case 401:
            return "Authentification nécessaire";
        case 403:
            return "Accès refusé";
        case 404:
            return "Introuvable";
        case 405:
            return "Méthode refusée";
        case 409:
            return "Conflit";
        case 413:
            return "Envoi trop volumineux";
        case 415:
            return "Type de contenu refusé";
        case 422:
            return "Données refusées";
        case 429:
            return "Trop de demandes";
        case 503:
            return "Service momentanément indisponible";
        default:
            return status < 500 ? "Requête refusée" : "Erreur interne";
    }
}

struct PublicText {
    int status;
    const char* text;
};

PublicText public_text(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::MalformedForm:
        case ErrorKind::MalformedMultipart:
            return {400, "Le formulaire reçu est mal formé."};
        case ErrorKind::InvalidUtf8:
            return {400, "Le texte reçu n’est pas de l’UTF-8 valide."};
        case ErrorKind::TooManyFields:
            return {400, "Le formulaire reçu compte trop de champs."};
        case ErrorKind::TooManyFiles:
            return {400, "Un seul fichier peut être envoyé à la fois."};
        case ErrorKind::FieldTooLarge:
            return {413, "Un champ du formulaire est trop long."};
        case ErrorKind::UnsupportedMediaType:
            return {415, "Le type de contenu envoyé n’est pas accepté ici."};
        case ErrorKind::UnreadableUpload:
        case ErrorKind::UnusableHeader:
        case ErrorKind::UnsafeRedirect:
        case ErrorKind::UnsafeFile:
        case ErrorKind::ResponseTooLarge:
            break;
    }
    return {500, ""};
}

Problem internal_problem() {
    Problem problem;
    problem.detail = "L’incident est consigné ; son numéro aide à le retrouver.";
    return problem;
}

Problem from_error(const Error& error) {
    const PublicText text = public_text(error.kind());
    if (text.status == 500) {
        return internal_problem();
    }
    Problem problem;
    problem.status = text.status;
    problem.detail = text.text;
    if (!error.field().empty()) {
        problem.errors.push_back({error.field(), text.text});
    }
    return problem;
}

}  // namespace

std::string to_json(const Problem& problem) {
    std::string out = "{\"type\":" + json_quote(problem.type) + ",\"title\":" +
                      json_quote(problem.title.empty() ? title_of(problem.status) : problem.title) +
                      ",\"status\":" + std::to_string(problem.status);
    if (!problem.detail.empty()) {
        out += ",\"detail\":" + json_quote(problem.detail);
    }
    if (!problem.instance.empty()) {
        out += ",\"instance\":" + json_quote(problem.instance);
    }
    if (!problem.errors.empty()) {
        out += ",\"errors\":[";
        for (const FieldProblem& error : problem.errors) {
            out += &error == &problem.errors.front() ? "{" : ",{";
            out += "\"field\":" + json_quote(error.field) +
                   ",\"message\":" + json_quote(error.message) + "}";
        }
        out += "]";
    }
    if (!problem.confirmation.empty()) {
        out += ",\"confirmation\":" + json_quote(problem.confirmation);
    }
    return out + "}";
}

Response to_response(const Problem& problem) {
    return Response::text(to_json(problem), "application/problem+json", problem.status);
}

Response to_plain(const Problem& problem) {
    std::string text(title_of(problem.status));
    if (!problem.instance.empty()) {
        text += " (" + problem.instance + ")";
    }
    return Response::text(text + "\n", "text/plain; charset=utf-8", problem.status);
}

ErrorMap::Outcome ErrorMap::map(const std::exception_ptr& exception) const {
    try {
        std::rethrow_exception(exception);
    } catch (const std::exception& known) {
        std::optional<Problem> problem;
        if (const auto* ours = dynamic_cast<const Error*>(&known)) {
            problem = from_error(*ours);
        }
        for (auto mapper = mappers_.begin(); !problem && mapper != mappers_.end(); ++mapper) {
            problem = (*mapper)(known);
        }
        Outcome outcome{problem.value_or(internal_problem()), std::nullopt};
        if (outcome.problem.status >= 500) {
            outcome.for_the_log = known.what();
        }
        return outcome;
    } catch (...) {
        return {internal_problem(), "an exception that is not a std::exception"};
    }
}

}  // namespace contreseing::server::http

#include "workflows/codec/type_codec.hpp"
#include "workflows/domain/articles.hpp"
#include "workflows/ground/text.hpp"

#include <algorithm>
#include <set>

namespace contreseing::workflows::codec {

namespace {

class TypeCheck {
public:
    void require(bool holds, std::string pointer, std::string_view message) {
        if (!holds) {
            problems_.push_back({std::move(pointer), std::string(message)});
        }
    }
    void key(const std::string& key, std::string pointer) {
        const bool good = !key.empty() && key.front() >= 'a' && key.front() <= 'z' &&
                          std::all_of(key.begin(), key.end(), [](char c) {
                              return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
                          });
        require(good, std::move(pointer), "a key is a-z, then a-z, 0-9 and _");
    }
    void text(const LocalisedText& text, const std::string& pointer) {
        for (const auto& [language, words] : text) {
            const auto parsed = parse_paragraph(words);
            require(
                parsed && !parsed->empty(),
                pointer_to(pointer, language),
                "not a text that can be printed"
            );
        }
    }
    void line(const std::string& line, std::string pointer) {
        const auto parsed = parse_line(line);
        require(parsed && !parsed->empty(), std::move(pointer), "expected one line of text");
    }
    void once(std::set<std::string>& seen, const std::string& key, std::string pointer) {
        require(seen.insert(key).second, std::move(pointer), "used twice");
    }

    [[nodiscard]] std::vector<JsonProblem> done() && { return std::move(problems_); }

private:
    std::vector<JsonProblem> problems_;
};

std::string at(std::string_view list, std::size_t index, std::string_view member) {
    return '/' + std::string(list) + '/' + std::to_string(index) + '/' + std::string(member);
}

bool has_party(const ConventionType& type, const std::string& key) {
    return std::any_of(type.parties.begin(), type.parties.end(), [&key](const PartyRole& role) {
        return role.key == key;
    });
}

bool has_field(const ConventionType& type, const std::string& key) {
    return std::any_of(type.fields.begin(), type.fields.end(), [&key](const FieldSpec& field) {
        return field.key == key;
    });
}

void check_parties(const ConventionType& type, TypeCheck& check) {
    std::set<std::string> seen;
    int campuses = 0;
    for (std::size_t i = 0; i < type.parties.size(); ++i) {
        const auto& role = type.parties[i];
        check.key(role.key, at("parties", i, "key"));
        check.once(seen, role.key, at("parties", i, "key"));
        check.text(role.label, at("parties", i, "label"));
        campuses += role.is_campus ? 1 : 0;
    }
    check.require(campuses <= 1, "/parties", "only one party is the campus");
}

void check_fields(const ConventionType& type, TypeCheck& check) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        const auto& field = type.fields[i];
        check.key(field.key, at("fields", i, "key"));
        check.once(seen, field.key, at("fields", i, "key"));
        check.text(field.label, at("fields", i, "label"));
        const bool one = field.kind == FieldSpec::Kind::OneOf;
        const std::string options = at("fields", i, "options");
        std::set<std::string> keys;
        int ticked = 0;
        for (std::size_t o = 0; o < field.options.size(); ++o) {
            const auto& option = field.options[o];
            const std::string pointer = options + '/' + std::to_string(o);
            check.key(option.key, pointer + "/key");
            check.once(keys, option.key, pointer + "/key");
            check.text(option.label, pointer + "/label");
            ticked += option.ticked_in_advance ? 1 : 0;
        }
        check.require(!one || ticked <= 1, options, "one_of has one option ticked at most");
    }
}

void check_articles(const ConventionType& type, TypeCheck& check) {
    std::set<std::string> ids;
    std::set<std::string> numbers;
    for (std::size_t i = 0; i < type.articles.size(); ++i) {
        const auto& article = type.articles[i];
        check.key(article.id, at("articles", i, "id"));
        check.once(ids, article.id, at("articles", i, "id"));
        if (!article.number.empty()) {
            check.line(article.number, at("articles", i, "number"));
            check.once(numbers, article.number, at("articles", i, "number"));
        }
        if (!article.heading.empty()) {
            check.line(article.heading, at("articles", i, "heading"));
        }
        for (std::size_t p = 0; p < article.paragraphs.size(); ++p) {
            const auto pointer = at("articles", i, "text/" + std::to_string(p));
            const auto& paragraph = article.paragraphs[p];
            const auto parsed = parse_paragraph(paragraph);
            check.require(parsed && !parsed->empty(), pointer, "not a text that can be printed");
            for (const auto& fault : faults_of_paragraph(type, paragraph)) {
                check.require(false, pointer, fault);
            }
        }
    }
    // What a blank says is agreed only where it is printed.
    const auto printed = names_printed(type.articles);
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        check.require(
            printed.contains(type.fields[i].key), at("fields", i, "key"), "never printed"
        );
    }
}

void check_slots(const ConventionType& type, TypeCheck& check) {
    for (std::size_t i = 0; i < type.slots.size(); ++i) {
        const auto& slot = type.slots[i];
        check.line(slot.office, at("slots", i, "office"));
        check.require(has_party(type, slot.party), at("slots", i, "party"), "no such party");
    }
}

void check_annexes(const ConventionType& type, TypeCheck& check) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < type.annexes.size(); ++i) {
        const auto& annex = type.annexes[i];
        check.key(annex.kind, at("annexes", i, "kind"));
        check.once(seen, annex.kind, at("annexes", i, "kind"));
        check.text(annex.label, at("annexes", i, "label"));
    }
}

void check_attestations(const ConventionType& type, TypeCheck& check) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < type.attestations.size(); ++i) {
        const auto& attestation = type.attestations[i];
        check.key(attestation.key, at("attestations", i, "key"));
        check.once(seen, attestation.key, at("attestations", i, "key"));
        check.text(attestation.label, at("attestations", i, "label"));
        check.require(
            attestation.scope == AttestationSpec::Scope::Act || type.names_are_printed,
            at("attestations", i, "scope"),
            "of each slot needs printed names: another holder would sign unattested"
        );
        std::set<std::string> fields;
        for (std::size_t f = 0; f < attestation.fields.size(); ++f) {
            const auto pointer = at("attestations", i, "fields/" + std::to_string(f));
            check.require(has_field(type, attestation.fields[f]), pointer, "no such field");
            check.once(fields, attestation.fields[f], pointer);
        }
    }
}

void check_opinion(const OpinionSpec& opinion, TypeCheck& check) {
    check.key(opinion.body_kind, "/opinion/body_kind");
    check.key(opinion.subject, "/opinion/subject");
    check.text(opinion.question, "/opinion/question");
}

void check_register(const ConventionType& type, TypeCheck& check) {
    const RegisterSpec& member = *type.member_register;
    check.require(has_party(type, member.party), "/member_register/party", "no such party");
    const bool field =
        std::any_of(type.fields.begin(), type.fields.end(), [&member](const FieldSpec& spec) {
            return spec.key == member.college_field && spec.kind == FieldSpec::Kind::OneOf;
        });
    check.require(
        member.college_field.empty() || field,
        "/member_register/college_field",
        "no such one_of field"
    );
}

}  // namespace

std::vector<JsonProblem> type_contradictions(const ConventionType& type) {
    TypeCheck check;
    check.key(type.key, "/key");
    check.text(type.title, "/title");
    check.key(type.template_name, "/template_name");
    std::set<std::string> visas;
    for (std::size_t i = 0; i < type.visas.size(); ++i) {
        const auto parsed = parse_paragraph(type.visas[i]);
        check.require(
            parsed && !parsed->empty(),
            "/visas/" + std::to_string(i),
            "not a text that can be printed"
        );
        check.once(visas, type.visas[i], "/visas/" + std::to_string(i));
    }
    check_parties(type, check);
    check.line(type.opening.between, "/opening/between");
    check.line(type.opening.joined_by, "/opening/joined_by");
    check_fields(type, check);
    check_articles(type, check);
    check_annexes(type, check);
    check_slots(type, check);
    check_attestations(type, check);
    if (type.opinion) {
        check_opinion(*type.opinion, check);
    }
    if (type.member_register) {
        check_register(type, check);
    }
    if (!type.inform_body_kind.empty()) {
        check.key(type.inform_body_kind, "/inform_body_kind");
    }
    if (!type.dispute.court.empty()) {
        check.line(type.dispute.court, "/dispute/court");
    }
    check.text(type.consent, "/consent");
    return std::move(check).done();
}

}  // namespace contreseing::workflows::codec

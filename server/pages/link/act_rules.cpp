#include "server/pages/link/act_rules.hpp"

#include "workflows/domain/names.hpp"

namespace contreseing::server::pages {

namespace wf = workflows;

namespace {

/// The words of one clause in one language.
class Clauses {
public:
    Clauses(const Words& words, Locale locale) : words_(words), locale_(locale) {}

    [[nodiscard]] std::string term(const wf::TermSpec& term) const {
        return term.kind == wf::TermSpec::Kind::Unspecified
                   ? words_.text(locale_, "rules.term.unspecified")
                   : words_.count(locale_, "rules.term.fixed_years", term.years);
    }
    [[nodiscard]] std::string renewal(const wf::RenewalSpec& renewal) const {
        std::string key(wf::name_of(renewal.kind));
        key += renewal.kind == wf::RenewalSpec::Kind::Tacit && renewal.months > 0 ? "_months" : "";
        return counted("rules.renewal." + key, renewal.months);
    }
    [[nodiscard]] std::string notice(const wf::NoticeSpec& notice) const {
        std::string key(wf::name_of(notice.kind));
        if (notice.kind == wf::NoticeSpec::Kind::Backward) {
            key += '_' + std::string(wf::name_of(notice.before));
        }
        auto sentence = counted("rules.notice." + key, notice.months);
        if (notice.means != wf::NoticeSpec::Means::Unstated) {
            const std::string means(wf::name_of(notice.means));
            sentence += ' ' + words_.text(locale_, "rules.means." + means);
        }
        return sentence;
    }
    [[nodiscard]] std::string dispute(const wf::DisputeSpec& dispute) const {
        const std::string kind(wf::name_of(dispute.kind));
        auto sentence = counted("rules.dispute." + kind, dispute.days);
        if (!dispute.court.empty()) {
            sentence +=
                ' ' + words_.fill(locale_, "rules.dispute.court", {{"court", dispute.court}});
        }
        return sentence;
    }

private:
    [[nodiscard]] std::string counted(const std::string& key, int n) const {
        return words_.has(key) ? words_.text(locale_, key) : words_.count(locale_, key, n);
    }

    const Words& words_;
    Locale locale_;
};

}  // namespace

std::vector<Model> rules_model(
    const Words& words,
    Locale locale,
    const Format& format,
    const wf::ConventionType& type,
    const wf::State& state
) {
    std::vector<Model> rows;
    if (!state.in_force_at) {
        return rows;
    }
    const auto add = [&](const char* clause, const std::string& sentence) {
        const auto label = "rules." + std::string(clause) + ".label";
        rows.emplace_back().text("rule", words.text(locale, label)).text("rule_words", sentence);
    };
    const Clauses clauses(words, locale);
    auto term = clauses.term(type.term);
    if (state.last_day) {
        const auto date = format.day(*state.last_day);
        term += ' ' + words.fill(locale, "rules.term.until", {{"date", date}});
    }
    add("term", term);
    add("renewal", clauses.renewal(type.renewal));
    add("notice", clauses.notice(type.notice));
    add("dispute", clauses.dispute(type.dispute));
    return rows;
}

}  // namespace contreseing::server::pages

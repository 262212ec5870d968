#include "sql/convention_search.hpp"

#include "sql/values.hpp"
#include "sql/words.hpp"

#include <algorithm>

namespace contreseing::sql {

using workflows::app::SummaryOrder;
using workflows::app::SummaryQuery;

namespace {

/// In force, and no message to the body to inform waits or left: nothing more happens by itself.
constexpr std::string_view kForgottenBody =
    "(c.to_inform AND NOT EXISTS (SELECT FROM effect e"
    " WHERE e.campus_id = c.campus_id AND e.convention_id = c.id"
    " AND e.kind = 'mail' AND e.what = 'body_information' AND e.status IN ('pending', "
    "'delivered')))";

constexpr int kMaxPage = 200;
constexpr std::string_view kPage = "200";  // kMaxPage, where the planner should see it
constexpr std::string_view kFirst = "1000";

class Builder {
public:
    explicit Builder(const SummaryQuery& query)
        : query_(query),
          of_act_(query.stage || query.only_needing_help || query.order == SummaryOrder::Deadline),
          of_search_(
              query.type_key || query.year || query.network || !query.search.empty() ||
              !query.party.empty() || query.order == SummaryOrder::Title
          ),
          lead_(query.order != SummaryOrder::Title && (of_act_ || !of_search_) ? "c" : "s"),
          along_(
              lead_ == "c" || query.order != SummaryOrder::Newest ? ""
              : query.year                                        ? "year"
              : query.type_key                                    ? "type_key"
              : query.network                                     ? "network"
                                                                  : ""
          ) {
        statement_.parameters.bind(query.campus.text);
    }

    ListStatement without_words() && {
        if (of_search_) {
            finish(wanted({}, kPage), {});
            return std::move(statement_);
        }
        statement_.text = columns() + " FROM (SELECT c.* FROM convention c WHERE " + conditions() +
                          order(lead_) + " LIMIT " + std::string(kPage) + ") c" + order(lead_) +
                          limit();
        statement_.name = "convention_list" + parts_;
        return std::move(statement_);
    }

    ListStatement among_first(const SearchedWords& words) && {
        const auto first = wanted({}, kFirst);
        finish(first, having(words, {}));
        return std::move(statement_);
    }

    ListStatement by_words(const SearchedWords& words) && {
        if (words.common.size() == words.all().size()) {
            finish(wanted(having(words, {}), kPage), {});
            return std::move(statement_);
        }
        // OFFSET keeps the planner from reading along an index of the order instead: it does not
        // know how far it would have to go.
        auto found = "SELECT * FROM (" + matching(having(words, words.common)) + " OFFSET 0) s";
        if (query_.order != SummaryOrder::Deadline) {  // which stands beside the act alone
            found += order("s") + " LIMIT " + std::string(kPage);
        }
        finish(found, {});
        return std::move(statement_);
    }

private:
    std::string bind(std::string value) { return statement_.parameters.bind(std::move(value)); }

    /// Rows of `convention_search` that the query asks for and `more` lets through, read along
    /// the act's own indexes where its own columns decide.
    std::string wanted(const std::string& more, std::string_view most) {
        return matching(more) + order(lead_) + " LIMIT " + std::string(most);
    }

    std::string matching(const std::string& more) {
        std::string text = "SELECT s.* FROM convention_search_here s";
        if (of_act_) {
            text += " JOIN convention c ON c.campus_id = s.campus_id AND c.id = s.id";
        }
        return text + " WHERE " + conditions() + more;
    }

    void finish(const std::string& rows, const std::string& more) {
        statement_.text = columns() + " FROM (" + rows +
                          ") s JOIN convention c ON c.campus_id = $1 AND c.id = s.id WHERE true" +
                          more + order("s") + limit();
    }

    std::string conditions() {
        std::string text = lead_ + ".campus_id = $1";
        const auto and_that = [&](const std::string& condition, std::string_view part) {
            text += " AND " + condition;
            parts_ += part;
        };
        if (query_.stage) {
            and_that("c.stage = " + bind(std::string(word(*query_.stage))), "_stage");
        }
        if (query_.only_needing_help) {
            and_that("(c.needs_help OR " + std::string(kForgottenBody) + ")", "_help");
        }
        if (query_.type_key) {
            and_that(is("type_key", bind(*query_.type_key)), "_type");
        }
        if (query_.year) {
            and_that(is("year", bind(std::to_string(*query_.year))), "_year");
        }
        if (query_.network) {
            and_that(is("network", bind(to_string(*query_.network))), "_network");
        }
        if (query_.order == SummaryOrder::Deadline) {
            parts_ += "_deadline";
        }
        if (query_.after) {
            and_that(after(bind(to_string(*query_.after))), "_after");
        }
        return text;
    }

    /// Of the column along which the list is read, as a range: an equality would leave the planner
    /// free to read all newer rows instead, which it does where few years or types are known.
    [[nodiscard]] std::string is(std::string_view column, const std::string& value) const {
        const auto of = "s." + std::string(column);
        return column == along_ ? of + " BETWEEN " + value + " AND " + value : of + " = " + value;
    }

    [[nodiscard]] std::string after(const std::string& id) const {
        const std::string found = " WHERE campus_id = $1 AND id = " + id + "), " + id + "::uuid)";
        switch (query_.order) {
            case SummaryOrder::Newest:
                break;
            case SummaryOrder::Title:
                return "(s.title COLLATE \"fr-x-icu\", s.id) > ("
                       "(SELECT title FROM convention_search_here" +
                       found;
            case SummaryOrder::Deadline:
                return "(c.deadline_order, c.id) > ("
                       "(SELECT deadline_order FROM convention" +
                       found;
        }
        return "(" + lead_ + ".created_at, " + lead_ +
               ".id) < ((SELECT created_at FROM convention" + found;
    }

    /// `from` is the table along whose index the list is read; both hold the date and the id.
    [[nodiscard]] std::string order(const std::string& from) const {
        switch (query_.order) {
            case SummaryOrder::Newest:
                break;
            case SummaryOrder::Title:
                return " ORDER BY s.title COLLATE \"fr-x-icu\", s.id";
            case SummaryOrder::Deadline:
                return " ORDER BY c.deadline_order, c.id";
        }
        const auto first = along_.empty() ? "" : "s." + std::string(along_) + ", ";
        return " ORDER BY " + first + from + ".created_at DESC, " + from + ".id DESC";
    }

    std::string limit() {
        return " LIMIT " + statement_.parameters.bind(std::clamp(query_.limit, 1, kMaxPage));
    }

    /// That the words are there; those of `apart` where no index looks for them.
    std::string having(const SearchedWords& words, const std::vector<std::string>& apart) {
        std::string text;
        const auto like = [&](const std::string& pattern, const std::string& bound) {
            const bool common = std::ranges::find(apart, pattern) != apart.end();
            text += (common ? " AND s.words || '' LIKE " : " AND s.words LIKE ") + bound;
        };
        for (const auto& pattern : words.everywhere) {
            like(pattern, bind(pattern));
        }
        for (const auto& pattern : words.in_parties) {
            const auto bound = bind(pattern);
            like(pattern, bound);
            text += " AND s.parties LIKE " + bound;
        }
        return text;
    }

    static std::string columns() {
        return "SELECT c.id, c.reference, c.title, c.type_key, c.stage, c.pen_holder,"
               " micros(c.since), micros(c.last_reminder_at), micros(c.next_deadline),"
               " c.needs_help OR " +
               std::string(kForgottenBody) +
               ", micros(c.created_at), (SELECT count(*) FROM effect e WHERE e.campus_id = $1"
               " AND e.convention_id = c.id AND e.status IN ('pending', 'refused') AND "
               "e.last_error <> ''), c.network";
    }

    const SummaryQuery& query_;
    const bool of_act_;             ///< columns of `convention` decide
    const bool of_search_;          ///< columns of `convention_search` decide
    const std::string lead_;        ///< alias of the table along which the list is read
    const std::string_view along_;  ///< the column first in the index along which it is read
    ListStatement statement_;
    std::string parts_;
};

}  // namespace

std::string with_reference_numbers(std::string_view search) {
    constexpr std::size_t kYear = 4;
    constexpr std::size_t kWidth = 3;
    constexpr std::string_view kDigits = "0123456789";
    std::string out;
    std::size_t digits = 0;  // that end `out`
    for (std::size_t at = 0; at < search.size();) {
        auto number = search.substr(at + 1, search.find_first_not_of(kDigits, at + 1) - at - 1);
        if (search[at] != '-' || digits != kYear || number.empty()) {
            const bool digit = kDigits.find(search[at]) != std::string_view::npos;
            digits = digit ? digits + 1 : 0;
            out += search[at++];
            continue;
        }
        at += 1 + number.size();
        number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
        out += '-' + std::string(kWidth - std::min(kWidth, number.size()), '0').append(number);
        digits = 0;
    }
    return out;
}

SearchedNames searched_names(const workflows::State& state) {
    SearchedNames names;
    const auto add = [](std::string& to, const std::string& name) { to += name + '\n'; };
    for (const auto& party : state.parties) {
        add(names.parties, party.name);
        add(names.people, party.represented_by);
    }
    for (const auto& slot : state.slots) {
        add(names.people, slot.holder.name);
    }
    return names;
}

std::vector<std::string> SearchedWords::all() const {
    auto both = everywhere;
    both.insert(both.end(), in_parties.begin(), in_parties.end());
    return both;
}

ListStatement list_without_words(const SummaryQuery& query) {
    return Builder(query).without_words();
}

ListStatement list_among_first(const SummaryQuery& query, const SearchedWords& words) {
    return Builder(query).among_first(words);
}

ListStatement list_by_words(const SummaryQuery& query, const SearchedWords& words) {
    return Builder(query).by_words(words);
}

ListStatement how_common(
    const workflows::CampusId& campus, const std::vector<std::string>& patterns
) {
    ListStatement statement;
    const auto from = statement.parameters.bind(campus.text);
    ArrayLiteral looked_for;
    for (const auto& pattern : patterns) {
        looked_for.add(pattern);
    }
    const auto all = statement.parameters.bind(looked_for.text()) + "::text[]";
    // Ten rows at each of ten instants: the newest acts may be unlike all others.
    const auto bound = [&from](std::string_view which) {
        return "(SELECT " + std::string(which) +
               "(created_at) FROM convention_search_here WHERE campus_id = " + from + ")";
    };
    statement.text =
        "WITH sample AS MATERIALIZED (SELECT words FROM (SELECT " + bound("min") + " AS oldest, " +
        bound("max") +
        " AS newest OFFSET 0) a CROSS JOIN generate_series(0, 9) AS step"
        " CROSS JOIN LATERAL (SELECT words FROM convention_search_here WHERE campus_id = " +
        from +
        " AND created_at <= newest - step * (newest - oldest) / 10"
        " ORDER BY created_at DESC, id DESC LIMIT 10) s)"
        " SELECT (SELECT count(*) FROM sample),"
        " (SELECT count(*) FROM sample WHERE words LIKE ALL (" +
        all +
        ")),"
        " (SELECT count(*) FROM sample WHERE words LIKE pattern)"
        " FROM unnest(" +
        all + ") WITH ORDINALITY AS p (pattern, n) ORDER BY n";
    return statement;
}

}  // namespace contreseing::sql

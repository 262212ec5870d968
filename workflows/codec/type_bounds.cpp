#include "workflows/codec/type_bounds.hpp"

#include "text/utf8.hpp"
#include "workflows/codec/type_description.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace contreseing::workflows::codec {

using nlohmann::json;

namespace {

std::string to(int least, int most) {
    return std::to_string(least) + " to " + std::to_string(most);
}

std::size_t characters(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; text::next_scalar(text, at);) {
        ++count;
    }
    return count;
}

/// Walks a value beside the JSON it was read from.
class Bounds {
public:
    Bounds(const json& node, std::string pointer, std::vector<JsonProblem>& problems)
        : node_(node), pointer_(std::move(pointer)), problems_(problems) {}

    template <class T, class Bound>
    void bounded(std::string_view name, const T& value, const Bound& bound, Presence presence) {
        if (!node_.contains(std::string(name))) {
            require(presence == Presence::Optional, name, "is missing");
            return;
        }
        check(pointer_to(pointer_, name), node_.at(std::string(name)), value, bound);
    }

    template <class T, class Kind, class Bound>
    void chosen(
        std::string_view name,
        const T& value,
        const Kind& kind,
        const std::vector<WhileKind<Kind, Bound>>& cases
    ) {
        for (const auto& each : cases) {
            if (std::find(each.kinds.begin(), each.kinds.end(), kind) != each.kinds.end()) {
                bounded(name, value, each.bound, each.presence);
                return;
            }
        }
        require(is_default(value), name, "does not go with this kind");
    }

private:
    void require(bool holds, std::string_view name, std::string message) {
        if (!holds) {
            problems_.push_back({pointer_to(pointer_, name), std::move(message)});
        }
    }

    template <class T>
    static bool is_default(const T& value) {
        if constexpr (requires { value.empty(); }) {
            return value.empty();
        } else {
            return value == T{};
        }
    }

    template <class T, class Bound>
    void check(const std::string& pointer, const json& node, const T& value, const Bound& bound) {
        const auto fault = [&](bool holds, std::string message) {
            if (!holds) {
                problems_.push_back({pointer, std::move(message)});
            }
        };
        if constexpr (std::is_same_v<T, LocalisedText>) {
            check_words(pointer, value, bound);
        } else if constexpr (std::is_same_v<Bound, Range>) {
            fault(
                value >= bound.least && value <= bound.most,
                "expected " + to(bound.least, bound.most)
            );
        } else if constexpr (std::is_same_v<Bound, Letters>) {
            const auto count = static_cast<int>(characters(value));
            fault(
                count >= bound.least && count <= bound.most,
                "expected " + to(bound.least, bound.most) + " characters"
            );
        } else if constexpr (std::is_same_v<Bound, OneOfWords>) {
            fault(
                std::find(bound.words.begin(), bound.words.end(), value) != bound.words.end(),
                "not one of the known words"
            );
        } else if constexpr (std::is_same_v<Bound, Items>) {
            const auto count = static_cast<int>(value.size());
            fault(
                count >= bound.least && count <= bound.most,
                "expected " + to(bound.least, bound.most) + " items"
            );
            for (std::size_t i = 0; i < value.size(); ++i) {
                check_item(pointer + '/' + std::to_string(i), node.at(i), value[i], bound.letters);
            }
        } else if constexpr (requires { value.has_value(); }) {
            walk(pointer, node, *value);
        } else if constexpr (std::is_class_v<T> && !std::is_same_v<T, std::string>) {
            walk(pointer, node, value);
        }
    }

    template <class T>
    void check_item(
        const std::string& pointer, const json& node, const T& value, const Letters& letters
    ) {
        if constexpr (std::is_same_v<T, std::string>) {
            check(pointer, node, value, letters);
        } else {
            walk(pointer, node, value);
        }
    }

    void check_words(
        const std::string& pointer, const LocalisedText& text, const Letters& letters
    ) {
        for (const char* language : {"fr", "en"}) {
            if (!text.contains(language)) {
                problems_.push_back({pointer_to(pointer, language), "is missing"});
            }
        }
        for (const auto& [language, words] : text) {
            const auto place = pointer_to(pointer, language);
            if (language != "fr" && language != "en") {
                problems_.push_back({place, "fr or en"});
            } else {
                check(place, json(), words, letters);
            }
        }
    }

    template <class T>
    void walk(const std::string& pointer, const json& node, const T& value) {
        Bounds inner(node, pointer, problems_);
        describe(inner, value);
    }

    const json& node_;
    std::string pointer_;
    std::vector<JsonProblem>& problems_;
};

}  // namespace

std::vector<JsonProblem> out_of_bounds(const json& node, const ConventionType& type) {
    std::vector<JsonProblem> problems;
    Bounds bounds(node, {}, problems);
    describe(bounds, type);
    return problems;
}

}  // namespace contreseing::workflows::codec

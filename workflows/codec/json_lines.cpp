#include "workflows/codec/json_lines.hpp"

#include "workflows/codec/json_problem.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include <nlohmann/json.hpp>

namespace contreseing::workflows::codec {

namespace {

using nlohmann::json;

constexpr std::size_t kDeepest = 64;

/// Characters that count the lines they have gone through.
class Counted {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    Counted(const char* at, int* line) : at_(at), line_(line) {}
    reference operator*() const { return *at_; }
    Counted& operator++() {
        *line_ += *at_ == '\n' ? 1 : 0;
        ++at_;
        return *this;
    }
    Counted operator++(int) {
        auto before = *this;
        ++*this;
        return before;
    }
    bool operator==(const Counted& other) const { return at_ == other.at_; }
    bool operator!=(const Counted& other) const { return at_ != other.at_; }

private:
    const char* at_;
    int* line_;
};

/// Told of each value as the parser meets it.
class Places {
public:
    Places(const int& line, std::map<std::string, int, std::less<>>& lines)
        : line_(line), lines_(lines) {}

    bool null() { return value(); }
    bool boolean(bool) { return value(); }
    bool number_integer(json::number_integer_t) { return value(); }
    bool number_unsigned(json::number_unsigned_t) { return value(); }
    bool number_float(json::number_float_t, const json::string_t&) { return value(); }
    bool string(json::string_t&) { return value(); }
    bool binary(json::binary_t&) { return value(); }
    bool start_object(std::size_t) { return open(false); }
    bool start_array(std::size_t) { return open(true); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool key(json::string_t& name) {
        open_.back().key = name;
        lines_[here()] = line_;  // of the name: a number is only known once what follows was read
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
        stopped_at = position;
        return false;
    }

    std::size_t stopped_at = 0;  ///< characters read, the one that does not fit included

private:
    struct Container {
        std::string pointer;
        bool is_list = false;
        std::size_t count = 0;
        std::string key;
    };

    [[nodiscard]] std::string here() const {
        if (open_.empty()) {
            return {};
        }
        const auto& inner = open_.back();
        return pointer_to(inner.pointer, inner.is_list ? std::to_string(inner.count) : inner.key);
    }
    bool value() {
        if (open_.empty() || open_.back().is_list) {
            lines_[here()] = line_;
        }
        if (!open_.empty()) {
            ++open_.back().count;
        }
        return true;
    }
    bool open(bool is_list) {
        auto pointer = here();
        value();
        open_.push_back({std::move(pointer), is_list, 0, {}});
        return open_.size() <= kDeepest;
    }
    bool close() {
        open_.pop_back();
        return true;
    }

    const int& line_;
    std::map<std::string, int, std::less<>>& lines_;
    std::vector<Container> open_;
};

}  // namespace

JsonLines::JsonLines(std::string_view text) {
    int line = 1;
    Places places(line, lines_);
    if (!json::sax_parse(
            Counted(text.data(), &line), Counted(text.data() + text.size(), &line), &places
        )) {
        const auto read =
            text.substr(0, places.stopped_at - std::min<std::size_t>(places.stopped_at, 1));
        stopped_ = 1 + static_cast<int>(std::count(read.begin(), read.end(), '\n'));
    }
}

int JsonLines::of(std::string_view pointer) const {
    auto found = lines_.find(pointer);
    while (found == lines_.end() && !pointer.empty()) {
        pointer = pointer.substr(0, pointer.rfind('/'));
        found = lines_.find(pointer);
    }
    if (stopped_ > 0 && pointer.empty()) {
        return stopped_;
    }
    return found == lines_.end() ? 1 : found->second;
}

}  // namespace contreseing::workflows::codec

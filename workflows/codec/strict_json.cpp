#include "workflows/codec/strict_json.hpp"

#include <vector>

#include <nlohmann/json.hpp>

namespace contreseing::workflows::codec {

namespace {

using nlohmann::json;

/// Builds the value while it is read, and stops at the first thing that is not allowed.
class StrictBuilder {
public:
    explicit StrictBuilder(int max_depth) : max_depth_(max_depth) {}

    bool null() { return put(json(nullptr)); }
    bool boolean(bool value) { return put(json(value)); }
    bool number_integer(json::number_integer_t value) { return put(json(value)); }
    bool number_unsigned(json::number_unsigned_t value) { return put(json(value)); }
    bool number_float(json::number_float_t value, const json::string_t&) {
        return put(json(value));
    }
    bool string(json::string_t& value) { return put(json(std::move(value))); }
    bool binary(json::binary_t&) { return fail("binary value"); }

    bool start_object(std::size_t) { return enter(json::object()); }
    bool key(json::string_t& name) {
        json& object = *open_.back();
        if (object.contains(name)) {
            key_ = std::move(name);
            return fail("member named twice");
        }
        key_ = std::move(name);
        return true;
    }
    bool end_object() { return leave(); }
    bool start_array(std::size_t) { return enter(json::array()); }
    bool end_array() { return leave(); }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
        return fail("not JSON at byte " + std::to_string(position));
    }

    [[nodiscard]] json&& take() { return std::move(root_); }
    [[nodiscard]] JsonProblem problem() && { return std::move(problem_); }

private:
    bool enter(json&& container) {
        if (static_cast<int>(open_.size()) >= max_depth_) {
            return fail("nested too deeply");
        }
        std::string name = step();
        json* placed = place(std::move(container));
        if (!open_.empty()) {
            path_.push_back(std::move(name));
        }
        open_.push_back(placed);
        return true;
    }
    bool leave() {
        open_.pop_back();
        if (!path_.empty()) {
            path_.pop_back();
        }
        return true;
    }
    bool put(json&& value) {
        place(std::move(value));
        return true;
    }
    json* place(json&& value) {
        if (open_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        json& parent = *open_.back();
        if (parent.is_array()) {
            parent.push_back(std::move(value));
            return &parent.back();
        }
        return &(parent[key_] = std::move(value));
    }
    /// Name of what is read next within the innermost container.
    [[nodiscard]] std::string step() const {
        if (open_.empty()) {
            return {};
        }
        return open_.back()->is_array() ? std::to_string(open_.back()->size()) : key_;
    }
    bool fail(std::string message) {
        std::string pointer;
        for (const auto& name : path_) {
            pointer = pointer_to(pointer, name);
        }
        if (!open_.empty() && !(open_.back()->is_object() && key_.empty())) {
            pointer = pointer_to(pointer, step());
        }
        problem_ = {std::move(pointer), std::move(message)};
        return false;
    }

    int max_depth_;
    json root_;
    std::vector<json*> open_;        // containers not yet closed, outermost first
    std::vector<std::string> path_;  // their names, the root apart
    std::string key_;
    JsonProblem problem_;
};

}  // namespace

std::string pointer_to(const std::string& pointer, std::string_view member) {
    std::string out = pointer + '/';
    for (const char c : member) {
        if (c == '~') {
            out += "~0";
        } else if (c == '/') {
            out += "~1";
        } else {
            out.push_back(c);
        }
    }
    return out;
}

Expected<json, JsonProblem> parse_strict(std::string_view text, JsonLimits limits) {
    if (text.size() > limits.bytes) {
        return Unexpected{
            JsonProblem{{}, "larger than " + std::to_string(limits.bytes) + " bytes"}};
    }
    StrictBuilder builder(limits.depth);
    if (!json::sax_parse(text.begin(), text.end(), &builder)) {
        return Unexpected{std::move(builder).problem()};
    }
    return json(builder.take());
}

}  // namespace contreseing::workflows::codec

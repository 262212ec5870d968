#include "workflows/codec/json_reader.hpp"

#include <algorithm>

namespace contreseing::workflows::codec {

void JsonReader::fail(std::string message) const {
    throw ReadFailure{{pointer(), std::move(message)}};
}

const nlohmann::json* JsonReader::member(std::string_view name) {
    const auto found = node_->find(name);
    if (found == node_->end()) {
        return nullptr;
    }
    known_.push_back(name);
    return &*found;
}

void JsonReader::require_object() const {
    if (!node_->is_object()) {
        fail("expected an object");
    }
}

void JsonReader::refuse_unknown() const {
    if (known_.size() == node_->size()) {
        return;
    }
    for (const auto& member : node_->items()) {
        if (std::find(known_.begin(), known_.end(), member.key()) == known_.end()) {
            child(member.value(), member.key()).fail("unknown member");
        }
    }
}

const std::string& JsonReader::text() const {
    if (!node_->is_string()) {
        fail("expected a text");
    }
    return node_->get_ref<const std::string&>();
}

std::int64_t JsonReader::number() const {
    const bool too_large = node_->is_number_unsigned() &&
                           node_->get<std::uint64_t>() >
                               static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (!node_->is_number_integer() || too_large) {
        fail("expected a whole number");
    }
    return node_->get<std::int64_t>();
}

std::string JsonReader::pointer() const {
    return parent_ == nullptr ? std::string() : pointer_to(parent_->pointer(), name_);
}

}  // namespace contreseing::workflows::codec

#include "server/pages/kit/model.hpp"

#include "server/pages/kit/model_data.hpp"

#include <utility>

namespace contreseing::server::pages {

namespace mustache = kainjow::mustache;

Model::Model() : data_(std::make_unique<Data>()) {}
Model::~Model() = default;
Model::Model(Model&& other) noexcept = default;
Model& Model::operator=(Model&& other) noexcept = default;

Model& Model::text(std::string_view name, std::string_view value) {
    data_->value[std::string(name)] =
        value.empty() ? mustache::data{false} : mustache::data{std::string(value)};
    return *this;
}

Model& Model::number(std::string_view name, long long value) {
    return text(name, std::to_string(value));
}

Model& Model::flag(std::string_view name, bool value) {
    data_->value[std::string(name)] = mustache::data{value};
    return *this;
}

Model& Model::part(std::string_view name, Model value) {
    data_->value[std::string(name)] = std::move(value.data_->value);
    return *this;
}

Model& Model::list(std::string_view name, std::vector<Model> values) {
    mustache::data items{mustache::data::type::list};
    for (const auto& value : values) {
        items.push_back(value.data_->value);
    }
    data_->value[std::string(name)] = std::move(items);
    return flag("has_" + std::string(name), !values.empty());
}

}  // namespace contreseing::server::pages

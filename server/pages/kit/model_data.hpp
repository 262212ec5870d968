#pragma once

#include "server/pages/kit/model.hpp"

#include <kainjow/mustache.hpp>

namespace contreseing::server::pages {

/// Private to `model.cpp` and `templates.cpp`.
struct Model::Data {
    kainjow::mustache::data value{kainjow::mustache::data::type::object};
};

}  // namespace contreseing::server::pages

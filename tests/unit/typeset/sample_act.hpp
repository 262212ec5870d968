#pragma once

#include "documents/typeset/model.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace contreseing::tests {

/// The file of `workflows/types/` that describes this type.
nlohmann::json type_file(const std::string& key);

using Fill = std::function<std::string(const std::string& where)>;

/// The model of an act of this type, ticked as its type says; `fill` gives the text of each place
/// where somebody types, such as `parties.name`.
documents::typeset::Model::Map sample_act(
    const std::string& type, const Fill& fill, bool draft = false
);

/// The text of a PDF, line by line, without what pdftotext cannot read.
std::string text_of_pdf(const std::vector<std::uint8_t>& pdf);

/// What a Debian tool prints about a PDF, errors included.
std::string tool_on_pdf(const std::string& tool, const std::vector<std::uint8_t>& pdf);

}  // namespace contreseing::tests

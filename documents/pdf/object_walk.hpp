#pragma once

// Private to this folder.

#include <functional>
#include <initializer_list>
#include <qpdf/QPDF.hh>
#include <string_view>

namespace contreseing::documents::pdf {

/// Where a dictionary was met. The same one may be met in several places.
struct Whereabouts {
    /// Its keys are names that the author chose (of fonts, images, states, destinations…), and say
    /// nothing of what they name.
    bool chosen_names = false;
    bool of_stream = false;
    bool draws = false;  ///< below the resources or the content of a page
};

using Visit = std::function<void(QPDFObjectHandle dictionary, const Whereabouts& where)>;

/// Visits every dictionary (a stream's included) that the trailer reaches. Iterative: the depth of
/// a hostile file is not the depth of our stack.
void visit_dictionaries(QPDF& pdf, const Visit& visit);

[[nodiscard]] bool is_name(QPDFObjectHandle object, std::initializer_list<std::string_view> names);

}  // namespace contreseing::documents::pdf

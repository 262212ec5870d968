#pragma once

#include <string>
#include <string_view>
#include <vector>

// Private to this library.

namespace contreseing::documents::typeset {

/// Something in a file that only shows what is fetched from elsewhere.
struct Reference {
    int line = 0;
    std::string what;  ///< `<img>`, `src=`, `url()`
};

/// Everything in HTML or in a style sheet that would be fetched, be it beside the file, in a
/// `data:` address or on a network: pictures, other style sheets, fonts, attachments, scripts,
/// frames. Where a link leads (`<a href>`) and what lies in the document itself (`url(#a)`) is not
/// fetched; comments are not read.
std::vector<Reference> references_in(std::string_view text);

}  // namespace contreseing::documents::typeset

#include "server/pages/kit/pdf_answer.hpp"

namespace contreseing::server::pages {

using http::Disposition;
using http::Response;

http::Response pdf_answer(
    const workflows::app::PublishedFile& published,
    const http::Request& request,
    const std::string& name
) {
    constexpr std::string_view kPdf = "application/pdf";
    const bool save = request.query.find("telecharger").has_value();
    const auto how = save ? Disposition::Attachment : Disposition::Inline;
    const auto& bytes = published.bytes;
    auto response =
        bytes ? Response::file_content({bytes->begin(), bytes->end()}, name + ".pdf", kPdf, how)
              : Response::file(published.path, name + ".pdf", kPdf, how);
    response.header("Content-Security-Policy", "frame-ancestors 'self'");
    return response;
}

}  // namespace contreseing::server::pages

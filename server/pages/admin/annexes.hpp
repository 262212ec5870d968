#pragma once

#include "server/pages/admin/dossier.hpp"

#include <string>
#include <vector>

namespace contreseing::server::pages {

/// The annexes of the draft and the form that joins one.
http::Response show_annexes(const Visit& visit);
/// Takes an upload, cleaned in the worker process, as an annex of the draft.
http::Response attach_annex(const Visit& visit);

/// « pages 1, 3 : 4 passages barrés », one line a kind of loss.
std::vector<std::string> loss_lines(
    const Visit& visit, const std::vector<workflows::AnnexLoss>& losses
);

}  // namespace contreseing::server::pages

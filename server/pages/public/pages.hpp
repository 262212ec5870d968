#pragma once

#include "server/http/router.hpp"
#include "server/pages/kit/pages.hpp"

#include <string>

namespace contreseing::server::pages {

/// Who answers for the site, as the operator wrote it; an empty value is said to be missing.
/// Source: LCEN (loi 2004-575), art. 6 III as of 2004, art. 1-1 since 2024; GDPR, art. 13(1)(b).
struct LegalNotice {
    std::string publisher;
    std::string address;   ///< of the publisher
    std::string phone;     ///< of the publisher
    std::string director;  ///< of publication
    std::string host;      ///< name, address and telephone
    std::string dpo;       ///< how to reach the data protection officer
};

/// `/`, `/aide`, `/donnees-personnelles`, `/accessibilite`, `/mentions-legales`, and the pages
/// that say what went wrong. `pages` outlives the router.
void add_public_pages(http::Router& router, const Pages& pages, const LegalNotice& notice = {});

}  // namespace contreseing::server::pages

#pragma once

#include "server/pages/kit/format.hpp"
#include "server/pages/kit/pages.hpp"
#include "server/pages/link/open_link.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace contreseing::server::pages {

/// What every page of a link is written with.
struct Writing {
    const Pages& pages;
    const OpenLink& open;
    Locale locale;
    Format format;
    std::string lead;  ///< who runs the act, in whose name the others are asked to sign

    [[nodiscard]] const std::string& word(std::string_view key) const {
        return pages.words().text(locale, key);
    }
};
Writing writing(const Pages& pages, const Services& services, const OpenLink& open);

/// Title, reference, version, digest, addresses of the documents, annexes: the part of the model
/// that every page of a link shares.
Model act_model(const Writing& with);

/// Everyone who signs, in order, with what they did.
std::vector<Model> slots_model(const Writing& with);

/// Annexes of the version that the type wants acknowledged when signing.
bool is_acknowledged(const workflows::ConventionType& type, const workflows::Annex& annex);

/// `m…@mairie.example`: enough to recognise one's own address.
std::string masked(const workflows::EmailAddress& address);

}  // namespace contreseing::server::pages

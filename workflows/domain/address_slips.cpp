#include "workflows/domain/address_slips.hpp"

#include "text/characters.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace contreseing::workflows {

namespace {

/// Where most people of France have their mailbox. Names of fewer than seven characters are too
/// near to too many others to tell a slip.
constexpr std::string_view kProviders[] = {
    "aliceadsl.fr",   "bbox.fr",     "club-internet.fr", "free.fr",        "gmail.com",
    "googlemail.com", "hotmail.com", "hotmail.fr",       "icloud.com",     "laposte.net",
    "live.com",       "live.fr",     "neuf.fr",          "numericable.fr", "orange.fr",
    "outlook.com",    "outlook.fr",  "protonmail.com",   "wanadoo.fr",     "yahoo.com",
    "yahoo.fr",       "ymail.com",
};
/// One slip away from one of those, and right.
constexpr std::string_view kNeighbours[] = {"email.com", "mail.com", "yahoo.co"};

/// Ends that are none in the root zone, and what fingers meant.
constexpr std::pair<std::string_view, std::string_view> kEnds[] = {
    {"c", "com"},    {"cim", "com"}, {"cm", "com"},  {"cmo", "com"}, {"col", "com"},
    {"comm", "com"}, {"con", "com"}, {"cpm", "com"}, {"f", "fr"},    {"fe", "fr"},
    {"ffr", "fr"},   {"fr1", "fr"},  {"frr", "fr"},  {"ft", "fr"},   {"gouv", "gouv.fr"},
    {"nert", "net"}, {"nte", "net"}, {"ocm", "com"}, {"ogr", "org"}, {"orgg", "org"},
    {"rf", "fr"},    {"rog", "org"}, {"vom", "com"}, {"xom", "com"},
};

/// Whether a letter too many, missing, another, or two that changed places make `b` of `a`.
bool is_one_slip_from(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) {
        std::swap(a, b);
    }
    if (b.size() - a.size() > 1) {
        return false;
    }
    const auto [first, ignored] = std::mismatch(a.begin(), a.end(), b.begin());
    const auto at = static_cast<std::size_t>(first - a.begin());
    if (a.size() < b.size()) {
        return a.substr(at) == b.substr(at + 1);
    }
    if (at == a.size()) {
        return false;
    }
    const bool swapped = at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] &&
                         a.substr(at + 2) == b.substr(at + 2);
    return swapped || a.substr(at + 1) == b.substr(at + 1);
}

template <class Known>
bool is_among(const Known& known, std::string_view name) {
    return std::find(std::begin(known), std::end(known), name) != std::end(known);
}

/// The domain that `domain` was probably meant to be; itself when it raises no doubt.
std::string meant(const std::string& domain) {
    if (is_among(kProviders, domain) || is_among(kNeighbours, domain)) {
        return domain;
    }
    const auto provider =
        std::find_if(std::begin(kProviders), std::end(kProviders), [&domain](auto known) {
            return is_one_slip_from(domain, known);
        });
    if (provider != std::end(kProviders)) {
        return std::string(*provider);
    }
    const auto end = domain.substr(domain.rfind('.') + 1);
    const auto slip = std::find_if(std::begin(kEnds), std::end(kEnds), [&end](const auto& known) {
        return known.first == end;
    });
    const auto stem = domain.substr(0, domain.size() - end.size());
    if (slip != std::end(kEnds)) {
        const auto mended = stem + std::string(slip->second);
        return meant(mended);
    }
    return end.size() == 1 ? std::string{} : domain;
}

}  // namespace

std::optional<std::string> doubtful_address(const EmailAddress& address) {
    const auto at = address.text.find('@');
    if (at == std::string::npos) {
        return std::nullopt;
    }
    const auto domain = text::lower_ascii(address.text.substr(at + 1));
    const auto probably = meant(domain);
    return probably == domain ? std::nullopt
           : probably.empty() ? std::optional<std::string>("")
                              : address.text.substr(0, at + 1) + probably;
}

}  // namespace contreseing::workflows

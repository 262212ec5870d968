#include "server/pages/kit/typed_email.hpp"

#include "text/typed_address.hpp"

namespace contreseing::server::pages {

std::string email_fault(const Visit& visit, std::string_view typed) {
    const auto address = text::read_address(typed);
    if (!address.fault) {
        return {};
    }
    const auto key = "admin.email." + std::string(text::name_of(*address.fault));
    return address.instead.empty() ? visit.word(key)
                                   : visit.fill(key + "_instead", {{"instead", address.instead}});
}

}  // namespace contreseing::server::pages

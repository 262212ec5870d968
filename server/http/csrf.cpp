#include "server/http/csrf.hpp"

#include "server/http/encoding.hpp"

namespace contreseing::server::http {

bool csrf_matches(std::string_view expected, std::string_view submitted) {
    return !expected.empty() && equals_in_constant_time(expected, submitted);
}

}  // namespace contreseing::server::http

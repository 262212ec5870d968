#include "server/api/description.hpp"

#include <exception>
#include <iostream>
#include <iterator>

/// At build: the OpenAPI document on standard output, made from what is written by hand, which
/// comes in on standard input. Ends with 1 and the reason when that is none.
int main() {
    try {
        const std::string written(std::istreambuf_iterator<char>(std::cin), {});
        std::cout << contreseing::server::api::whole_description(written) << std::flush;
        return std::cout ? 0 : 1;
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}

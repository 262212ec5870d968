#include "server/api/record_tag.hpp"

#include "server/api/caller.hpp"
#include "server/http/header_value.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace contreseing::server::api {

namespace {

constexpr std::string_view kAny = "*";

/// The next tag of a list, and the comma behind it, taken from `rest`. Weak ones never match.
std::string take_tag(std::string_view& rest) {
    const auto begin = rest.find('"');
    const auto end = begin == std::string_view::npos ? begin : rest.find('"', begin + 1);
    const auto before = rest.substr(0, std::min(begin, rest.size()));
    if (end == std::string_view::npos || !(before.empty() || before == "W/")) {
        throw BadRequest("If-Match takes the ETag of a record, quotes included");
    }
    std::string tag(rest.substr(0, end + 1));
    rest = http::trim(rest.substr(end + 1));
    if (!rest.empty() && rest.front() != ',') {
        throw BadRequest("If-Match takes entity tags with commas between them");
    }
    rest = http::trim(rest.substr(std::min<std::size_t>(rest.size(), 1)));
    return tag;
}

}  // namespace

std::string record_tag(const nlohmann::json& shown, workflows::app::Digest& digest) {
    const auto text = shown.dump();
    const auto hash =
        digest.sha256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    return '"' + workflows::to_hex(hash).substr(0, 32) + '"';
}

Precondition::Precondition(const http::Request& request) {
    if (const auto sent = request.headers.find("if-match")) {
        auto& tags = if_match_.emplace();
        auto rest = http::trim(*sent);
        if (rest == kAny) {
            tags.emplace_back(kAny);
            return;
        }
        do {
            tags.push_back(take_tag(rest));
        } while (!rest.empty());
    }
    if (const auto sent = request.headers.find("if-none-match")) {
        if (http::trim(*sent) != kAny) {
            throw BadRequest("If-None-Match takes nothing but * here");
        }
        if_none_ = true;
    }
}

void Precondition::check(const std::optional<std::string>& tag) const {
    const bool matches =
        !if_match_ || (tag && std::ranges::any_of(*if_match_, [&](const auto& one) {
                           return one == kAny || one == *tag;
                       }));
    if (!matches || (if_none_ && tag)) {
        throw RecordConflict(RecordConflict::Why::ChangedMeanwhile);
    }
}

}  // namespace contreseing::server::api

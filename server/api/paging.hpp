#pragma once

#include "server/api/caller.hpp"
#include "workflows/app/ports/slice.hpp"

#include <charconv>

#include <nlohmann/json.hpp>

namespace contreseing::server::api {

/// A whole number from `least` to `most` and nothing else.
inline std::optional<int> whole_number(std::string_view text, int least, int most) {
    int value = 0;
    const auto* last = text.data() + text.size();
    const auto [end, problem] = std::from_chars(text.data(), last, value);
    const bool good = problem == std::errc{} && end == last && value >= least && value <= most;
    return good ? std::optional(value) : std::nullopt;
}

/// `limit` of a list, 50 when it is not said. Throws `BadRequest`.
inline int limit_of(const http::Request& request) {
    constexpr int kMost = 200;
    const auto text = asked(request, "limit");
    const auto limit = text ? whole_number(*text, 1, kMost) : std::optional(50);
    if (!limit) {
        throw BadRequest("limit must be a whole number from 1 to 200");
    }
    return *limit;
}

/// The part of a list that `limit` and `cursor` ask for; `parse` reads a key out of a cursor.
/// Throws `BadRequest`.
template <class Key, class Parse>
workflows::app::Slice<Key> slice_of(const http::Request& request, Parse parse) {
    workflows::app::Slice<Key> slice{limit_of(request), {}};
    if (const auto cursor = asked(request, "cursor")) {
        slice.after = parse(*cursor);
        if (!slice.after) {
            throw BadRequest("cursor is not one this server gave");
        }
    }
    return slice;
}

/// One page: `view` of each row, and in `next_cursor` what `cursor` says of the last one when
/// there may be more.
template <class Rows, class View, class Cursor>
http::Response page_of(const Rows& rows, int limit, View view, Cursor cursor) {
    nlohmann::json page{{"items", nlohmann::json::array()}, {"next_cursor", nullptr}};
    for (const auto& row : rows) {
        page["items"].push_back(view(row));
    }
    if (static_cast<int>(rows.size()) == limit) {
        page["next_cursor"] = cursor(rows.back());
    }
    return http::Response::json(page.dump());
}

}  // namespace contreseing::server::api

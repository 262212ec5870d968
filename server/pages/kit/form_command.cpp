#include "server/pages/kit/form_command.hpp"

#include <algorithm>
#include <string>

namespace contreseing::server::pages {

namespace app = workflows::app;
using workflows::Actor;

namespace {

std::string hex_digest(app::Digest& digest, std::span<const std::uint8_t> bytes) {
    return to_hex(digest.sha256(bytes));
}

/// No field, however it is written, can pass for two.
std::string counted(std::string_view text) {
    return std::to_string(text.size()) + ':' + std::string(text);
}

bool same_hand(const Actor& a, const Actor& b) {
    return a.kind == b.kind && (a.kind == Actor::Kind::Administrator || a.id == b.id);
}

}  // namespace

workflows::CommandId form_command(
    app::Digest& digest,
    const workflows::CommandId& form,
    const http::Fields& fields,
    std::span<const std::uint8_t> file
) {
    std::string held;
    for (const auto& field : fields) {
        // The token says who posts and the id which form: neither is what was filled in.
        if (field.name != "csrf" && field.name != "command") {
            held += counted(field.name) + counted(field.value);
        }
    }
    auto name =
        hex_digest(digest, {reinterpret_cast<const std::uint8_t*>(held.data()), held.size()});
    if (!file.empty()) {
        name += hex_digest(digest, file);
    }
    return {digest.name_uuid(form.bytes, name)};
}

std::optional<workflows::Instant> left_behind(
    app::ConventionStore& conventions, const app::Asked& asked
) {
    std::optional<workflows::Instant> recorded;
    bool behind = false;
    for (const auto& entry : conventions.journal(asked.campus, asked.convention)) {
        const auto& made = entry.recorded;
        if (made.command == asked.command) {
            recorded = made.received_at;
            behind = false;
        } else if (recorded && same_hand(made.actor, asked.actor)) {
            behind = true;
        }
    }
    return behind ? recorded : std::nullopt;
}

}  // namespace contreseing::server::pages

#pragma once

#include "workflows/app/services.hpp"

#include <string>
#include <vector>

namespace contreseing::bench {

/// How far the life of a prepared convention goes.
enum class Until { OpinionRequested, FirstInvitation };

/// A certified document that every prepared convention gets a copy of.
struct Text {
    workflows::app::Bytes pdf;
    workflows::Sha256 sha256;
};

/// Ingests and seals `pdf` as freezing does; one signature place per slot of the template.
Text certified_text(workflows::app::Services& services, const workflows::app::Bytes& pdf);

/// `count` conventions that live what `like` lived, up to `until`: same events under new ids, in
/// one transition each, with documents of their own and without the messages. Their journals
/// verify. All of it happened `days_ago`, which makes their timers due. Their journals
/// have `entries` at least. Returns their ids.
std::vector<workflows::ConventionId> prepare(
    workflows::app::Services& services,
    const workflows::CampusId& campus,
    const workflows::ConventionId& like,
    Until until,
    const Text& text,
    int count,
    int days_ago,
    int entries = 0
);

/// Records, for slot 1, a code asked from a session of this tool, without the mail.
workflows::SessionId issue_code(
    workflows::app::Services& services,
    const workflows::CampusId& campus,
    const workflows::ConventionId& id
);

}  // namespace contreseing::bench

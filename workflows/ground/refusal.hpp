#pragma once

#include <string>
#include <vector>

namespace contreseing::workflows {

/// Why a command is not carried out. Expected, never an exception; the pages and the API turn
/// each into words (`server/refusals/status.hpp`).
enum class Refusal {
    NotFound,       ///< no such slot, seat, opinion, annex, field
    WrongStage,     ///< the convention is no longer where this can be done
    TooEarly,       ///< it has not come there yet
    DraftIsFrozen,  ///< reopen it first (a new version)
    InvalidValue,   ///< `subject` names the field
    MissingReason,
    ChecklistBlocks,   ///< `subject` is the key of the first blocking item
    ChangedMeanwhile,  ///< somebody else was first: read again
    OpinionMissing,    ///< no signature link before an opinion is recorded
    OpinionUnacknowledged,
    OpinionClosed,  ///< too late, or already closed
    TextRequired,   ///< reserved and unfavourable say why
    NotYourTurn,
    AlreadySigned,
    AlreadyDeclined,
    LinkExpired,
    LinkRevoked,
    StaleVersion,    ///< the page showed another version or hash
    ConsentMissing,  ///< consent or an annex not acknowledged
    NoCode,          ///< ask for one first (or it is over, or of another session)
    CodeExpired,
    CodeExhausted,  ///< five wrong tries
    WrongCode,
    TooSoon,               ///< remind now at most once a day; codes are throttled
    NotTheirPen,           ///< only those who hold the pen are reminded
    NameIsPrinted,         ///< another person needs a new version
    NeedsAcknowledgement,  ///< `subject` is the checklist key to acknowledge first
    NothingToDo,           ///< a stale timer, an information already recorded: harmless
    CommandReused,         ///< this command id was given to another request before
};

struct Refused {
    Refusal refusal = Refusal::NotFound;
    std::string subject = {};        ///< field, slot or item concerned, machine readable
    std::vector<Refused> also = {};  ///< further values of an edit that cannot stand either
    bool operator==(const Refused&) const = default;
};

}  // namespace contreseing::workflows

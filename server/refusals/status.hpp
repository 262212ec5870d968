#pragma once

#include "workflows/domain/decide.hpp"

namespace contreseing::server {

/// The status that says best what a refusal is, on a page as in a problem of the API: 422 blames
/// what was sent, 409 the moment, 404, 410 and 429 the address, the link and the haste.
/// Source: RFC 9110, section 15.5, and RFC 6585, section 4.
constexpr int status_of(workflows::Refusal refusal) {
    using workflows::Refusal;
    switch (refusal) {
        case Refusal::NotFound:
            return 404;
        case Refusal::LinkExpired:
        case Refusal::LinkRevoked:
            return 410;
        case Refusal::InvalidValue:
        case Refusal::MissingReason:
        case Refusal::TextRequired:
        case Refusal::ConsentMissing:
        case Refusal::NoCode:
        case Refusal::CodeExpired:
        case Refusal::CodeExhausted:
        case Refusal::WrongCode:
        case Refusal::CommandReused:
            return 422;
        case Refusal::TooSoon:
            return 429;
        case Refusal::WrongStage:
        case Refusal::TooEarly:
        case Refusal::DraftIsFrozen:
        case Refusal::ChecklistBlocks:
        case Refusal::ChangedMeanwhile:
        case Refusal::OpinionMissing:
        case Refusal::OpinionUnacknowledged:
        case Refusal::OpinionClosed:
        case Refusal::NotYourTurn:
        case Refusal::AlreadySigned:
        case Refusal::AlreadyDeclined:
        case Refusal::StaleVersion:
        case Refusal::NotTheirPen:
        case Refusal::NameIsPrinted:
        case Refusal::NeedsAcknowledgement:
        case Refusal::NothingToDo:
            break;
    }
    return 409;
}

}  // namespace contreseing::server

#include "workflows/parts/signing/rules.hpp"

#include <algorithm>

namespace contreseing::workflows {

namespace {

using namespace std::chrono_literals;

bool shows_frozen(const State& state, int version, const Sha256& sha256) {
    const Version* frozen = state.frozen();
    return frozen != nullptr && frozen->n == version && frozen->sha256 == sha256;
}

/// Annexes of the frozen text that the signatory must say he has read.
bool acknowledges_all(
    const ConventionType& type, const Version& frozen, const std::vector<int>& acknowledged
) {
    return std::all_of(frozen.annexes.begin(), frozen.annexes.end(), [&](const Annex& annex) {
        const bool asked =
            std::any_of(type.annexes.begin(), type.annexes.end(), [&annex](const AnnexSpec& spec) {
                return spec.kind == annex.kind && spec.acknowledged;
            });
        return !asked ||
               std::find(acknowledged.begin(), acknowledged.end(), annex.n) != acknowledged.end();
    });
}

/// Whether the code that `session` asked for may still be tried.
std::optional<Refused> refuse_code(const Slot& slot, const SessionId& session, Instant now) {
    const std::string subject = std::to_string(slot.n);
    const CodeIssue* code = slot.code_of(session);
    if (code == nullptr) {
        return Refused{Refusal::NoCode, subject};
    }
    if (now > code->issued_at + kCodeLife) {
        return Refused{Refusal::CodeExpired, subject};
    }
    if (code->tries >= kCodeTries) {
        return Refused{Refusal::CodeExhausted, subject};
    }
    return std::nullopt;
}

std::string college_of(const ConventionType& type, const State& state) {
    const auto field = state.fields.find(type.member_register->college_field);
    if (field == state.fields.end()) {
        return {};
    }
    if (const auto* text = std::get_if<std::string>(&field->second)) {
        return *text;
    }
    const auto& ticked = std::get<std::vector<std::string>>(field->second);
    return ticked.empty() ? std::string() : ticked.front();
}

/// Entry into force at the last signature, and the register that a type keeps of its members.
void enter_into_force(Deciding& deciding) {
    const ConventionType& type = deciding.around.type;
    const Day today = deciding.around.zone.local_day(deciding.around.now);
    std::optional<Day> last_day;
    if (type.term.kind == TermSpec::Kind::FixedYears) {
        last_day = last_day_of_term(today, type.term.years);
    }
    deciding.emit(EnteredIntoForce{deciding.state().place, last_day});
    deciding.tell_administrators(mails::kInForceNotice, whole_act());
    if (type.member_register) {
        const auto& parties = deciding.state().parties;
        const auto member =
            std::find_if(parties.begin(), parties.end(), [&type](const Party& party) {
                return party.role == type.member_register->party;
            });
        if (member != parties.end()) {
            deciding.emit(MemberRegistered{member->n, college_of(type, deciding.state()), today});
        }
    }
}

}  // namespace

bool codes_are_burnt(const Slot& slot) {
    return slot.codes.size() >= kCodesPerSession;
}

std::optional<Refused> refuse_signing(
    const Surroundings& around, const State& state, const SigningRequest& request
) {
    if (auto refused = refuse_pen(state, request.slot, around.now)) {
        return refused;
    }
    if (!shows_frozen(state, request.version, request.sha256)) {
        return Refused{Refusal::StaleVersion, {}};
    }
    if (request.consent != state.type_key + '@' + std::to_string(state.type_version)) {
        return Refused{Refusal::ConsentMissing, "consent"};
    }
    if (!acknowledges_all(around.type, *state.frozen(), request.acknowledged_annexes)) {
        return Refused{Refusal::ConsentMissing, "annexes"};
    }
    if (auto refused = refuse_code(*state.slot(request.slot), request.session, around.now)) {
        return refused;
    }
    if (request.code_check != CodeCheck::Matches) {
        return Refused{Refusal::WrongCode, std::to_string(request.slot)};
    }
    return std::nullopt;
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const RequestCode& command
) {
    if (auto refused = refuse_pen(state, command.slot, around.now)) {
        return refused;
    }
    if (!shows_frozen(state, command.version, command.sha256)) {
        return Refused{Refusal::StaleVersion};
    }
    const Slot& slot = *state.slot(command.slot);
    std::size_t by_door = 0;
    std::size_t by_session = 0;
    for (const auto& code : slot.codes) {
        const bool today = code.issued_at > around.now - 24h;
        by_door += today ? 1 : 0;
        by_session += today && code.session == command.session ? 1 : 0;
    }
    const CodeIssue* last = slot.code_of(command.session);
    const bool just_now = last != nullptr && around.now < last->issued_at + kBetweenCodes;
    if (just_now || by_session >= kCodesPerSession || by_door >= kCodesPerDoor) {
        return Refused{Refusal::TooSoon, std::to_string(slot.n)};
    }
    return std::nullopt;
}

void rule(Deciding& deciding, const RequestCode& command) {
    const Slot& slot = *deciding.before().slot(command.slot);
    const Instant now = deciding.around.now;
    deciding.emit(CodeIssued{slot.n, CodeIssue{slot.codes_issued + 1, command.session, now, 0}});
    deciding.send({.kind = mails::kCode, .to = slot.holder, .place = slot_place(slot.n)});
    const Slot& issued = *deciding.state().slot(slot.n);
    const bool told = issued.codes_burnt_at && *issued.codes_burnt_at > now - 24h;
    if (codes_are_burnt(issued) && !told) {
        deciding.emit(CodesBurnt{slot.n});
        deciding.tell_administrators(mails::kCodesBurntNotice, slot_place(slot.n));
    }
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const RecordWrongCode& command
) {
    if (auto refused = refuse_pen(state, command.slot, around.now)) {
        return refused;
    }
    return refuse_code(*state.slot(command.slot), command.session, around.now);
}

void rule(Deciding& deciding, const RecordWrongCode& command) {
    const Slot& slot = *deciding.before().slot(command.slot);
    deciding.emit(CodeRefused{slot.n, slot.code_of(command.session)->n});
}

std::optional<Refused> refuse(
    const Surroundings& around, const State& state, const RecordSignature& command
) {
    if (auto refused = refuse_signing(around, state, command.request)) {
        return refused;
    }
    // Each signature is a revision of its own, after all others of this text.
    const bool newest =
        command.revision >= 1 &&
        std::none_of(state.slots.begin(), state.slots.end(), [&command](const Slot& slot) {
            return slot.signature && slot.signature->revision >= command.revision;
        });
    return newest ? std::nullopt : std::optional(Refused{Refusal::ChangedMeanwhile, "revision"});
}

void rule(Deciding& deciding, const RecordSignature& command) {
    const State& state = deciding.before();
    const SigningRequest& request = command.request;
    const Slot& slot = *state.slot(request.slot);
    SlotSigned signed_;
    signed_.slot = slot.n;
    signed_.version = request.version;
    signed_.sha256 = request.sha256;
    signed_.consent = request.consent;
    for (const auto& annex : state.frozen()->annexes) {
        const auto& said = request.acknowledged_annexes;
        if (std::find(said.begin(), said.end(), annex.n) != said.end()) {
            signed_.acknowledged_annexes.push_back(annex.n);
        }
    }
    signed_.code = slot.code_of(request.session)->n;
    signed_.signature =
        SignatureRecord{command.revision, command.certificate_serial, deciding.around.now};
    signed_.revision_sha256 = command.revision_sha256;
    deciding.emit(std::move(signed_));
    deciding.send({.kind = mails::kSignatureReceipt, .to = slot.holder, .place = slot_place(slot.n)}
    );
    const auto& slots = deciding.state().slots;
    const bool all = std::all_of(slots.begin(), slots.end(), [](const Slot& each) {
        return each.status == Slot::Status::Signed;
    });
    if (all) {
        enter_into_force(deciding);
    } else {
        invite_next(deciding);
    }
}

}  // namespace contreseing::workflows

#include "tests/unit/domain/model.hpp"

#include <algorithm>

namespace contreseing::workflows::testing {

using namespace std::chrono_literals;

Model::Model(const ConventionType& type, std::vector<int> ranks) : type_(type) {
    for (const int rank : ranks) {
        Person person;
        person.rank = rank;
        people_.push_back(person);
        numbers_.push_back(++last_number_);
    }
}

const Model::Person* Model::person(int slot) const {
    const auto at = std::find(numbers_.begin(), numbers_.end(), slot);
    return at == numbers_.end() ? nullptr
                                : &people_[static_cast<std::size_t>(at - numbers_.begin())];
}

Model::Person* Model::person(int slot) {
    return const_cast<Person*>(static_cast<const Model*>(this)->person(slot));
}

std::set<int> Model::pens() const {
    std::set<int> out;
    for (const int n : numbers_) {
        if (holds_pen(n)) {
            out.insert(n);
        }
    }
    return out;
}

bool Model::holds_pen(int slot) const {
    const Person* one = person(slot);
    return phase_ == Phase::Round && one != nullptr && !one->signed_ &&
           std::all_of(people_.begin(), people_.end(), [one](const Person& other) {
               return other.signed_ || other.rank >= one->rank;
           });
}

std::size_t Model::signatures() const {
    return static_cast<std::size_t>(
        std::count_if(people_.begin(), people_.end(), [](const auto& p) { return p.signed_; })
    );
}

const Model::Code* Model::code_of(const Person& person, const SessionId& session) {
    const Code* last = nullptr;
    for (const auto& code : person.codes) {
        last = code.session == session ? &code : last;
    }
    return last;
}

bool Model::may_type(const Person& person, const SessionId& session, Instant now) {
    const Code* code = code_of(person, session);
    return code != nullptr && now - code->at <= 10min && code->wrong < 5;
}

// Seats 1 to 3 deliberate, 4 is consulted, 5 is a guest; half of the three must be there.
bool Model::favourable() const {
    int there = 0;
    int balance = 0;
    for (const auto& [seat, choice] : votes_) {
        if (seat > 3) {
            continue;
        }
        ++there;
        if (choice == OpinionChoice::Favourable || choice == OpinionChoice::Reserved) {
            ++balance;
        }
        if (choice == OpinionChoice::Unfavourable) {
            --balance;
        }
    }
    return there >= 2 && balance > 0;
}

void Model::close_vote() {
    phase_ = Phase::Voted;
    opinion_good_for_text_ = true;
    opinion_favourable_ = favourable();
    acknowledged_ = false;
    deadline_.reset();
}

bool Model::round_may_open() const {
    const bool text = phase_ == Phase::Frozen || phase_ == Phase::Voted;
    return text &&
           (!type_.opinion || (opinion_good_for_text_ && (opinion_favourable_ || acknowledged_)));
}

std::optional<bool> Model::accepts(const Command& command, Instant now) const {
    if (const auto* c = std::get_if<FreezeVersion>(&command)) {
        return phase_ == Phase::Draft && c->from_events >= 0;
    }
    if (std::holds_alternative<ReopenDraft>(command)) {
        return phase_ != Phase::Draft && phase_ != Phase::Force && phase_ != Phase::Abandoned;
    }
    if (std::holds_alternative<RequestOpinion>(command)) {
        return type_.opinion && (phase_ == Phase::Frozen || phase_ == Phase::Voted);
    }
    if (const auto* c = std::get_if<AnswerOpinion>(&command)) {
        return phase_ == Phase::Vote && c->opinion == opinions_ && c->seat >= 1 && c->seat <= 4 &&
               now <= *deadline_;
    }
    if (const auto* c = std::get_if<CloseOpinion>(&command)) {
        return phase_ == Phase::Vote && c->opinion == opinions_;
    }
    if (std::holds_alternative<AcknowledgeOpinion>(command)) {
        return (phase_ == Phase::Frozen || phase_ == Phase::Voted) && opinion_good_for_text_ &&
               !opinion_favourable_ && !acknowledged_;
    }
    if (std::holds_alternative<OpenRound>(command)) {
        return round_may_open();
    }
    if (const auto* c = std::get_if<RequestCode>(&command)) {
        const Person* one = person(c->slot);
        if (!holds_pen(c->slot) || one->revoked || c->version != version_) {
            return false;
        }
        int by_door = 0;
        int by_session = 0;
        for (const auto& code : one->codes) {
            by_door += now - code.at < 24h ? 1 : 0;
            by_session += now - code.at < 24h && code.session == c->session ? 1 : 0;
        }
        const Code* last = code_of(*one, c->session);
        return by_door < 20 && by_session < 10 && (last == nullptr || now - last->at >= 30s);
    }
    if (const auto* c = std::get_if<RecordSignature>(&command)) {
        const Person* one = person(c->request.slot);
        return holds_pen(c->request.slot) && !one->revoked && c->request.version == version_ &&
               may_type(*one, c->request.session, now) &&
               c->request.code_check == CodeCheck::Matches;
    }
    if (const auto* c = std::get_if<RecordWrongCode>(&command)) {
        const Person* one = person(c->slot);
        return holds_pen(c->slot) && !one->revoked && may_type(*one, c->session, now);
    }
    if (const auto* c = std::get_if<DeclineToSign>(&command)) {
        return holds_pen(c->slot) && !person(c->slot)->revoked;
    }
    if (const auto* c = std::get_if<RevokeLink>(&command)) {
        if (phase_ == Phase::Round && holds_pen(c->place.slot())) {
            return !person(c->place.slot())->revoked;
        }
        return std::nullopt;
    }
    if (const auto* c = std::get_if<RemindNow>(&command)) {
        const Person* one = person(c->place.slot());
        return holds_pen(c->place.slot()) && !one->revoked &&
               (!one->reminded || now - *one->reminded >= 24h);
    }
    if (std::holds_alternative<Abandon>(command)) {
        return phase_ != Phase::Force && phase_ != Phase::Abandoned;
    }
    return std::nullopt;
}

void Model::follow(const Command& command, Instant now) {
    if (std::holds_alternative<FreezeVersion>(command)) {
        phase_ = Phase::Frozen;
        ++version_;
    } else if (const auto* reopen = std::get_if<ReopenDraft>(&command)) {
        opinion_good_for_text_ =
            !reopen->substantial && opinion_good_for_text_ && phase_ != Phase::Vote;
        phase_ = Phase::Draft;
        for (std::size_t i = 0; i < people_.size(); ++i) {
            Person fresh;
            fresh.rank = people_[i].rank;
            people_[i] = fresh;
            numbers_[i] = ++last_number_;
        }
    } else if (const auto* request = std::get_if<RequestOpinion>(&command)) {
        phase_ = Phase::Vote;
        ++opinions_;
        votes_.clear();
        deadline_ = request->deadline;
        opinion_good_for_text_ = false;
    } else if (const auto* answer = std::get_if<AnswerOpinion>(&command)) {
        votes_[answer->seat] = answer->choice;
        if (votes_.contains(1) && votes_.contains(2) && votes_.contains(3) && votes_.contains(4)) {
            close_vote();
        }
    } else if (std::holds_alternative<CloseOpinion>(command)) {
        close_vote();
    } else if (std::holds_alternative<AcknowledgeOpinion>(command)) {
        acknowledged_ = true;
    } else if (std::holds_alternative<OpenRound>(command)) {
        phase_ = Phase::Round;
    } else if (const auto* code = std::get_if<RequestCode>(&command)) {
        person(code->slot)->codes.push_back(Code{code->session, now, 0});
    } else if (const auto* wrong = std::get_if<RecordWrongCode>(&command)) {
        ++const_cast<Code*>(code_of(*person(wrong->slot), wrong->session))->wrong;
    } else if (const auto* signature = std::get_if<RecordSignature>(&command)) {
        person(signature->request.slot)->signed_ = true;
        if (signatures() == people_.size()) {
            phase_ = Phase::Force;
        }
    } else if (std::holds_alternative<DeclineToSign>(command)) {
        phase_ = Phase::Declined;
    } else if (const auto* revoke = std::get_if<RevokeLink>(&command)) {
        if (Person* one = person(revoke->place.slot())) {
            one->revoked = true;
            one->codes.clear();
        }
    } else if (const auto* extend = std::get_if<ExtendLink>(&command)) {
        person(extend->slot)->revoked = false;
    } else if (const auto* correct = std::get_if<CorrectAddress>(&command)) {
        Person* one = person(correct->place.slot());
        one->revoked = false;
        one->codes.clear();
        one->reminded.reset();
    } else if (const auto* remind = std::get_if<RemindNow>(&command)) {
        person(remind->place.slot())->reminded = now;
    } else if (const auto* timer = std::get_if<FireTimer>(&command)) {
        if (timer->timer.kind == "opinion_deadline") {
            close_vote();
        } else if (timer->timer.kind == "signature_reminder") {
            person(timer->timer.place.slot())->reminded = now;
        }
    } else if (std::holds_alternative<Abandon>(command)) {
        phase_ = Phase::Abandoned;
    }
}

}  // namespace contreseing::workflows::testing

// Draws walks and prints them: what was asked on one line, what came of it on the next.
// usage: walks_record COUNT

#include "tests/unit/walks/walk.hpp"
#include "workflows/domain/names.hpp"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>

namespace contreseing::workflows::testing {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

/// One life drawn from a seed: mostly what comes next on the usual way, sometimes anything.
class Draw {
public:
    Draw(unsigned seed, std::string kind) : random_(seed), walk_(kind) {
        std::cout << Json{{"walk", seed}, {"kind", kind}} << '\n';
        say({{"do", "create"}});
    }

    void live() {
        const int steps = 20 + upto(50);
        for (int i = 0; i < steps; ++i) {
            now_ += waits();
            say(chance(4) ? anything() : usual());
            if (chance(6)) {
                say(last_);  // a double click, or a retry
            }
        }
    }

private:
    int upto(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }
    bool chance(int one_in) { return upto(one_in - 1) == 0; }
    template <class T>
    T one_of(std::initializer_list<T> some) {
        return *(some.begin() + upto(static_cast<int>(some.size()) - 1));
    }

    std::chrono::microseconds waits() {
        switch (upto(19)) {
            case 0:
                return 26h * upto(30);
            case 1:
                return 12min * upto(3);
            case 2:
                return 1us;
            default:
                return 40s;
        }
    }

    void say(Json asked) {
        last_ = asked;
        asked["at"] = to_text(now_);
        const auto answer = walk_.carry_out(asked);
        std::cout << asked << '\n' << answer << '\n';
    }

    const State& state() const { return walk_.state(); }

    int some_slot() {
        const auto holders = pen_holders(state());
        if (!holders.empty() && !chance(4)) {
            return holders[static_cast<std::size_t>(upto(static_cast<int>(holders.size()) - 1))];
        }
        return upto(state().last_slot_n + 1);
    }
    int some_opinion() { return static_cast<int>(state().opinions.size()) + (chance(20) ? 1 : 0); }

    /// Somebody who has a link: a slot, or a seat while an opinion runs.
    std::string somebody() {
        const bool seat = state().stage == Stage::UnderOpinion ? !chance(6) : chance(8);
        return seat ? "opinion/" + std::to_string(some_opinion()) + "/seat/" +
                          std::to_string(1 + upto(5))
                    : "slot/" + std::to_string(some_slot());
    }
    std::string an_address() {
        if (chance(4)) {
            return "admin@campus.example";
        }
        if (state().stage == Stage::UnderOpinion && !chance(4)) {
            return "d" + std::to_string(1 + upto(4)) + "@directoire.example";
        }
        const Slot* slot = state().slot(some_slot());
        return slot != nullptr ? slot->holder.email.text : "nobody@nowhere.example";
    }
    std::string new_address() {
        return one_of<std::string>(
            {"n" + std::to_string(upto(999)) + "@new.example",
             "s1@parties.example",
             "admin@campus.example",
             "paul@gmail.con",
             "pas une adresse"}
        );
    }
    std::string some_reason() { return chance(12) ? "" : "Parce que."; }

    Json filled() {
        Json out{{"do", "edit"}, {"parties", Json::array()}, {"holders", Json::array()}};
        if (!walk_.type().fields.empty()) {
            out["fields"] = {
                {"motive", chance(12) ? "Le XX/XX/2026" : "Des objectifs communs."},
                {"college", {one_of<std::string>({"entreprises", "formations"})}}};
        }
        for (std::size_t i = 0; i < state().parties.size(); ++i) {
            if (state().parties[i].name.empty()) {
                out["parties"].push_back({{"n", i + 1}, {"name", "Partie " + std::to_string(i + 1)}}
                );
            }
        }
        const bool shared = chance(8);
        for (const auto& slot : state().slots) {
            const auto n = std::to_string(slot.n);
            out["holders"].push_back(
                {{"slot", slot.n},
                 {"name", "Signataire " + n},
                 {"email", shared ? "secretariat@parties.example" : "s" + n + "@parties.example"}}
            );
        }
        return out;
    }

    /// The draft, until nothing blocks its freezing.
    Json drafting() {
        if (state().parties.back().name.empty() || state().slots.front().holder.name.empty()) {
            return filled();
        }
        const Surroundings around{walk_.type(), zone_, now_, {}, {}, {}, false};
        for (const auto& item : draft_checklist(around, state())) {
            if (item.kind == ChecklistItem::Kind::AnnexMissing && item.blocks()) {
                return {{"do", "attach"}, {"kind", item.subject}};
            }
            if (item.verdict == ChecklistItem::Verdict::NeedsAcknowledgement) {
                return {
                    {"do", "acknowledge_warning"}, {"item", item.key()}, {"reason", some_reason()}};
            }
            if (item.blocks()) {
                return filled();
            }
        }
        return freezing();
    }
    Json freezing() {
        return {
            {"do", "freeze"},
            {"entries_ago", chance(12) ? 1 : 0},
            {"text", state().versions.size() + 1}};
    }
    Json asking_opinion() {
        Json seats = Json::array({"deliberative", "deliberative", "deliberative"});
        seats.push_back("consultative");
        seats.push_back(chance(4) ? "deliberative" : "guest");
        return {
            {"do", "request_opinion"},
            {"until", to_text(now_ + 24h * (chance(12) ? -1 : 1 + upto(20)))},
            {"seats", seats}};
    }
    Json answering() {
        const int opinion = some_opinion();
        const auto place = "opinion/" + std::to_string(opinion) + "/seat/" +
                           std::to_string(1 + upto(chance(6) ? 5 : 3));
        return {
            {"do", "answer_opinion"},
            {"by", place},
            {"place", place},
            {"choice",
             one_of<std::string>(
                 {"favourable", "favourable", "favourable", "reserved", "unfavourable", "abstain"}
             )},
            {"text", chance(8) ? "" : "Avis motivé."},
            {"door", chance(12) ? 1 : 0}};
    }
    Json code() {
        const int slot = some_slot();
        const auto place = "slot/" + std::to_string(slot);
        return {
            {"do", "request_code"},
            {"by", place},
            {"place", place},
            {"session", chance(10) ? 99 : slot},
            {"version", frozen() + (chance(12) ? 1 : 0)},
            {"text", frozen() + (chance(12) ? 1 : 0)}};
    }
    int frozen() const { return state().frozen() != nullptr ? state().frozen()->n : 0; }
    Json signing() {
        const int slot = some_slot();
        const auto place = "slot/" + std::to_string(slot);
        std::vector<int> annexes;
        if (const auto* version = state().frozen(); version != nullptr && !chance(12)) {
            for (const auto& annex : version->annexes) {
                annexes.push_back(annex.n);
            }
        }
        const auto signatures = std::count_if(
            state().slots.begin(), state().slots.end(), [](const Slot& s) { return s.signature; }
        );
        const auto consent =
            walk_.type().key + "@" + std::to_string(walk_.type().version + (chance(16) ? 1 : 0));
        return {
            {"do", "sign"},
            {"by", place},
            {"place", place},
            {"session", chance(10) ? 99 : slot},
            {"version", frozen() + (chance(12) ? 1 : 0)},
            {"text", frozen()},
            {"consent", consent},
            {"annexes", annexes},
            {"right_code", !chance(6)},
            {"revision", signatures + 1}};
    }
    /// Codes and signatures by turns, for whoever holds the pen.
    Json signing_or_code() {
        for (const int n : pen_holders(state())) {
            if (state().slot(n)->codes.empty() && !chance(4)) {
                return code();
            }
        }
        return chance(3) ? code() : signing();
    }

    Json usual() {
        switch (state().stage) {
            case Stage::Drafting:
                return state().draft_open                   ? drafting()
                       : walk_.type().opinion && !chance(4) ? asking_opinion()
                                                            : Json{{"do", "open_round"}};
            case Stage::UnderOpinion:
                return answering();
            case Stage::AwaitingAuthority:
                return chance(2) ? Json{{"do", "open_round"}}
                                 : Json{{"do", "acknowledge_opinion"}, {"reason", some_reason()}};
            case Stage::InSignature:
                return signing_or_code();
            case Stage::InForce:
                return chance(2) ? informed() : anything();
            case Stage::Declined:
                return chance(2) ? reopening() : anything();
            default:
                return anything();
        }
    }

    Json informed() {
        return {
            {"do", "body_informed"},
            {"entries_ago", chance(6) ? 1 : 0},
            {"mailed", {!chance(3), !chance(3)}}};
    }
    Json reopening() {
        return {{"do", "reopen"}, {"reason", some_reason()}, {"substantial", chance(2)}};
    }
    Json firing() {
        const auto timers = walk_.timers();
        if (timers.empty()) {
            return {{"do", "fire"}, {"by", "system"}, {"timer", "remind/1"}, {"generation", 0}};
        }
        const auto& timer =
            timers[static_cast<std::size_t>(upto(static_cast<int>(timers.size()) - 1))];
        if (!chance(4)) {
            now_ = std::max(now_, timer.fire_at);
        }
        return {
            {"do", "fire"},
            {"by", "system"},
            {"timer", timer.name},
            {"generation", timer.generation - (chance(6) ? 1 : 0)}};
    }

    Json anything() {
        switch (upto(34)) {
            case 0:
                return {
                    {"do", "edit"}, {"title", chance(6) ? "" : "Titre " + std::to_string(upto(9))}};
            case 1:
                return filled();
            case 2:
                return {{"do", "attach"}, {"kind", chance(4) ? "inconnue" : "constitutive"}};
            case 3:
                return {{"do", "remove"}, {"annex", upto(state().last_annex_n + 1)}};
            case 4:
                return {
                    {"do", "acknowledge_warning"},
                    {"item",
                     one_of<std::string>(
                         {"term_unspecified",
                          "shared_address:1,2",
                          "attestation:eligibility",
                          "administrator_address:1",
                          "doubtful_address:2",
                          "attestation:authority,1"}
                     )},
                    {"reason", some_reason()}};
            case 5:
                return freezing();
            case 6:
                return reopening();
            case 7:
                return asking_opinion();
            case 8:
                return answering();
            case 9: {
                const int opinion = some_opinion();
                if (chance(2)) {
                    return {
                        {"do", "close_opinion"},
                        {"place", "opinion/" + std::to_string(opinion) + "/seat/0"}};
                }
                const auto place =
                    "opinion/" + std::to_string(opinion) + "/seat/" + std::to_string(1 + upto(2));
                return {
                    {"do", "close_opinion"},
                    {"by", place},
                    {"place", place},
                    {"door", chance(3) ? 2 : 1}};
            }
            case 10:
                return {{"do", "acknowledge_opinion"}, {"reason", some_reason()}};
            case 11:
                return {{"do", "open_round"}};
            case 12:
                return code();
            case 13:
                return signing();
            case 14: {
                const int slot = some_slot();
                return {
                    {"do", "wrong_code"},
                    {"place", "slot/" + std::to_string(slot)},
                    {"session", chance(6) ? 99 : slot}};
            }
            case 15:
                if (chance(3)) {
                    const auto place = "slot/" + std::to_string(some_slot());
                    return {
                        {"do", "decline"},
                        {"by", place},
                        {"place", place},
                        {"reason", some_reason()},
                        {"door", chance(3) ? 1 : 0}};
                }
                return firing();
            case 16:
            case 17:
                return {{"do", "remind"}, {"place", somebody()}};
            case 18:
            case 19:
                return {{"do", "resend"}, {"place", somebody()}};
            case 20:
                return {{"do", "revoke"}, {"place", somebody()}, {"reason", some_reason()}};
            case 21:
            case 22:
                return {
                    {"do", "correct"},
                    {"place", somebody()},
                    {"email", new_address()},
                    {"reason", some_reason()}};
            case 23:
                return {
                    {"do", "extend"},
                    {"place", "slot/" + std::to_string(some_slot())},
                    {"until", to_text(now_ + 24h * (upto(90) - 5))}};
            case 24:
                return {
                    {"do", "substitute"},
                    {"place", "slot/" + std::to_string(some_slot())},
                    {"name", chance(8) ? "" : "Remplaçante " + std::to_string(upto(9))},
                    {"email", new_address()},
                    {"reason", some_reason()}};
            case 25:
                return {{"do", "inform"}, {"informing", chance(3)}};
            case 26:
                return informed();
            case 27:
                return {{"do", "delivery_failed"}, {"email", an_address()}, {"status", "5.1.1"}};
            case 28:
                return {{"do", "automatic_reply"}, {"email", an_address()}};
            case 29:
                return {{"do", "mail_returned"}, {"email", an_address()}};
            case 30:
                return {{"do", "renew_copies"}, {"reason", some_reason()}};
            case 31:
                return chance(12) ? Json{{"do", "abandon"}, {"reason", some_reason()}} : firing();
            default:
                return firing();
        }
    }

    std::mt19937 random_;
    Walk walk_;
    ZoneTable zone_;
    Instant now_ = parse_instant("2026-03-02T08:00:00Z").value();
    Json last_;
};

}  // namespace
}  // namespace contreseing::workflows::testing

int main(int count, char** arguments) {
    using namespace contreseing::workflows::testing;
    const unsigned walks = count > 1 ? static_cast<unsigned>(std::atoi(arguments[1])) : 0;
    const auto& kinds = Walk::kinds();
    for (unsigned seed = 1; seed <= walks; ++seed) {
        Draw(seed, kinds[seed % kinds.size()]).live();
    }
}

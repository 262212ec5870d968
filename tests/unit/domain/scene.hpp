#pragma once

#include "tests/support/timers.hpp"
#include "workflows/domain/checks.hpp"

#include <string>
#include <vector>

namespace contreseing::workflows::testing {

using test_support::opinion_deadline;
using test_support::opinion_reminder;
using test_support::signature_reminder;

/// Europe/Paris from 2024 to 2039, by the rule of directive 2000/84/EC.
ZoneTable paris();
Instant at(std::string_view text);
Day day(std::string_view text);
Contact contact(const std::string& name, const std::string& email);
Sha256 digest_of(int n);
SessionId session(int n);

/// The admission of an associate member, small: opinion of the directoire, three slots of which
/// the campus holds two, COS informed, no term.
ConventionType adhesion();
/// Three parties, no opinion, five years; names are not printed, two slots share a rank.
ConventionType partnership();

/// One convention and the people around it; commands are carried out on it in turn.
class Scene {
public:
    explicit Scene(ConventionType type_ = adhesion());

    /// What the command would do; nothing is changed.
    [[nodiscard]] Expected<Decision, Refused> ask(const Command& command) const;
    /// Carries it out; a refusal fails the test.
    Decision act(const Command& command);
    /// The refusal it meets (fails the test when it meets none).
    [[nodiscard]] Refused refusal(const Command& command) const;

    [[nodiscard]] Surroundings around() const;
    [[nodiscard]] std::vector<Timer> timers() const { return timers_of(type, zone, state); }
    void wait(std::chrono::microseconds time) { now += time; }

    // Steps of the usual way, each from where the one before ends.
    void create();
    void fill();
    void freeze();
    void request_opinion();
    void answer_all(OpinionChoice choice = OpinionChoice::Favourable);
    void open_round();
    /// create … open_round.
    void reach_signature();
    void request_code(int slot);
    [[nodiscard]] SigningRequest signing(int slot) const;
    [[nodiscard]] RecordSignature signature(int slot) const;
    void sign(int slot);
    void sign_all();

    [[nodiscard]] EditDraft filled() const;
    [[nodiscard]] RequestOpinion opinion_request() const;
    [[nodiscard]] std::vector<int> slots() const;

    ConventionType type;
    ZoneTable zone = paris();
    Instant now = at("2026-03-02T08:00:00Z");
    std::vector<Contact> administrators{contact("Mme Admin", "admin@campus.example")};
    bool informing = false;
    std::vector<ConventionId> related;  ///< other acts that the campus has
    std::vector<Contact> informed_body{
        contact("M. Cos", "cos1@campus.example"), contact("Mme Cos", "cos2@campus.example")};
    State state;
    std::vector<Recorded> journal;
};

/// Kinds and addresses of the messages, in order: `invitation to maire@ville.example`.
std::vector<std::string> mails(const Decision& decision);
/// Addresses that receive this kind.
std::vector<std::string> addresses(const Decision& decision, const MailKind& kind);

}  // namespace contreseing::workflows::testing

#pragma once

#include "workflows/domain/convention.hpp"
#include "workflows/domain/event.hpp"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace contreseing::workflows {

// What somebody asks for, in the imperative. Every change goes through one of these, those of
// timers and of the command line too.

struct CreateConvention {
    std::string reference;
    std::string title;
    std::string campus_name;  ///< printed for the PartyRole with is_campus
    std::string campus_represented_by;
    std::string place;
};
/// Parts that are present replace the whole part, `fields` apart: those named are changed, an empty
/// one is emptied, the others stay. Slots keep their `n` when it is one of the draft's; 0 asks for
/// a new one.
struct EditDraft {
    std::optional<std::string> title;
    std::optional<std::map<std::string, FieldValue>> fields;
    std::optional<std::vector<std::string>> visas;
    std::optional<std::vector<Party>> parties;
    std::optional<std::vector<Slot>> slots;
    std::optional<std::string> place;
    /// The state the editor had before them; a change meanwhile refuses it (ChangedMeanwhile).
    std::optional<int> from_events = std::nullopt;
};
struct AttachAnnex {
    Annex annex;                         ///< `n` is given by the decision
    std::vector<AnnexLoss> losses = {};  ///< what cleaning dropped, as it was read and accepted
    std::string reason = {};             ///< why; required with losses
};
struct RemoveAnnex {
    int annex = 0;
};
struct AcknowledgeWarning {
    std::string item;
    std::string reason;
    /// The state in which an attestation was asked for; a change meanwhile refuses it
    /// (ChangedMeanwhile), for the place may hold somebody else. Other items do not look at it.
    std::optional<int> from_events = std::nullopt;
};
/// The text was rendered, ingested and certified outside from the state at `from_events`; a
/// change meanwhile refuses it (`Refusal::ChangedMeanwhile`).
struct FreezeVersion {
    int from_events = 0;
    DocumentId document;
    Sha256 sha256;
    int pages = 0;
};
struct ReopenDraft {
    std::string reason;
    bool substantial = true;
};
struct RequestOpinion {
    std::string body_name;
    std::string question;
    Instant deadline;
    std::vector<Seat> seats;  ///< snapshot of the body, without doors
};
struct AnswerOpinion {
    int opinion = 0;
    int seat = 0;
    OpinionChoice choice = OpinionChoice::Abstain;
    std::string text;
    int generation = 0;  ///< of the link it came by: one that was replaced meanwhile is refused
};
/// By the chair (an administrator records it on the chair's behalf, or the chair's own page).
struct CloseOpinion {
    int opinion = 0;
    int seat = 0;        ///< of the chair, by their own page
    int generation = 0;  ///< as of AnswerOpinion
};
struct AcknowledgeOpinion {
    std::string reason;
};
struct OpenRound {};
struct RequestCode {
    int slot = 0;
    SessionId session;
    int version = 0;
    Sha256 sha256;
};
enum class CodeCheck { Matches, Differs };
/// What the signatory posts, before anything is signed. `code_check` was computed outside for
/// the code the state holds.
struct SigningRequest {
    int slot = 0;
    SessionId session;
    int version = 0;
    Sha256 sha256;
    std::string consent;
    std::vector<int> acknowledged_annexes;
    CodeCheck code_check = CodeCheck::Differs;
};
/// The revision that holds the signature was made outside on the newest tip.
struct RecordSignature {
    SigningRequest request;
    int revision = 0;
    std::string certificate_serial;
    Sha256 revision_sha256;
};
struct RecordWrongCode {
    int slot = 0;
    SessionId session;
};
struct DeclineToSign {
    int slot = 0;
    std::string reason;
    int generation = 0;  ///< as of AnswerOpinion
};
// These four are about whoever has a link: a slot, or a seat of an opinion.
struct RemindNow {
    Place place;
};
struct ResendLink {
    Place place;
};
struct RevokeLink {
    Place place;
    std::string reason;
};
struct CorrectAddress {
    Place place;
    EmailAddress email;
    std::string reason;
};
struct ExtendLink {
    int slot = 0;
    Instant until;
};
struct SubstituteHolder {
    int slot = 0;
    Contact holder;
    std::string reason;
};
struct FireTimer {
    std::string name;
    int generation = 0;
};
/// No message to a member waits any more; at least one was mailed. Names may be erased from the
/// messages once they were read, which a change of the state at `from_events` tells: it refuses
/// this (`Refusal::ChangedMeanwhile`).
struct RecordBodyInformed {
    std::string body_name;
    std::vector<Informed> members;
    int from_events = 0;
};
struct RecordDeliveryFailure {
    EmailAddress address;
    std::string status;
    std::string detail;
};
struct Abandon {
    std::string reason;
};
/// A robot answered for whoever reads that mailbox: away, moved…
struct RecordAutomaticReply {
    EmailAddress address;
    std::string detail;
};
/// A message from whoever reads that mailbox came to the return path of one of ours, and nothing
/// here understands it: a person's answer, a report in unknown words.
struct RecordReturnedMail {
    EmailAddress address;
    std::string text;
};

/// Mails the present members of the body, when no message to them waits or left.
struct InformBody {};

/// Closes every link to the signed act that was given to a reader, and mails the act with a new one
/// to whoever signed. The body that was informed gets none.
struct RenewCopies {
    std::string reason;
};

/// Erases personal values of the journal, and what was made of them, once the act has ended or is
/// in force. An operator's.
struct EraseValues {
    std::string reason;
    std::vector<JournalPlace> values;
    /// The state `values` were looked for in; a change meanwhile refuses it (ChangedMeanwhile).
    int from_events = 0;
};

using Command = std::variant<
    CreateConvention,
    EditDraft,
    AttachAnnex,
    RemoveAnnex,
    AcknowledgeWarning,
    FreezeVersion,
    ReopenDraft,
    RequestOpinion,
    AnswerOpinion,
    CloseOpinion,
    AcknowledgeOpinion,
    OpenRound,
    RequestCode,
    RecordSignature,
    RecordWrongCode,
    DeclineToSign,
    RemindNow,
    ResendLink,
    RevokeLink,
    ExtendLink,
    CorrectAddress,
    SubstituteHolder,
    FireTimer,
    RecordBodyInformed,
    RecordDeliveryFailure,
    Abandon,
    RecordAutomaticReply,
    InformBody,
    EraseValues,
    RenewCopies,
    RecordReturnedMail>;

}  // namespace contreseing::workflows

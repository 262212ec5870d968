#include "workflows/app/sign_document.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace contreseing::workflows::app {

namespace {

constexpr std::chrono::seconds kWaitForNeighbour{5};
/// Longer than any signature takes (milliseconds) and shorter than a person's patience.
constexpr std::chrono::seconds kHold{15};

/// Gives the document back unless the record of the signature already did.
class Lease {
public:
    Lease(DocumentStore& documents, const CampusId& campus, const DocumentId& document)
        : documents_(documents), campus_(campus), document_(document) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
        if (!held_) {
            return;
        }
        try {
            documents_.release(campus_, document_, held_->epoch);
        } catch (const std::exception&) {
            // The lease ends by itself after kHold: a failing release must not hide the
            // exception that brought us here.
            held_.reset();
        }
    }
    bool take() {
        held_ = documents_.lease(campus_, document_, kWaitForNeighbour, kHold);
        return held_.has_value();
    }
    /// The commit that stored the revision ended the lease.
    void spent() { held_.reset(); }
    [[nodiscard]] const DocumentLease& operator*() const { return *held_; }

private:
    DocumentStore& documents_;
    CampusId campus_;
    DocumentId document_;
    std::optional<DocumentLease> held_;
};

/// A wrong try is its own command: the form keeps its id for the right code that follows. The
/// client chooses the form's id, so an id already in the journal (a neighbour's try, or one
/// chosen to that end) is no reason not to count: another is taken until this try is counted.
std::optional<Refused> count_wrong_code(Engine& engine, Asked asked, const SigningForm& form) {
    for (;;) {
        for (auto byte = asked.command.bytes.rbegin();
             byte != asked.command.bytes.rend() && ++*byte == 0;
             ++byte) {
        }
        const auto counted = engine.execute(asked, RecordWrongCode{form.slot, form.session});
        if (!counted) {
            return counted.error();
        }
        if (!counted->already_done) {
            return std::nullopt;
        }
    }
}

/// The revision that holds the last signature the state knows; 0 is the base.
int newest_revision(const State& state) {
    int newest = 0;
    for (const auto& slot : state.slots) {
        newest = std::max(newest, slot.signature ? slot.signature->revision : 0);
    }
    return newest;
}

CodeCheck check_code(Secrets& secrets, const State& state, const SigningForm& form) {
    const auto* slot = state.slot(form.slot);
    const auto* code = slot == nullptr ? nullptr : slot->code_of(form.session);
    if (code == nullptr) {
        return CodeCheck::Differs;
    }
    const auto expected = secrets.code(state.id, slot->n, *code, form.version, form.sha256);
    return secrets.same(expected, form.code) ? CodeCheck::Matches : CodeCheck::Differs;
}

}  // namespace

Expected<Outcome, Refused> sign_document(
    Engine& engine, const SigningTools& tools, const Asked& asked, const SigningForm& form
) {
    auto view = engine.view(asked.campus, asked.convention, asked.command);
    if (!view) {
        return Unexpected{Refused{Refusal::NotFound, "convention"}};
    }
    if (auto done = Engine::replay(asked, *view)) {
        return *std::move(done);
    }
    const auto& state = view->loaded.state;

    RecordSignature command;
    command.request = SigningRequest{
        form.slot,
        form.session,
        form.version,
        form.sha256,
        form.consent,
        form.acknowledged_annexes,
        check_code(tools.secrets, state, form)};
    const auto around = engine.surroundings(*view->type, asked.campus, asked.received_at);
    if (auto refused = refuse_signing(around, state, command.request)) {
        if (refused->refusal == Refusal::WrongCode) {
            if (auto stopped = count_wrong_code(engine, asked, form)) {
                return Unexpected{std::move(*stopped)};
            }
        }
        return Unexpected{std::move(*refused)};
    }

    Lease lease(tools.documents, asked.campus, state.frozen()->document);
    if (!lease.take()) {
        return Unexpected{Refused{Refusal::ChangedMeanwhile, "document"}};
    }
    if ((*lease).tip.revision != newest_revision(state)) {
        // Somebody signed while we waited, perhaps with this very form, sent twice.
        auto newer = engine.view(asked.campus, asked.convention, asked.command);
        if (!newer) {
            return Unexpected{Refused{Refusal::NotFound, "convention"}};
        }
        if (auto done = Engine::replay(asked, *newer)) {
            return *std::move(done);
        }
        const auto around_newer =
            engine.surroundings(*newer->type, asked.campus, asked.received_at);
        if (auto refused = refuse_signing(around_newer, newer->loaded.state, command.request)) {
            return Unexpected{std::move(*refused)};
        }
        *view = std::move(*newer);
    }
    const auto& version = *state.frozen();
    const auto tip = tools.documents.load(asked.campus, version.document, (*lease).tip.revision);

    const auto& slot = *state.slot(form.slot);
    SignOrder order;
    order.tip = *tip;
    order.slot = slot.n;
    order.name = slot.holder.name;
    order.office = slot.office;
    order.organisation = state.party_name(slot.party);
    order.at = asked.received_at;
    order.local_time = form.local_time;
    auto made = tools.desk.sign(order);

    command.revision = (*lease).tip.revision + 1;
    command.certificate_serial = made.certificate_serial;
    command.revision_sha256 = made.sha256;
    auto whole = *tip;
    whole.insert(whole.end(), made.appended.begin(), made.appended.end());
    auto outcome = engine.execute(
        asked,
        command,
        AppendedRevision{
            version.document,
            command.revision,
            std::move(made.appended),
            made.sha256,
            (*lease).epoch}
    );
    if (outcome && !outcome->already_done) {
        lease.spent();
        tools.documents.keep(made.sha256, whole);
    }
    return outcome;
}

}  // namespace contreseing::workflows::app

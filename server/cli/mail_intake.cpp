#include "mail/enhanced_status.hpp"
#include "mail/intake.hpp"
#include "server/adapters/return_path.hpp"
#include "server/cli/commands.hpp"
#include "server/cli/tools.hpp"
#include "workflows/app/fresh_id.hpp"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <optional>

namespace contreseing::server::cli {

namespace {

using Kind = mail::Incoming::Kind;

/// A failure that is no fault of the address is read by people, who know what to do about it.
std::string words_of(const mail::Incoming& failure) {
    return failure.detail.find(failure.status) != std::string::npos
               ? failure.detail
               : failure.status + ' ' + failure.detail;
}

/// nullopt for what is understood and changes nothing.
std::optional<workflows::Command> command_for(
    const mail::Incoming& incoming, const workflows::EmailAddress& address
) {
    switch (incoming.kind) {
        case Kind::BouncePermanent:
            if (!mail::is_about_mailbox(incoming.status)) {
                return workflows::RecordReturnedMail{address, words_of(incoming)};
            }
            return workflows::RecordDeliveryFailure{address, incoming.status, incoming.detail};
        case Kind::AutoReply:
            return workflows::RecordAutomaticReply{address, incoming.detail};
        case Kind::Other:
            return workflows::RecordReturnedMail{address, incoming.text};
        case Kind::BounceTemporary:
        case Kind::Receipt:
            break;
    }
    return std::nullopt;
}

/// What the operator reads in the log of the mail server.
const char* what_it_is(Kind kind) {
    switch (kind) {
        case Kind::BouncePermanent:
            return "a failure";
        case Kind::BounceTemporary:
            return "a delay, the mail server still tries";
        case Kind::AutoReply:
            return "an automatic reply";
        case Kind::Receipt:
            return "a receipt";
        case Kind::Other:
            break;
    }
    return "a message for people to read";
}

int say(const char* what, const char* outcome) {
    std::printf("%s: %s.\n", what, outcome);
    return 0;
}

}  // namespace

/// Exit statuses follow sysexits.h, as mail servers read them: what throws here ends as EX_TEMPFAIL
/// (`main.cpp`) and is tried again, a message that says nothing to us is done.
int take_in_mail(const Config& config, const std::string& recipient) {
    const mail::ReturnPath path{"b@" + config.mail.return_path_domain, recipient};
    const auto incoming = mail::read_incoming(std::cin, path);
    const auto* const what = what_it_is(incoming.kind);
    const auto keys = crypto::SecretKeys::load(config.folders.secrets);
    const auto key = read_bounce_token(keys, incoming.token);
    if (!key) {
        return say(what, "came by no return path of ours, nothing to record");
    }
    Tools tools(config);
    const auto effects = tools.stores.effects.of_convention(key->campus, key->convention);
    const auto effect =
        std::find_if(effects.begin(), effects.end(), [&key](const workflows::app::Effect& known) {
            return known.key.seq == key->seq && known.key.n == key->n;
        });
    if (effect == effects.end() || effect->message() == nullptr) {
        return say(what, "the message that it answers is gone, nothing to record");
    }
    const auto command = command_for(incoming, effect->message()->to.email);
    if (!command) {
        return say(what, "understood, nothing to record");
    }
    auto engine = engine_of(tools, config);
    const workflows::app::Asked asked{
        key->campus,
        key->convention,
        workflows::app::fresh_id<workflows::CommandId>(tools.random),
        {workflows::Actor::Kind::System, "mail/intake", {}, {}},
        tools.clock.now()};
    const auto outcome = engine.execute(asked, *command);
    return say(what, outcome ? "recorded" : "known already, or the address is gone");
}

}  // namespace contreseing::server::cli

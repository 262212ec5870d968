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

std::optional<workflows::Command> command_for(
    const mail::Incoming& incoming, const workflows::EmailAddress& address
) {
    switch (incoming.kind) {
        case mail::Incoming::Kind::BouncePermanent:
            return workflows::RecordDeliveryFailure{address, incoming.status, incoming.detail};
        case mail::Incoming::Kind::AutoReply:
            return workflows::RecordAutomaticReply{address, incoming.detail};
        case mail::Incoming::Kind::BounceTemporary:
        case mail::Incoming::Kind::Other:
            break;
    }
    return std::nullopt;
}

}  // namespace

/// Exit statuses follow sysexits.h, as mail servers read them: what throws here ends as EX_TEMPFAIL
/// (`main.cpp`) and is tried again, a message that says nothing to us is done.
int take_in_mail(const Config& config, const std::string& recipient) {
    const mail::ReturnPath path{"b@" + config.mail.return_path_domain, recipient};
    const auto incoming = mail::read_incoming(std::cin, path);
    const auto keys = crypto::SecretKeys::load(config.folders.secrets);
    const auto key = read_bounce_token(keys, incoming.token);
    if (!key || incoming.kind == mail::Incoming::Kind::Other) {
        std::puts("Nothing to record.");
        return 0;
    }
    Tools tools(config);
    const auto effects = tools.stores.effects.of_convention(key->campus, key->convention);
    const auto effect =
        std::find_if(effects.begin(), effects.end(), [&key](const workflows::app::Effect& known) {
            return known.key.seq == key->seq && known.key.n == key->n;
        });
    const auto command =
        effect == effects.end() ? std::nullopt : command_for(incoming, effect->message.to.email);
    if (!command) {
        std::puts("Nothing to record.");
        return 0;
    }
    auto engine = engine_of(tools, config);
    const workflows::app::Asked asked{
        key->campus,
        key->convention,
        workflows::app::fresh_id<workflows::CommandId>(tools.random),
        {workflows::Actor::Kind::System, "mail/intake", {}, {}},
        tools.clock.now()};
    const auto outcome = engine.execute(asked, *command);
    std::puts(outcome ? "Recorded." : "Nothing to record: known already, or the address is gone.");
    return 0;
}

}  // namespace contreseing::server::cli

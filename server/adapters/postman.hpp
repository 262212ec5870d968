#pragma once

#include "crypto/secrets.hpp"
#include "mail/catalogue.hpp"
#include "mail/sender.hpp"
#include "workflows/app/mail_versions.hpp"
#include "workflows/app/ports/outside.hpp"
#include "workflows/app/ports/postman.hpp"

#include <string>

namespace contreseing::server {

/// The newest words that `catalogue` has of each kind. Throws `mail::Error` when it has none of
/// one.
workflows::app::MailVersions newest_versions(const mail::Catalogue& catalogue);

/// Composes what the domain asked to say, in the recipient's language, and hands it to a sender.
/// Links and codes are derived here and kept nowhere; the reminder's link comes out of the same
/// function as the invitation's.
class MailPostman : public workflows::app::Postman {
public:
    struct Settings {
        std::string public_url;
        std::string from_address;
        std::string return_path_domain;
    };

    /// The references outlive it.
    MailPostman(
        mail::Sender& sender,
        const mail::Catalogue& catalogue,
        workflows::app::Secrets& secrets,
        const crypto::SecretKeys& keys,
        Settings settings
    );

    /// Throws `mail::Error` when it cannot be composed, such as in words that this program has not.
    workflows::app::DeliveryReport deliver(const workflows::app::Dispatch& dispatch) override;

    /// The message as it would leave. Throws `mail::Error` when it cannot be composed.
    [[nodiscard]] mail::Message compose(const workflows::app::Dispatch& dispatch) const;

private:
    [[nodiscard]] std::string address_of(const workflows::app::LinkRef& link) const;
    /// Where a message leads: to its place, or to the act as the administration sees it.
    [[nodiscard]] std::string link_for(const workflows::app::Dispatch& dispatch) const;
    [[nodiscard]] mail::Model model_of(const workflows::app::Dispatch& dispatch) const;

    mail::Sender& sender_;
    const mail::Catalogue& catalogue_;
    workflows::app::Secrets& secrets_;
    const crypto::SecretKeys& keys_;
    Settings settings_;
};

}  // namespace contreseing::server

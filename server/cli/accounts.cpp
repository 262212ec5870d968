#include "server/cli/commands.hpp"
#include "server/cli/tools.hpp"
#include "text/characters.hpp"
#include "text/encodings.hpp"
#include "workflows/app/fresh_id.hpp"
#include "workflows/app/sign_in.hpp"
#include "workflows/ground/text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>
#include <stdexcept>

namespace contreseing::server::cli {

namespace {

constexpr std::size_t kLeastPassword = 12;

/// From standard input, at least twelve characters; or made here.
std::string new_password(bool from_stdin, workflows::app::Random& random) {
    if (!from_stdin) {
        return readable_secret(random);
    }
    std::string password;
    std::getline(std::cin, password);
    if (password.size() < kLeastPassword) {
        throw std::runtime_error("the password must have at least 12 characters");
    }
    return password;
}

}  // namespace

std::string readable_secret(workflows::app::Random& random) {
    std::array<std::uint8_t, 16> bytes{};
    random.fill(bytes);
    const auto letters = text::lower_ascii(text::to_base32(bytes));
    std::string text;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        text += i != 0 && i % 6 == 0 ? "-" : "";
        text += letters[i];
    }
    return text;
}

workflows::CampusId require_campus(const std::string& text) {
    auto campus = workflows::parse_campus_id(text);
    if (!campus) {
        throw std::runtime_error("campus: two to twelve lower-case letters and digits");
    }
    return *campus;
}

int create_administrator(const Config& config, const NewAdministrator& wanted) {
    Tools tools(config);
    const auto campus = require_campus(wanted.campus);
    const auto email = workflows::parse_email(text::lower_ascii(wanted.email));
    const auto name = workflows::parse_name(wanted.name);
    if (!email) {
        throw std::runtime_error("--email: not an e-mail address");
    }
    if (!name || name->empty()) {
        throw std::runtime_error("--name: one line of text");
    }
    if (!tools.stores.registry.campus(campus)) {
        throw std::runtime_error("--campus: there is no campus " + campus.text);
    }
    if (tools.stores.accounts.find(email->text)) {
        throw std::runtime_error("--email: this administrator exists already");
    }
    const auto password = new_password(wanted.password_from_stdin, tools.random);
    const auto keys = crypto::SecretKeys::load(config.folders.secrets);
    workflows::app::Administrator administrator;
    administrator.id = workflows::app::fresh_id<workflows::AdministratorId>(tools.random);
    administrator.campus = campus;
    administrator.login = email->text;
    administrator.contact.name = *name;
    administrator.contact.email = *email;
    administrator.password_hash = Argon2Passwords(keys).hash(password);
    tools.stores.accounts.save(administrator);
    if (!wanted.password_from_stdin) {
        std::puts(password.c_str());
    }
    return 0;
}

int change_password(const Config& config, const std::string& email, bool password_from_stdin) {
    Tools tools(config);
    auto administrator = tools.stores.accounts.find(text::lower_ascii(email));
    if (!administrator || !administrator->active) {
        throw std::runtime_error("--email: there is no such administrator, or it is closed");
    }
    const auto password = new_password(password_from_stdin, tools.random);
    const auto keys = crypto::SecretKeys::load(config.folders.secrets);
    administrator->password_hash = Argon2Passwords(keys).hash(password);
    tools.stores.accounts.save(*administrator);
    workflows::app::lift_sign_in_limits(tools.stores.accounts);
    if (!password_from_stdin) {
        std::puts(password.c_str());
    }
    return 0;
}

int enable_totp(const Config& config, const std::string& email) {
    Tools tools(config);
    auto administrator = tools.stores.accounts.find(text::lower_ascii(email));
    if (!administrator) {
        throw std::runtime_error("--email: there is no such administrator");
    }
    const auto keys = crypto::SecretKeys::load(config.folders.secrets);
    auto enrolment = Argon2Passwords(keys).enrol_totp("Contreseing", administrator->login);
    administrator->totp_secret = std::move(enrolment.sealed_secret);
    administrator->totp_last_step = 0;
    tools.stores.accounts.save(*administrator);
    workflows::app::lift_sign_in_limits(tools.stores.accounts);
    std::puts(enrolment.uri.c_str());
    return 0;
}

int create_token(const Config& config, const std::string& campus, const std::string& name) {
    Tools tools(config);
    workflows::app::ApiToken token;
    token.campus = require_campus(campus);
    token.name = workflows::parse_line(name, 100).value_or("");
    const auto administrators = tools.stores.accounts.of_campus(token.campus);
    if (token.name.empty() || administrators.empty()) {
        throw std::runtime_error("a token needs a name, and a campus with an administrator");
    }
    token.created_by = administrators.front().id;
    const auto value = token.campus.text + "_" + readable_secret(tools.random) + "-" +
                       readable_secret(tools.random);
    token.token_hash =
        tools.digest.sha256({reinterpret_cast<const std::uint8_t*>(value.data()), value.size()});
    tools.stores.accounts.save(token);
    std::puts(value.c_str());
    return 0;
}

int close_administrator(const Config& config, const std::string& email) {
    Tools tools(config);
    const auto administrator = tools.stores.accounts.find(text::lower_ascii(email));
    if (!administrator || !administrator->active) {
        throw std::runtime_error("--email: there is no such administrator, or it is closed already"
        );
    }
    const auto colleagues = tools.stores.accounts.of_campus(administrator->campus);
    const auto active = std::count_if(colleagues.begin(), colleagues.end(), [](const auto& one) {
        return one.active;
    });
    if (active < 2) {
        throw std::runtime_error(
            "--email: the last administrator of its campus; create another one first"
        );
    }
    tools.stores.accounts.close(administrator->id);
    std::printf(
        "Closed: %s. The API tokens of campus %s go on: see admin tokens, admin revoke-token.\n",
        administrator->login.c_str(),
        administrator->campus.text.c_str()
    );
    return 0;
}

int list_tokens(const Config& config, const std::string& campus) {
    Tools tools(config);
    for (const auto& token : tools.stores.accounts.tokens(require_campus(campus))) {
        const auto state =
            token.revoked_at ? "revoked " + workflows::to_text(*token.revoked_at) : "active";
        std::printf("%s  %s\n", state.c_str(), token.name.c_str());
    }
    return 0;
}

int revoke_token(const Config& config, const std::string& campus, const std::string& name) {
    Tools tools(config);
    int revoked = 0;
    for (auto& token : tools.stores.accounts.tokens(require_campus(campus))) {
        if (token.name == name && !token.revoked_at) {
            token.revoked_at = tools.clock.now();
            tools.stores.accounts.save(token);
            ++revoked;
        }
    }
    if (revoked == 0) {
        throw std::runtime_error("--name: no active token has this name; see admin tokens");
    }
    std::printf("Revoked: %d\n", revoked);
    return 0;
}

}  // namespace contreseing::server::cli

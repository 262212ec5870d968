#pragma once

#include "workflows/app/ports/accounts.hpp"
#include "workflows/app/ports/outside.hpp"
#include "workflows/domain/result.hpp"

#include <string>

namespace contreseing::workflows::app {

struct Credentials {
    std::string login;
    std::string password;
    std::string totp;            ///< six digits, or empty
    std::string client_address;  ///< throttled beside the login
    std::string session_token;   ///< fresh random value of the cookie; only its hash is kept
};

enum class SignInRefusal {
    Wrong,       ///< login, password or code: the page does not say which
    TotpNeeded,  ///< the password was right and a second factor is enabled
    Throttled,   ///< try again in a quarter of an hour
};

/// Opens an administrator's session for twelve hours. Costs the same whether the login exists.
Expected<AdministratorSession, SignInRefusal> sign_in(
    Accounts& accounts,
    Passwords& passwords,
    Digest& digest,
    const Credentials& credentials,
    Instant now
);

}  // namespace contreseing::workflows::app

#pragma once

#include "workflows/app/ports/accounts.hpp"
#include "workflows/app/ports/outside.hpp"
#include "workflows/ground/expected.hpp"

#include <chrono>
#include <string>

namespace contreseing::workflows::app {

struct Credentials {
    std::string login;
    std::string password;
    std::string totp;     ///< six digits, or empty
    std::string network;  ///< that the request comes from: throttled
    /// Of the browser, when somebody signed in to this very login with it before; empty otherwise.
    std::string device;
    std::string session_token;  ///< fresh random value of the cookie; only its hash is kept
};

enum class SignInRefusal {
    Wrong,       ///< login, password or code: the page does not say which
    TotpNeeded,  ///< the password was right and a second factor is enabled
    Throttled,   ///< try again after `sign_in_window_left`
};

struct SignInTools {
    Accounts& accounts;
    Passwords& passwords;
    Secrets& secrets;
    Digest& digest;
};

/// Opens an administrator's session for twelve hours. Costs the same whether the login exists.
///
/// Wrong tries are counted, right ones are not. They are limited by network, by network and login,
/// and by device: nothing that strangers do elsewhere keeps anybody out, and nothing at all that
/// strangers do keeps out who has a device that signed in before. Only a right password with wrong
/// codes counts against an account, for devices that it does not know.
Expected<AdministratorSession, SignInRefusal> sign_in(
    const SignInTools& tools, const Credentials& credentials, Instant now
);

/// Until tries are counted afresh.
std::chrono::seconds sign_in_window_left(Instant now);

/// What counts against signing in is forgotten: for an operator who gives a way in.
void lift_sign_in_limits(Accounts& accounts);

}  // namespace contreseing::workflows::app

#include "workflows/app/sign_in.hpp"

#include <chrono>

namespace contreseing::workflows::app {

namespace {

constexpr int kTriesPerLogin = 10;
constexpr int kTriesPerAddress = 30;
constexpr std::chrono::minutes kWindow{15};
constexpr std::chrono::hours kSession{12};

}  // namespace

Expected<AdministratorSession, SignInRefusal> sign_in(
    Accounts& accounts,
    Passwords& passwords,
    Digest& digest,
    const Credentials& credentials,
    Instant now
) {
    if (!accounts.allow("login/" + credentials.login, kTriesPerLogin, kWindow, now) ||
        !accounts.allow("address/" + credentials.client_address, kTriesPerAddress, kWindow, now)) {
        return Unexpected{SignInRefusal::Throttled};
    }
    const auto found = accounts.find(credentials.login);
    const bool known = found && found->active;
    const bool matches =
        passwords.verify(credentials.password, known ? found->password_hash : std::string{});
    if (!known || !matches) {
        return Unexpected{SignInRefusal::Wrong};
    }
    if (!found->totp_secret.empty()) {
        if (credentials.totp.empty()) {
            return Unexpected{SignInRefusal::TotpNeeded};
        }
        const auto step =
            passwords.totp_step(found->totp_secret, credentials.totp, now, found->totp_last_step);
        if (!step || !accounts.use_totp_step(found->id, *step)) {
            return Unexpected{SignInRefusal::Wrong};
        }
    }
    AdministratorSession session;
    const auto& token = credentials.session_token;
    session.token_hash =
        digest.sha256({reinterpret_cast<const std::uint8_t*>(token.data()), token.size()});
    session.administrator = found->id;
    session.campus = found->campus;
    session.expires_at = now + kSession;
    accounts.open_session(session);
    return session;
}

}  // namespace contreseing::workflows::app

#include "workflows/app/sign_in.hpp"

#include "workflows/app/counter_key.hpp"

#include <string_view>
#include <vector>

namespace contreseing::workflows::app {

namespace {

constexpr int kTriesPerNetwork = 30;
constexpr int kTriesPerLogin = 10;  // from one network
/// So many wrong tries on one login from everywhere are an attack on it: each network has fewer
/// then, and still some. Source: NIST SP 800-63B, 5.2.2 (a hundred).
constexpr int kPressure = 100;
constexpr int kTriesUnderPressure = 3;
constexpr int kTriesPerDevice = 10;
/// A code is one of a million, and three are good at a time.
constexpr int kCodesPerAccount = 20;
constexpr std::chrono::minutes kWindow{15};
constexpr std::chrono::hours kSession{12};
constexpr std::string_view kCounters = "sign-in/";

/// The tries counted by one sign-in, given back when it was none of a stranger.
class Tries {
public:
    Tries(const SignInTools& tools, Instant now) : tools_(tools), now_(now) {}

    int count(std::string_view kind, std::string_view subject) {
        keys_.push_back(counter_key(
            tools_.secrets, tools_.digest, std::string(kCounters) + std::string(kind), subject
        ));
        return tools_.accounts.count_attempt(keys_.back(), kWindow, now_);
    }
    void give_back() {
        for (const auto& key : keys_) {
            tools_.accounts.give_back_attempt(key);
        }
        keys_.clear();
    }

private:
    const SignInTools& tools_;
    Instant now_;
    std::vector<std::string> keys_;
};

/// By network first: what is refused there writes nothing about the login it names.
bool admits_stranger(Tries& tries, const Credentials& credentials) {
    if (tries.count("network", credentials.network) > kTriesPerNetwork) {
        return false;
    }
    const int here = tries.count("login-network", credentials.network + ' ' + credentials.login);
    if (here > kTriesPerLogin) {
        return false;
    }
    const bool pressed = tries.count("login", credentials.login) > kPressure;
    return here <= kTriesUnderPressure || !pressed;
}

}  // namespace

Expected<AdministratorSession, SignInRefusal> sign_in(
    const SignInTools& tools, const Credentials& credentials, Instant now
) {
    auto& accounts = tools.accounts;
    Tries tries(tools, now);
    const bool trusted =
        !credentials.device.empty() && tries.count("device", credentials.device) <= kTriesPerDevice;
    if (!trusted && !admits_stranger(tries, credentials)) {
        return Unexpected{SignInRefusal::Throttled};
    }
    const auto found = accounts.find(credentials.login);
    const bool known = found && found->active;
    const bool matches =
        tools.passwords.verify(credentials.password, known ? found->password_hash : std::string{});
    if (!known || !matches) {
        return Unexpected{SignInRefusal::Wrong};
    }
    if (!found->totp_secret.empty()) {
        if (credentials.totp.empty()) {
            tries.give_back();
            return Unexpected{SignInRefusal::TotpNeeded};
        }
        if (!trusted && tries.count("code", to_string(found->id)) > kCodesPerAccount) {
            return Unexpected{SignInRefusal::Throttled};
        }
        const auto step = tools.passwords.totp_step(
            found->totp_secret, credentials.totp, now, found->totp_last_step
        );
        if (!step || !accounts.use_totp_step(found->id, *step)) {
            return Unexpected{SignInRefusal::Wrong};
        }
    }
    tries.give_back();
    AdministratorSession session;
    const auto& token = credentials.session_token;
    session.token_hash =
        tools.digest.sha256({reinterpret_cast<const std::uint8_t*>(token.data()), token.size()});
    session.administrator = found->id;
    session.campus = found->campus;
    session.expires_at = now + kSession;
    accounts.open_session(session);
    return session;
}

std::chrono::seconds sign_in_window_left(Instant now) {
    const auto spent = now.time_since_epoch() % kWindow;
    return std::chrono::ceil<std::chrono::seconds>(kWindow - spent);
}

void lift_sign_in_limits(Accounts& accounts) {
    accounts.forget_attempts(std::string(kCounters));
}

}  // namespace contreseing::workflows::app

#pragma once

#include "server/pages/admin/routes.hpp"
#include "tests/unit/pages/world.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace contreseing::server::pages::tests {

/// The password is `<hash>` itself; the code of a second factor is always 123456.
class PlainPasswords : public app::Passwords {
public:
    std::string hash(const std::string& password) override { return password; }
    bool verify(const std::string& password, const std::string& hash) override {
        return !hash.empty() && password == hash;
    }
    std::optional<std::int64_t> totp_step(
        const std::string&, const std::string& code, workflows::Instant, std::int64_t last_step
    ) override {
        return code == "123456" ? std::optional(last_step + 1) : std::nullopt;
    }
};

/// The campus of `World` with its administrators' pages and one administrator signed in.
class AdminWorld : public World {
public:
    AdminWorld();

    /// Signs in by the form; the session's cookie, or empty when refused.
    std::string sign_in(std::string_view password, std::string_view totp = {});
    std::string address(std::string_view rest = {}) const;
    http::Response show(const std::string& target) { return get(target, browser); }
    /// Posts `form` with the hidden fields of the page at `page`.
    http::Response submit(
        const std::string& page, const std::string& target, const std::string& form
    );
    http::Response submit(const std::string& target, const std::string& form) {
        return submit(target, target, form);
    }

    PlainPasswords passwords;
    std::unique_ptr<app::Services> with_passwords;
    app::Administrator administrator;
    Browser browser;
};

std::string header(const http::Response& response, std::string_view name);

}  // namespace contreseing::server::pages::tests

#include "tests/unit/pages/admin_world.hpp"

namespace contreseing::server::pages::tests {

AdminWorld::AdminWorld() {
    const auto& s = *services;
    with_passwords.reset(new app::Services{
        s.engine,
        s.conventions,
        s.documents,
        s.registry,
        s.types,
        s.accounts,
        s.effects,
        s.typesetter,
        s.ingest,
        s.desk,
        s.files,
        s.secrets,
        passwords,
        s.clock,
        s.random,
        s.digest,
        s.public_url,
        s.behind_tls,
        s.demo});
    add_admin_pages(router, *with_passwords, shipped_pages());
    app::Campus home;
    home.id = campus;
    home.name = "Campus des métiers";
    home.represented_by = "son directeur";
    home.place = "Bagnols-sur-Cèze";
    registry.save(home);
    random.fill(administrator.id.bytes);
    administrator.campus = campus;
    administrator.login = "direction@campus.example";
    administrator.contact = {"Dominique Direction", {administrator.login}, Locale::Fr, {}};
    administrator.password_hash = "correct horse";
    accounts.save(administrator);
    browser.cookie = sign_in("correct horse");
}

std::string AdminWorld::sign_in(std::string_view password, std::string_view totp) {
    const auto page = get("/admin/login");
    const auto given = header(page, "Set-Cookie");
    Browser stranger;
    stranger.cookie = given.substr(0, given.find(';'));
    const auto answer = post(
        "/admin/login",
        stranger,
        "csrf=" + hidden_value(page.body(), "csrf") + "&login=Direction@campus.example&password=" +
            std::string(password) + "&totp=" + std::string(totp)
    );
    const auto cookie = header(answer, "Set-Cookie");
    return answer.status() == 303 ? cookie.substr(0, cookie.find(';')) : std::string{};
}

std::string AdminWorld::address(std::string_view rest) const {
    return "/admin/conventions/" + to_string(convention) + std::string(rest);
}

http::Response AdminWorld::submit(
    const std::string& page, const std::string& target, const std::string& form
) {
    const auto shown = show(page).body();
    return post(
        target,
        browser,
        "csrf=" + hidden_value(shown, "csrf") + "&command=" + hidden_value(shown, "command") +
            "&seen=" + hidden_value(shown, "seen") + "&" + form
    );
}

std::string header(const http::Response& response, std::string_view name) {
    return std::string(response.headers().get(name));
}

}  // namespace contreseing::server::pages::tests

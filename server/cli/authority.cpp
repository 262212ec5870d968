#include "crypto/authority.hpp"

#include "crypto/error.hpp"
#include "crypto/secrets.hpp"
#include "server/adapters/clock.hpp"
#include "server/adapters/files.hpp"
#include "server/cli/commands.hpp"
#include "workflows/ground/instant.hpp"

#include <cstdio>

namespace contreseing::server::cli {

namespace {

std::string passphrase_of(const Config& config) {
    return config.authority.passphrase_file.empty()
               ? std::string{}
               : read_first_line(config.authority.passphrase_file);
}

crypto::Authority load(const Config& config) {
    return crypto::Authority::load(config.authority.folder, passphrase_of(config));
}

}  // namespace

int create_authority(const Config& config, const std::string& organisation) {
    crypto::SecretKeys::create_missing(config.folders.secrets);
    crypto::Authority::create(
        config.authority.folder, organisation, SystemClock().now(), passphrase_of(config)
    );
    std::printf(
        "Created. Take %s away and keep it offline: only creating needs it.\n",
        (config.authority.folder / "root.key").c_str()
    );
    return 0;
}

int authority_status(const Config& config) {
    constexpr std::chrono::days kAlarm{30};
    const auto now = SystemClock().now();
    bool well = true;
    for (const auto& status : load(config).status()) {
        well = well && status.not_after - now > kAlarm;
        std::printf(
            "%-10s until %s\n", status.role.c_str(), workflows::to_text(status.not_after).c_str()
        );
    }
    return well ? 0 : 1;
}

int export_root(const Config& config) {
    std::fputs(load(config).root_certificate_pem().c_str(), stdout);
    return 0;
}

}  // namespace contreseing::server::cli

#include "server/adapters/config.hpp"

#include <functional>
#include <map>
#include <sstream>
#include <string_view>
#include <toml++/toml.h>

namespace contreseing::server {

namespace {

using Setter = std::function<void(const toml::node&)>;
using Getter = std::function<std::string()>;

std::string toml_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + "\"";
}

/// Where the value that starts at `from` ends, quotes and escapes of libpq's form included.
std::size_t end_of_value(const std::string& text, std::size_t from) {
    const bool quoted = text[from] == '\'';
    for (auto at = quoted ? from + 1 : from; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (quoted && text[at] == '\'') {
            return at + 1;
        } else if (!quoted && (text[at] == ' ' || text[at] == '&')) {
            return at;
        }
    }
    return text.size();
}

/// `password=…` of a connection string does not leave the process.
std::string redacted(const std::string& url) {
    std::string out = url;
    for (auto at = out.find("password"); at != std::string::npos; at = out.find("password", at)) {
        at = out.find_first_not_of(' ', at + std::string_view("password").size());
        if (at == std::string::npos || out[at] != '=') {
            continue;
        }
        const auto from = out.find_first_not_of(' ', at + 1);
        if (from == std::string::npos) {
            break;
        }
        const auto to = end_of_value(out, from);
        out.replace(from, to - from, "***");
    }
    if (const auto scheme = out.find("://"); scheme != std::string::npos) {
        const auto at = out.find('@', scheme);
        const auto colon = out.find(':', scheme + 3);
        if (at != std::string::npos && colon != std::string::npos && colon < at) {
            out.replace(colon + 1, at - colon - 1, "***");
        }
    }
    return out;
}

/// One table of every key there is: what is read, printed and refused as unknown cannot differ.
class Keys {
public:
    explicit Keys(std::filesystem::path folder) : folder_(std::move(folder)) {}

    void text(const std::string& key, std::string& value) {
        put(
            key,
            [this, key, &value](const toml::node& node) { value = read<std::string>(key, node); },
            [&value] { return toml_string(redacted(value)); }
        );
    }
    void path(const std::string& key, std::filesystem::path& value) {
        put(
            key,
            [this, key, &value](const toml::node& node) {
                const std::filesystem::path given = read<std::string>(key, node);
                value = given.empty() || given.is_absolute() ? given : folder_ / given;
            },
            [&value] { return toml_string(value.string()); }
        );
    }
    template <class Integer>
    void number(const std::string& key, Integer& value, std::int64_t least, std::int64_t most) {
        put(
            key,
            [this, key, &value, least, most](const toml::node& node) {
                const auto given = read<std::int64_t>(key, node);
                if (given < least || given > most) {
                    throw ConfigError(
                        key + ": " + std::to_string(given) + " is not between " +
                        std::to_string(least) + " and " + std::to_string(most)
                    );
                }
                value = static_cast<Integer>(given);
            },
            [&value] { return std::to_string(value); }
        );
    }
    void flag(const std::string& key, bool& value) {
        put(
            key,
            [this, key, &value](const toml::node& node) { value = read<bool>(key, node); },
            [&value] { return std::string(value ? "true" : "false"); }
        );
    }

    void read_all(const toml::table& root) const {
        for (const auto& [section, node] : root) {
            const auto* table = node.as_table();
            if (table == nullptr) {
                throw ConfigError(std::string(section.str()) + ": put this key inside a [section]");
            }
            for (const auto& [key, value] : *table) {
                const auto name = std::string(section.str()) + "." + std::string(key.str());
                const auto found = setters_.find(name);
                if (found == setters_.end()) {
                    throw ConfigError(name + ": unknown key; see docs/configuration.md");
                }
                found->second(value);
            }
        }
    }
    [[nodiscard]] std::string print_all() const {
        std::ostringstream out;
        std::string section;
        for (const auto& [name, get] : getters_) {
            const auto dot = name.find('.');
            if (name.substr(0, dot) != section) {
                out << (section.empty() ? "" : "\n") << "[" << name.substr(0, dot) << "]\n";
                section = name.substr(0, dot);
            }
            out << name.substr(dot + 1) << " = " << get() << "\n";
        }
        return out.str();
    }

private:
    template <class T>
    static T read(const std::string& key, const toml::node& node) {
        const auto value = node.value_exact<T>();
        if (!value) {
            throw ConfigError(key + ": wrong type of value");
        }
        return *value;
    }
    void put(const std::string& key, Setter setter, Getter getter) {
        setters_[key] = std::move(setter);
        getters_[key] = std::move(getter);
    }

    std::filesystem::path folder_;
    std::map<std::string, Setter> setters_;
    std::map<std::string, Getter> getters_;
};

/// A message is claimed for two minutes: a delivery that lasts longer would be begun again by
/// another worker. What is left is for reading the journal and composing.
constexpr int kLongestDelivery = 100'000;

void bind(Keys& keys, Config& c) {
    keys.text("server.public_url", c.server.public_url);
    keys.number("server.port", c.server.port, 1, 65'535);
    keys.number("server.io_threads", c.server.io_threads, 1, 16);
    keys.number("server.workers", c.server.workers, 1, 256);
    keys.number("server.heavy_workers", c.server.heavy_workers, 1, 64);
    keys.number("server.queue", c.server.queue, 1, 65'536);
    keys.number("server.request_deadline_ms", c.server.request_deadline_ms, 100, 600'000);
    keys.path("server.edge_token_file", c.server.edge_token_file);
    keys.text("database.url", c.database.url);
    keys.text("database.jobs_url", c.database.jobs_url);
    keys.text("database.owner_url", c.database.owner_url);
    keys.number("database.connections", c.database.connections, 1, 256);
    keys.path("folders.share", c.folders.share);
    keys.path("folders.types", c.folders.types);
    keys.path("folders.cache", c.folders.cache);
    keys.path("folders.uploads", c.folders.uploads);
    keys.path("folders.secrets", c.folders.secrets);
    keys.path("folders.programs", c.folders.programs);
    keys.path("authority.folder", c.authority.folder);
    keys.path("authority.passphrase_file", c.authority.passphrase_file);
    keys.text("mail.mode", c.mail.mode);
    keys.path("mail.spool_folder", c.mail.spool_folder);
    keys.text("mail.from_address", c.mail.from_address);
    keys.text("mail.return_path_domain", c.mail.return_path_domain);
    keys.text("mail.smtp_host", c.mail.smtp_host);
    keys.number("mail.smtp_port", c.mail.smtp_port, 1, 65'535);
    keys.text("mail.smtp_tls", c.mail.smtp_tls);
    keys.path("mail.smtp_ca_file", c.mail.smtp_ca_file);
    keys.text("mail.smtp_user", c.mail.smtp_user);
    keys.path("mail.smtp_password_file", c.mail.smtp_password_file);
    keys.number("mail.smtp_timeout_ms", c.mail.smtp_timeout_ms, 100, 600'000);
    keys.number("mail.delivery_deadline_ms", c.mail.delivery_deadline_ms, 500, kLongestDelivery);
    keys.number("mail.parallel", c.mail.parallel, 1, 32);
    keys.text("installation.zone", c.installation.zone);
    keys.number("installation.cache_limit_mb", c.installation.cache_limit_mb, 16, 1'048'576);
    keys.text("legal.publisher", c.legal.publisher);
    keys.text("legal.address", c.legal.address);
    keys.text("legal.phone", c.legal.phone);
    keys.text("legal.director", c.legal.director);
    keys.text("legal.host", c.legal.host);
    keys.text("legal.dpo", c.legal.dpo);
    keys.flag("demo.mailbox", c.demo.mailbox);
    keys.flag("demo.virtual_clock", c.demo.virtual_clock);
}

void require(bool given, const char* key, const char* why) {
    if (!given) {
        throw ConfigError(std::string(key) + ": " + why);
    }
}

bool is_loopback(const std::string& url) {
    const auto scheme = url.find("://");
    const auto host = scheme == std::string::npos ? std::string{} : url.substr(scheme + 3);
    if (host.find('@') != std::string::npos) {
        return false;  // what stands before it is a user, not the host
    }
    for (const std::string_view local : {"127.0.0.1", "localhost", "[::1]"}) {
        if (host.starts_with(local) && (host.size() == local.size() || host[local.size()] == ':' ||
                                        host[local.size()] == '/')) {
            return true;
        }
    }
    return false;
}

void check(const Config& c) {
    const bool http = c.server.public_url.starts_with("http://");
    const bool https = c.server.public_url.starts_with("https://");
    require(
        http || https, "server.public_url", "give the address people open, http:// or https://"
    );
    require(!c.server.public_url.ends_with('/'), "server.public_url", "remove the trailing slash");
    require(
        https || is_loopback(c.server.public_url),
        "server.public_url",
        "an address that is not loopback must be https://"
    );
    require(!c.server.edge_token_file.empty(), "server.edge_token_file", "required");
    require(!c.database.url.empty(), "database.url", "required (role contreseing_app)");
    require(!c.database.jobs_url.empty(), "database.jobs_url", "required (role contreseing_jobs)");
    require(!c.folders.share.empty(), "folders.share", "required");
    require(!c.folders.cache.empty(), "folders.cache", "required");
    require(!c.folders.uploads.empty(), "folders.uploads", "required");
    require(!c.folders.secrets.empty(), "folders.secrets", "required");
    require(!c.mail.from_address.empty(), "mail.from_address", "required");
    require(c.mail.mode == "spool" || c.mail.mode == "smtp", "mail.mode", "spool or smtp");
    require(
        c.mail.mode != "spool" || !c.mail.spool_folder.empty(),
        "mail.spool_folder",
        "required when mail.mode is spool"
    );
    require(
        c.mail.smtp_tls == "none" || c.mail.smtp_tls == "starttls" || c.mail.smtp_tls == "implicit",
        "mail.smtp_tls",
        "none, starttls or implicit"
    );
    const bool demo = c.demo.mailbox || c.demo.virtual_clock;
    require(
        !demo || is_loopback(c.server.public_url),
        "demo",
        "the demo mailbox and the virtual clock open every act: they refuse to start with a "
        "server.public_url that is not loopback"
    );
}

}  // namespace

Config load_config(const std::filesystem::path& file) {
    toml::table root;
    try {
        root = toml::parse_file(file.string());
    } catch (const toml::parse_error& error) {
        std::ostringstream where;
        where << error.description() << " (" << error.source().begin << ")";
        throw ConfigError(file.string() + ": " + where.str());
    }
    Config config;
    try {
        Keys keys(std::filesystem::absolute(file).parent_path());
        bind(keys, config);
        keys.read_all(root);
        if (config.authority.folder.empty() && !config.folders.secrets.empty()) {
            config.authority.folder = config.folders.secrets / "authority";
        }
        if (config.mail.return_path_domain.empty()) {
            const auto at = config.mail.from_address.find('@');
            config.mail.return_path_domain =
                at == std::string::npos ? "" : config.mail.from_address.substr(at + 1);
        }
        check(config);
    } catch (const ConfigError& error) {
        throw ConfigError(file.string() + ": " + error.what());
    }
    return config;
}

std::string print_config(const Config& config) {
    Config copy = config;
    Keys keys({});
    bind(keys, copy);
    return keys.print_all();
}

}  // namespace contreseing::server

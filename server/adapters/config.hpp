#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace contreseing::server {

/// Everything the operator decides, from one TOML file. Secrets are named by file path, never
/// written in it. Units are in the keys.
struct Config {
    struct Server {
        std::string public_url;     ///< in mails and redirections, no trailing slash
        std::uint16_t port = 8081;  ///< loopback, behind nginx
        int io_threads = 1;
        int workers = 8;
        int heavy_workers = 2;
        int queue = 256;
        int request_deadline_ms = 30'000;
        std::filesystem::path edge_token_file;  ///< shared with nginx
    } server;
    struct Database {
        std::string url;        ///< role contreseing_app
        std::string jobs_url;   ///< role contreseing_jobs
        std::string owner_url;  ///< role contreseing_owner: `migrate`, `backup`
        int connections = 8;
    } database;
    struct Folders {
        std::filesystem::path share;     ///< types, templates, migrations, pages
        std::filesystem::path types;     ///< the operator's own types; empty: none
        std::filesystem::path cache;     ///< disposable; nginx reads it
        std::filesystem::path uploads;   ///< where nginx leaves request bodies
        std::filesystem::path secrets;   ///< keys; outside the database's backups
        std::filesystem::path programs;  ///< of the worker and pictures; empty: beside `contreseing`
    } folders;
    struct Authority {
        std::filesystem::path folder;  ///< below `folders.secrets` when empty
        std::filesystem::path passphrase_file;
    } authority;
    struct Mail {
        std::string mode = "spool";  ///< `spool` or `smtp`
        std::filesystem::path spool_folder;
        std::string from_address;
        std::string return_path_domain;  ///< of the envelope, where bounces come back
        std::string smtp_host = "127.0.0.1";
        std::uint16_t smtp_port = 25;
        std::string smtp_tls = "starttls";  ///< `none`, `starttls`, `implicit`
        std::filesystem::path smtp_ca_file;
        std::string smtp_user;
        std::filesystem::path smtp_password_file;
        int smtp_timeout_ms = 10'000;
        int delivery_deadline_ms = 60'000;
        int parallel = 4;
    } mail;
    struct Installation {
        std::string zone = "Europe/Paris";
        int cache_limit_mb = 512;
    } installation;
    struct Legal {  ///< what the site must say of itself; empty: the page says so
        std::string publisher;
        std::string address;
        std::string phone;
        std::string director;
        std::string host;
        std::string dpo;
    } legal;
    struct Demo {
        bool mailbox = false;        ///< /demo/mails; loopback only
        bool virtual_clock = false;  ///< /demo/clock; loopback only
    } demo;
};

/// The file cannot be used; `what()` names file, key and the way out.
class ConfigError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Reads and checks; relative paths are taken from the file's folder. An unknown key, a wrong
/// type, a missing required key, a demo feature on an address that is not loopback: ConfigError.
Config load_config(const std::filesystem::path& file);

/// The configuration in force as TOML, passwords inside URLs redacted.
std::string print_config(const Config& config);

}  // namespace contreseing::server

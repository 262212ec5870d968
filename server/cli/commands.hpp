#pragma once

#include "server/adapters/config.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace contreseing::server::cli {

// What `contreseing` can be told, one function a verb. Each prints for a person, throws what
// failed (the text says what to do) and returns the exit status.

int migrate(const Config& config);

/// Makes the keys and the authority of a new installation; refuses to touch existing ones.
int create_authority(const Config& config, const std::string& organisation);
/// When each certificate ends; 1 when one ended or ends within 30 days.
int authority_status(const Config& config);
int export_root(const Config& config);

/// Creates or updates a campus, its people, networks, bodies and types from a JSON file
/// (`deploy/demo/campus.json` is an example).
int load_campus(const Config& config, const std::filesystem::path& file);

struct NewNetwork {
    std::string campus;
    std::string name;
    std::string support;
    std::string category;
    std::string represented_by;
};
/// Creates the network of that name, or corrects it and opens it again.
int add_network(const Config& config, const NewNetwork& wanted);
/// One line a network: its state, name, support and category, between tabs.
int list_networks(const Config& config, const std::string& campus);
/// 1 when the campus has no active network of that name.
int close_network(const Config& config, const std::string& campus, const std::string& name);

/// Prints all that is wrong with the types of a folder (`NAME.json`) and their templates
/// (`templates/`, then those shipped); 1 when anything is. Publishes nothing, needs no database.
int check_types(const Config& config, const std::filesystem::path& folder);
int print_type_schema();
/// Publishes types by their file's name and offers them, withdrawn ones too.
int publish_types(
    const Config& config, const std::string& campus, const std::vector<std::string>& names
);
/// 1 when the campus does not offer it.
int withdraw_type(const Config& config, const std::string& campus, const std::string& key);

struct NewAdministrator {
    std::string campus;
    std::string email;
    std::string name;
    bool password_from_stdin = false;
};
/// Prints the password once when it was made here.
int create_administrator(const Config& config, const NewAdministrator& wanted);
/// Gives the account another password, ends its sessions; printed once when it was made here.
int change_password(const Config& config, const std::string& email, bool password_from_stdin);
/// Enables a second factor and prints its otpauth address once.
int enable_totp(const Config& config, const std::string& email);
/// Refuses its sign-in and ends its sessions; what it did keeps its name. Not the last one of a
/// campus: nobody would be told of what happens there.
int close_administrator(const Config& config, const std::string& email);
/// Prints the token once.
int create_token(const Config& config, const std::string& campus, const std::string& name);
/// One line a token: since when it is revoked, or `active`, then its name.
int list_tokens(const Config& config, const std::string& campus);
/// Revokes every token of that name.
int revoke_token(const Config& config, const std::string& campus, const std::string& name);

struct Verification {
    std::filesystem::path file;
    std::filesystem::path root;  ///< certificate, PEM; empty: the installation's
    std::string at;              ///< RFC 3339; empty: now
    std::string language = "fr";
};
/// Judges a file in `contreseing-worker`. 0 when it is accepted, 1 when a signature or the file
/// fails, 2 when fields wait for signatures or nothing can be concluded. Needs no database; throws
/// when the worker is not there, because a foreign file is read by nothing else.
int verify_file(const Config& config, const Verification& wanted);

struct JournalCheck {
    std::string campus;
    std::string convention;         ///< id or reference; empty: all
    std::filesystem::path receipt;  ///< a receipt mail, or with `convention` its text; or empty
    std::string head;               ///< « N:HASH » of `convention`, as a page shows it; or empty
};
int verify_journal(const Config& config, const JournalCheck& wanted);

struct Erasure {
    std::string campus;
    std::string convention;           ///< id or reference
    std::string person;               ///< an address or a whole name; or empty
    std::vector<std::string> values;  ///< « ENTRY:POINTER », when no person is given
    std::string reason;
    std::string by;
    bool sure = false;  ///< false: only lists what would be erased
    int at = 0;         ///< when sure: the last entry there was when the list was made
};
/// Erases personal values of an act that is in force or ended, and says so in its journal.
int erase_values(const Config& config, const Erasure& wanted);

/// Reads one message that came back (standard input) and records what it says.
int take_in_mail(const Config& config, const std::string& recipient);

/// The database into `folder`; the secrets folder apart, when asked.
int back_up(
    const Config& config,
    const std::filesystem::path& folder,
    const std::filesystem::path& secrets_folder
);
int restore(const Config& config, const std::filesystem::path& folder);
int acknowledge_restore(const Config& config, const std::string& by);

}  // namespace contreseing::server::cli

#include "server/app/application.hpp"
#include "server/cli/commands.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <functional>
#include <sysexits.h>

namespace cli = contreseing::server::cli;
namespace server = contreseing::server;

namespace {

/// The command line as data: filled by CLI11, read by the one command that was asked for.
struct Asked {
    std::string config_file = "/etc/contreseing/contreseing.toml";
    bool check_config = false;
    bool print_config = false;
    std::string organisation;
    std::string file;
    std::string email;
    std::string name;
    std::string recipient;
    std::string folder;
    std::string secrets;
    cli::NewAdministrator administrator;
    std::string campus;
    cli::NewNetwork network;
    cli::JournalCheck journal;
    cli::Verification verification;
    cli::Erasure erasure;
    bool acknowledge = false;
    std::vector<std::string> words;  ///< types to publish, or the command that help is wanted for
    std::function<int(const server::Config&)> command;
    bool needs_config = true;
    int failure = 1;  ///< exit status when an exception ends the command
};

void add_authority(CLI::App& app, Asked& asked) {
    auto* ca = app.add_subcommand("ca", "The installation's own authority")->require_subcommand(1);
    auto* init = ca->add_subcommand("init", "Create keys and certificates of a new installation");
    init->add_option("--organisation", asked.organisation, "Établissement support, on the seal")
        ->required();
    init->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return cli::create_authority(config, asked.organisation);
        };
    });
    ca->add_subcommand("status", "When each certificate ends")->callback([&asked] {
        asked.command = cli::authority_status;
    });
    ca->add_subcommand("export", "Print the root certificate (PEM)")->callback([&asked] {
        asked.command = cli::export_root;
    });
}

void add_campuses(CLI::App& app, Asked& asked) {
    auto* campus = app.add_subcommand("campus", "Campuses")->require_subcommand(1);
    auto* load = campus->add_subcommand("load", "Create or update a campus from a JSON file");
    load->add_option("file", asked.file)->required();
    load->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return cli::load_campus(config, asked.file);
        };
    });
}

void add_networks(CLI::App& app, Asked& asked) {
    auto* network = app.add_subcommand("network", "Networks of a campus")->require_subcommand(1);
    auto* add = network->add_subcommand("add", "Create or correct the network of that name");
    auto* list = network->add_subcommand("list", "List them: state, name, support, category");
    auto* close = network->add_subcommand("close", "Close the network of that name");
    for (auto* command : {add, list, close}) {
        command->add_option("--campus", asked.network.campus)->required();
    }
    for (auto* command : {add, close}) {
        command->add_option("--name", asked.network.name)->required();
    }
    add->add_option("--support", asked.network.support, "The legal person that carries it")
        ->required();
    add->add_option("--category", asked.network.category, "Such as excellence");
    add->add_option(
        "--represented-by", asked.network.represented_by, "Who signs for the support, as printed"
    );
    add->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return cli::add_network(config, asked.network);
        };
    });
    list->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return cli::list_networks(config, asked.network.campus);
        };
    });
    close->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return cli::close_network(config, asked.network.campus, asked.network.name);
        };
    });
}

void add_types(CLI::App& app, Asked& asked) {
    auto* types = app.add_subcommand("types", "Kinds of act")->require_subcommand(1);
    auto* check = types->add_subcommand("check", "Find what is wrong in a folder of types");
    check->add_option("folder", asked.folder)->required()->check(CLI::ExistingDirectory);
    check->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return cli::check_types(config, asked.folder);
        };
    });
    types->add_subcommand("schema", "Print the JSON Schema of a type")->callback([&asked] {
        asked.needs_config = false;
        asked.command = [](const server::Config&) { return cli::print_type_schema(); };
    });
    auto* publish = types->add_subcommand("publish", "Publish types, offer them for new acts");
    publish->add_option("name", asked.words, "Name of the file, without .json")->required();
    auto* withdraw = types->add_subcommand("withdraw", "Offer a type no longer for new acts");
    withdraw->add_option("key", asked.name)->required();
    for (auto* command : {publish, withdraw}) {
        command->add_option("--campus", asked.campus)->required();
    }
    publish->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return cli::publish_types(config, asked.campus, asked.words);
        };
    });
    withdraw->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return cli::withdraw_type(config, asked.campus, asked.name);
        };
    });
}

void add_tokens(CLI::App& admin, Asked& asked) {
    auto* token = admin.add_subcommand("token", "Create an API token, print it");
    auto* tokens = admin.add_subcommand("tokens", "List the API tokens of a campus");
    auto* revoke = admin.add_subcommand("revoke-token", "Revoke the API tokens of that name");
    for (auto* command : {token, tokens, revoke}) {
        command->add_option("--campus", asked.campus)->required();
    }
    for (auto* command : {token, revoke}) {
        command->add_option("--name", asked.name, "What it is for")->required();
    }
    token->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return cli::create_token(config, asked.campus, asked.name);
        };
    });
    tokens->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return cli::list_tokens(config, asked.campus);
        };
    });
    revoke->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return cli::revoke_token(config, asked.campus, asked.name);
        };
    });
}

void add_administrators(CLI::App& app, Asked& asked) {
    auto* admin = app.add_subcommand("admin", "Administrators")->require_subcommand(1);
    auto* create = admin->add_subcommand("create", "Create an administrator, print the password");
    create->add_option("--campus", asked.administrator.campus)->required();
    create->add_option("--email", asked.administrator.email)->required();
    create->add_option("--name", asked.administrator.name)->required();
    create->add_flag(
        "--password-stdin",
        asked.administrator.password_from_stdin,
        "Read the password instead of making one"
    );
    create->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return cli::create_administrator(config, asked.administrator);
        };
    });
    auto* password = admin->add_subcommand(
        "password", "Give an account a new password, print it, end its sessions"
    );
    password->add_option("--email", asked.email)->required();
    password->add_flag(
        "--password-stdin",
        asked.administrator.password_from_stdin,
        "Read the password instead of making one"
    );
    password->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return cli::change_password(
                config, asked.email, asked.administrator.password_from_stdin
            );
        };
    });
    auto* totp = admin->add_subcommand("totp", "Enable a second factor, print its address");
    totp->add_option("--email", asked.email)->required();
    totp->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return cli::enable_totp(config, asked.email);
        };
    });
    auto* close = admin->add_subcommand("close", "Close an account: no sign-in, no session");
    close->add_option("--email", asked.email)->required();
    close->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return cli::close_administrator(config, asked.email);
        };
    });
    add_tokens(*admin, asked);
}

void add_erasure(CLI::App& journal, Asked& asked) {
    auto& wanted = asked.erasure;
    auto* erase = journal.add_subcommand(
        "erase", "Erase personal values of an act in force or ended; without --yes, list them"
    );
    erase->add_option("--campus", wanted.campus, "Its campus, where several have it");
    erase->add_option("--convention", wanted.convention, "Id or reference (ADH-2026-001)")
        ->required();
    auto* which = erase->add_option_group("which")->require_option(1);
    which->add_option("--person", wanted.person, "Address or whole name, as it was written");
    which->add_option("--value", wanted.values, "One value: ENTRY:POINTER; may be repeated");
    erase->add_option("--reason", wanted.reason, "For the journal")->required();
    erase->add_option("--by", wanted.by, "Who erases, for the journal")->required();
    auto* at = erase->add_option("--at", wanted.at, "The last entry when that list was made");
    erase->add_flag("--yes", wanted.sure, "Erase; this cannot be undone")->needs(at);
    erase->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return cli::erase_values(config, asked.erasure);
        };
    });
}

void add_proof(CLI::App& app, Asked& asked) {
    auto* verify = app.add_subcommand("verify", "Judge the signatures of a PDF");
    auto& wanted = asked.verification;
    verify->add_option("file", wanted.file)->required();
    verify->add_option(
        "--trust", wanted.root, "Root certificates (PEM, one or more); default: ours"
    );
    verify->add_option("--at", wanted.at, "As of then (2026-12-24T18:00:00Z); default: now");
    verify->add_option("--language", wanted.language, "Of the sentences at the end")
        ->check(CLI::IsMember({"fr", "en"}));
    verify->callback([&asked] {
        asked.needs_config = asked.verification.root.empty();
        asked.failure = 2;
        asked.command = [&asked](const server::Config& config) {
            return cli::verify_file(config, asked.verification);
        };
    });

    auto* journal = app.add_subcommand("journal", "The journal")->require_subcommand(1);
    auto* check = journal->add_subcommand("verify", "Look for any change of what was written");
    check->add_option("--campus", asked.journal.campus, "Its campus, where several have it");
    auto* one = check->add_option(
        "--convention", asked.journal.convention, "One convention: id or reference (ADH-2026-001)"
    );
    auto* receipt = check
                        ->add_option(
                            "--receipt",
                            asked.journal.receipt,
                            "A receipt mail as a mail program saves it (.eml); with --convention "
                            "its text is enough"
                        )
                        ->check(CLI::ExistingFile);
    check->add_option("--head", asked.journal.head, "Head of the journal from a receipt: N:HASH")
        ->needs(one)
        ->excludes(receipt);
    check->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return cli::verify_journal(config, asked.journal);
        };
    });
    add_erasure(*journal, asked);
}

void add_operations(CLI::App& app, Asked& asked) {
    app.add_subcommand("serve", "Serve, behind nginx")->callback([&asked] {
        asked.command = [](const server::Config& config) {
            return server::Application(config).serve();
        };
    });
    app.add_subcommand("migrate", "Bring the database's schema up to date")->callback([&asked] {
        asked.command = cli::migrate;
    });
    auto* mail = app.add_subcommand("mail", "Mail")->require_subcommand(1);
    auto* intake =
        mail->add_subcommand("intake", "Take in a bounce or automatic reply (standard input)");
    intake->add_option("--recipient", asked.recipient, "Envelope recipient, from the mail server");
    intake->callback([&asked] {
        asked.failure = EX_TEMPFAIL;
        asked.command = [&asked](const server::Config& config) {
            return cli::take_in_mail(config, asked.recipient);
        };
    });
    auto* backup = app.add_subcommand("backup", "Back up the database");
    backup->add_option("folder", asked.folder)->required();
    backup->add_option("--secrets", asked.secrets, "Copy the secrets folder there, apart");
    backup->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return cli::back_up(config, asked.folder, asked.secrets);
        };
    });
    auto* restore = app.add_subcommand("restore", "Restore a backup into an empty database");
    restore->add_option("folder", asked.folder);
    restore->add_flag(
        "--acknowledge", asked.acknowledge, "Let the restored server send and sign again"
    );
    restore->add_option("--by", asked.name, "Who acknowledges");
    restore->callback([&asked] {
        asked.command = [&asked](const server::Config& config) {
            return asked.acknowledge ? cli::acknowledge_restore(config, asked.name)
                                     : cli::restore(config, asked.folder);
        };
    });
}

void add_help(CLI::App& app, Asked& asked) {
    auto* help = app.add_subcommand("help", "Print this help, or that of the command named");
    help->add_option("command", asked.words);
    help->callback([&app, &asked] {
        asked.needs_config = false;
        asked.command = [&app, &asked](const server::Config&) {
            app.clear();  // else it speaks of the last command parsed, which is this one
            const CLI::App* about = &app;
            std::string before;
            for (const auto& word : asked.words) {
                before += (before.empty() ? "" : " ") + about->get_name();
                about = about->get_subcommand(word);
            }
            std::fputs(about->help(before).c_str(), stdout);
            return 0;
        };
    });
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Contreseing: the life of a convention, from draft to archive");
    Asked asked;
    app.require_subcommand(0, 1);  // so that the words after `help` name no second one
    app.add_option("--config", asked.config_file, "Configuration (TOML)");
    app.add_flag("--check-config", asked.check_config, "Check the configuration and stop");
    app.add_flag("--print-config", asked.print_config, "Print it, passwords left out, and stop");
    add_operations(app, asked);
    add_authority(app, asked);
    add_campuses(app, asked);
    add_networks(app, asked);
    add_types(app, asked);
    add_administrators(app, asked);
    add_proof(app, asked);
    add_help(app, asked);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // Help is asked for by an error too, of code 0. Source: sysexits.h, EX_USAGE.
        return app.exit(error) == 0 ? 0 : EX_USAGE;
    }

    try {
        if (asked.check_config || asked.print_config) {
            const auto config = server::load_config(asked.config_file);
            std::fputs(
                asked.print_config ? server::print_config(config).c_str()
                                   : "The configuration is usable.\n",
                stdout
            );
            return 0;
        }
        if (!asked.command) {
            std::fputs(app.help().c_str(), stderr);
            return EX_USAGE;
        }
        return asked.command(
            asked.needs_config ? server::load_config(asked.config_file) : server::Config{}
        );
    } catch (const std::exception& error) {
        std::fprintf(stderr, "contreseing: %s\n", error.what());
        return asked.failure;
    }
}

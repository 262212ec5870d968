#include "server/adapters/config.hpp"

#include "tests/unit/adapters/folder.hpp"

#include <map>

#include <gtest/gtest.h>

namespace contreseing::server {
namespace {

/// A file that loads, one key at a time replaced.
class ConfigFile : public ::testing::Test {
protected:
    std::map<std::string, std::map<std::string, std::string>> sections{
        {"server",
         {{"public_url", "\"https://conventions.campus.example\""},
          {"edge_token_file", "\"edge.token\""}}},
        {"database",
         {{"url", "\"postgresql:///contreseing\""},
          {"jobs_url", "\"postgresql://jobs@/contreseing\""}}},
        {"folders",
         {{"share", "\"/usr/share/contreseing\""},
          {"cache", "\"cache\""},
          {"uploads", "\"uploads\""},
          {"secrets", "\"secrets\""}}},
        {"mail",
         {{"from_address", "\"conventions@campus.example\""}, {"spool_folder", "\"spool\""}}},
    };

    Config load() const {
        std::string text;
        for (const auto& [section, keys] : sections) {
            text += "[" + section + "]\n";
            for (const auto& [key, value] : keys) {
                text += key + " = " + value + "\n";
            }
        }
        return load_config(folder.write("contreseing.toml", text));
    }
    /// What the operator reads when it cannot be used.
    std::string complaint() const {
        try {
            (void)load();
        } catch (const ConfigError& error) {
            return error.what();
        }
        return "it was loaded";
    }
    void expect_complaint_about(const std::string& part) const {
        const auto text = complaint();
        EXPECT_NE(text.find("contreseing.toml"), std::string::npos) << text;
        EXPECT_NE(text.find(part), std::string::npos) << text;
    }

    tests::Folder folder;
};

TEST_F(ConfigFile, IsCompletedFromWhatItGives) {
    const auto config = load();
    EXPECT_EQ(config.mail.return_path_domain, "campus.example");
    EXPECT_EQ(config.authority.folder, folder.path() / "secrets/authority");
    EXPECT_EQ(config.installation.zone, "Europe/Paris");
    EXPECT_FALSE(config.demo.mailbox);
}

TEST_F(ConfigFile, TakesRelativePathsFromItsOwnFolder) {
    sections["folders"]["programs"] = "\"\"";
    const auto config = load();
    EXPECT_EQ(config.folders.cache, folder.path() / "cache");
    EXPECT_EQ(config.server.edge_token_file, folder.path() / "edge.token");
    EXPECT_EQ(config.folders.share, "/usr/share/contreseing");
    EXPECT_TRUE(config.folders.programs.empty());
}

TEST_F(ConfigFile, NamesWhoAnswersForTheSite) {
    EXPECT_EQ(load().legal.publisher, "");
    sections["legal"] = {{"publisher", "\"Lycée Exemple\""}, {"dpo", "\"dpo@lycee.example\""}};
    EXPECT_EQ(load().legal.publisher, "Lycée Exemple");
    EXPECT_EQ(load().legal.dpo, "dpo@lycee.example");
    EXPECT_EQ(load().legal.host, "");
}

TEST_F(ConfigFile, IsRefusedWithAKeyNobodyKnows) {
    sections["server"]["prot"] = "8081";
    expect_complaint_about("server.prot");
    sections["server"].erase("prot");
    sections["sever"]["port"] = "8081";
    expect_complaint_about("sever.port");
}

TEST_F(ConfigFile, IsRefusedWithAValueOfTheWrongType) {
    sections["server"]["port"] = "\"8081\"";
    expect_complaint_about("server.port");
    sections["server"]["port"] = "8081.5";
    expect_complaint_about("server.port");
    sections["server"].erase("port");
    sections["demo"]["mailbox"] = "1";
    expect_complaint_about("demo.mailbox");
}

TEST_F(ConfigFile, IsRefusedOutOfTheRangeOfAKey) {
    for (const std::string port : {"0", "65536", "-1", "9223372036854775807"}) {
        sections["server"]["port"] = port;
        expect_complaint_about("server.port: " + port);
    }
    sections["server"]["port"] = "65535";
    EXPECT_EQ(load().server.port, 65'535);
}

TEST_F(ConfigFile, IsRefusedWhenADeliveryCouldOutliveItsClaim) {
    sections["mail"]["delivery_deadline_ms"] = "100001";
    expect_complaint_about("mail.delivery_deadline_ms: 100001");
    sections["mail"]["delivery_deadline_ms"] = "100000";
    EXPECT_EQ(load().mail.delivery_deadline_ms, 100'000);
}

TEST_F(ConfigFile, IsRefusedWhenARequiredKeyIsMissing) {
    const auto whole = sections;
    for (const auto& [section, keys] : whole) {
        for (const auto& [key, value] : keys) {
            sections = whole;
            sections[section].erase(key);
            expect_complaint_about(section + "." + key);
        }
    }
}

TEST_F(ConfigFile, IsRefusedWhenItIsNoToml) {
    folder.write("contreseing.toml", "[server\nport = 1");
    try {
        (void)load_config(folder.path() / "contreseing.toml");
        FAIL();
    } catch (const ConfigError& error) {
        EXPECT_NE(std::string(error.what()).find("line"), std::string::npos) << error.what();
    }
    EXPECT_THROW((void)load_config(folder.path() / "absent.toml"), ConfigError);
}

TEST_F(ConfigFile, RefusesPlainHttpOnAnAddressThatOthersReach) {
    for (const std::string url :
         {"http://conventions.campus.example",
          "http://127.0.0.1.campus.example",
          "http://localhost.campus.example",
          "http://127.0.0.1:x@campus.example",
          "http://localhost@campus.example/",
          "ftp://127.0.0.1",
          "127.0.0.1",
          ""}) {
        sections["server"]["public_url"] = "\"" + url + "\"";
        expect_complaint_about("server.public_url");
    }
    for (const std::string url :
         {"http://127.0.0.1:8080", "http://localhost", "http://[::1]:8080/sous-dossier"}) {
        sections["server"]["public_url"] = "\"" + url + "\"";
        EXPECT_EQ(load().server.public_url, url);
    }
    sections["server"]["public_url"] = "\"https://campus.example/\"";
    expect_complaint_about("trailing slash");
}

TEST_F(ConfigFile, RefusesTheDemoOnAnAddressThatOthersReach) {
    for (const auto* key : {"mailbox", "virtual_clock"}) {
        sections["demo"] = {{key, "true"}};
        sections["server"]["public_url"] = "\"https://campus.example\"";
        expect_complaint_about("demo");
        sections["server"]["public_url"] = "\"https://127.0.0.1@campus.example\"";
        expect_complaint_about("demo");
        sections["server"]["public_url"] = "\"http://127.0.0.1:8080\"";
        EXPECT_TRUE(load().demo.mailbox || load().demo.virtual_clock);
    }
}

TEST_F(ConfigFile, RefusesOtherWaysOfSendingMail) {
    sections["mail"]["mode"] = "\"pigeon\"";
    expect_complaint_about("mail.mode");
    sections["mail"]["mode"] = "\"smtp\"";
    sections["mail"].erase("spool_folder");
    EXPECT_EQ(load().mail.mode, "smtp");
    sections["mail"]["smtp_tls"] = "\"ssl\"";
    expect_complaint_about("mail.smtp_tls");
}

TEST_F(ConfigFile, IsPrintedSoThatItLoadsAgain) {
    const auto printed = print_config(load());
    folder.write("again.toml", printed);
    EXPECT_EQ(print_config(load_config(folder.path() / "again.toml")), printed);
}

TEST(PrintedConfig, HidesPasswordsInBothFormsOfAnAddress) {
    Config config;
    for (const std::string url :
         {"postgresql://app:s3cret@db.example/contreseing",
          "postgres://app:s3cret@a.example:5432,b.example:5432/x?connect_timeout=3",
          "postgresql://db.example/x?user=app&password=s3cret&sslmode=require",
          "host=db.example password=s3cret dbname=x",
          "password='s3cret with s3cret' host=db",
          "host=db password = s3cret",
          "password='it\\'s s3cret' host=db",
          "password=a\\ s3cret host=db",
          "sslpassword=s3cret host=db"}) {
        config.database.url = url;
        config.database.jobs_url = url;
        config.database.owner_url = url;
        const auto printed = print_config(config);
        EXPECT_EQ(printed.find("s3cret"), std::string::npos) << printed;
        EXPECT_NE(printed.find("***"), std::string::npos) << url;
    }
}

TEST(PrintedConfig, LeavesAddressesWithoutAPasswordAsTheyAre) {
    Config config;
    config.server.public_url = "http://127.0.0.1:8080";
    config.database.url = "postgresql://app@db.example:5432/contreseing";
    const auto printed = print_config(config);
    EXPECT_NE(printed.find(config.database.url), std::string::npos);
    EXPECT_NE(printed.find(config.server.public_url), std::string::npos);
    EXPECT_EQ(printed.find("***"), std::string::npos);
}

}  // namespace
}  // namespace contreseing::server

#include "server/pages/kit/words.hpp"

#include "server/pages/kit/error.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace contreseing::server::pages {

namespace {

using Leaves = std::unordered_map<std::string, std::string>;

void flatten(const nlohmann::json& node, const std::string& path, Leaves& out) {
    if (node.is_string()) {
        if (!out.emplace(path, node.get<std::string>()).second) {
            throw Error(Error::Kind::BrokenWords, path + " is there twice");
        }
        return;
    }
    if (!node.is_object()) {
        throw Error(Error::Kind::BrokenWords, path + " is neither a text nor an object");
    }
    for (const auto& [name, child] : node.items()) {
        flatten(child, path.empty() ? name : path + '.' + name, out);
    }
}

void read_catalogue(const std::filesystem::path& file, Leaves& leaves) {
    std::ifstream stream(file);
    if (!stream) {
        throw Error(Error::Kind::Unreadable, file.string());
    }
    try {
        flatten(nlohmann::json::parse(stream), {}, leaves);
    } catch (const nlohmann::json::exception& broken) {
        throw Error(Error::Kind::BrokenWords, file.string() + ": " + broken.what());
    }
}

Leaves read_catalogues(const std::filesystem::path& folder, std::string_view code) {
    const auto main_name = std::string(code) + ".json";
    Leaves leaves;
    read_catalogue(folder / main_name, leaves);
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().filename().string().ends_with("." + main_name)) {
            read_catalogue(entry.path(), leaves);
        }
    }
    return leaves;
}

}  // namespace

std::string_view language_code(Locale locale) {
    return locale == Locale::En ? "en" : "fr";
}

Locale language_of(std::string_view accept_language) {
    // Browsers write the preferred language first; weights only confirm that order.
    while (!accept_language.empty()) {
        const auto comma = accept_language.find(',');
        auto tag = accept_language.substr(0, comma);
        tag.remove_prefix(std::min(tag.find_first_not_of(' '), tag.size()));
        if (tag.starts_with("fr")) {
            return Locale::Fr;
        }
        if (tag.starts_with("en")) {
            return Locale::En;
        }
        accept_language = comma == std::string_view::npos ? "" : accept_language.substr(comma + 1);
    }
    return Locale::Fr;
}

Words::Words(const std::filesystem::path& folder) {
    for (const auto locale : kLocales) {
        catalogues_[static_cast<std::size_t>(locale)] =
            read_catalogues(folder, language_code(locale));
    }
    for (const auto& some : catalogues_) {
        for (const auto& other : catalogues_) {
            for (const auto& [key, ignored] : some) {
                if (!other.contains(key)) {
                    throw Error(Error::Kind::BrokenWords, key + " is not in every catalogue");
                }
            }
        }
    }
}

const Words::Catalogue& Words::of(Locale locale) const {
    return catalogues_.at(static_cast<std::size_t>(locale));
}

const std::string& Words::text(Locale locale, std::string_view key) const {
    const auto& catalogue = of(locale);
    const auto found = catalogue.find(std::string(key));
    if (found == catalogue.end()) {
        throw std::out_of_range("no words for " + std::string(key));
    }
    return found->second;
}

bool Words::has(std::string_view key) const {
    return of(Locale::Fr).contains(std::string(key));
}

std::string Words::fill(Locale locale, std::string_view key, const Values& values) const {
    const std::string_view pattern = text(locale, key);
    std::string filled;
    std::size_t at = 0;
    while (at < pattern.size()) {
        const auto open = pattern.find("{{", at);
        const auto close = open == std::string_view::npos ? open : pattern.find("}}", open);
        if (close == std::string_view::npos) {
            break;
        }
        filled += pattern.substr(at, open - at);
        const auto name = pattern.substr(open + 2, close - open - 2);
        for (const auto& [known, value] : values) {
            if (known == name) {
                filled += value;
            }
        }
        at = close + 2;
    }
    filled += pattern.substr(at);
    return filled;
}

std::string Words::count(Locale locale, std::string_view key, long long n, Values values) const {
    const bool one = locale == Locale::Fr ? n <= 1 : n == 1;
    const auto number = std::to_string(n);
    values.emplace_back("n", number);
    return fill(locale, std::string(key) + (one ? ".one" : ".other"), values);
}

}  // namespace contreseing::server::pages

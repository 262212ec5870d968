#pragma once

#include "workflows/ground/calendar.hpp"
#include "workflows/ground/ids.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace contreseing::mail {

/// Makes the typed values of a mail words of one language, those of `<folder>/<language>.words`: a
/// line `key: words` each. Spaces inside a date do not break. Safe to share between threads.
class Formatter {
public:
    /// `zone` is the civil time that instants are told in.
    /// Throws Error::BadTemplate naming what is missing or unknown.
    Formatter(const std::filesystem::path& words, workflows::ZoneTable zone);

    /// « 12 mars 2026 à 10 h 00 (heure de Paris) »; a zone that the words do not name is told by
    /// its offset, « (UTC+01:00) ».
    [[nodiscard]] std::string operator()(workflows::Instant instant) const;
    /// « 1er mars 2026 »
    [[nodiscard]] std::string operator()(workflows::Day day) const;
    /// 64 hexadecimal digits.
    [[nodiscard]] std::string operator()(const workflows::Sha256& hash) const;

private:
    std::map<std::string, std::string, std::less<>> words_;
    workflows::ZoneTable zone_;
};

}  // namespace contreseing::mail

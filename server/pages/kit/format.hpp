#pragma once

#include "server/pages/kit/words.hpp"
#include "workflows/ground/calendar.hpp"
#include "workflows/ground/ids.hpp"

#include <string>

namespace contreseing::server::pages {

/// Writes dates and digests for people, in one language and one civil zone. Spaces inside a date
/// do not break. The references outlive it.
class Format {
public:
    Format(const Words& words, const workflows::ZoneTable& zone, Locale locale)
        : words_(words), zone_(zone), locale_(locale) {}

    /// « 1er mars 2026 »
    [[nodiscard]] std::string day(workflows::Day day) const;
    /// « 12 mars 2026 »
    [[nodiscard]] std::string date(workflows::Instant instant) const;
    /// « 12 mars 2026 à 10 h 00 (heure de Paris) »; a zone without a name of its own in the
    /// catalogue is shown by its offset, « (UTC+01:00) ».
    [[nodiscard]] std::string date_time(workflows::Instant instant) const;
    /// What is printed in a signature's appearance: « 12/03/2026 à 10:00 (UTC+01:00) ».
    [[nodiscard]] std::string signature_time(workflows::Instant instant) const;

private:
    const Words& words_;
    const workflows::ZoneTable& zone_;
    Locale locale_;
};

/// 64 hexadecimal characters in groups of eight, for eyes.
std::string grouped(const workflows::Sha256& digest);

}  // namespace contreseing::server::pages

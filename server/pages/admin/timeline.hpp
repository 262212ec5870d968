#pragma once

#include "server/pages/admin/dossier.hpp"

#include <string>
#include <vector>

namespace contreseing::server::pages {

/// An entry of the journal in words: names as they were when it was made.
struct TimelineEntry {
    workflows::Recorded recorded;
    std::string sentence;
    std::string person;   ///< whom it is about; empty where it is nobody
    std::string actor;    ///< who did it: the server, where it follows from somebody's act
    std::string quality;  ///< of that actor
    std::string hash;     ///< its beginning
};

/// Every entry of the journal, oldest first.
std::vector<TimelineEntry> timeline_of(
    const Dossier& dossier, const std::vector<workflows::app::JournalEntry>& journal
);

/// The entries as people read them, in the same order. What somebody does again and again by a link
/// (codes asked for and mistyped, links sent again) is one line, which says how often and between
/// when, at the place of the last.
std::vector<Model> lines_model(const Visit& visit, const std::vector<TimelineEntry>& entries);

/// Each entry by itself: number, name, actor as recorded, time, hash, and the text it is about.
std::vector<Model> entries_model(const Visit& visit, const std::vector<TimelineEntry>& entries);

}  // namespace contreseing::server::pages

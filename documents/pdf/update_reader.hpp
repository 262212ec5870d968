#pragma once

// Private to this folder.

#include "documents/pdf/reader.hpp"
#include "documents/pdf/structure_check.hpp"

#include <map>
#include <optional>

namespace contreseing::documents::pdf {

/// An object that an update writes, read from the update's own bytes.
struct WrittenObject {
    QPDFObjectHandle value;  ///< of a stream, its dictionary
    bool stream = false;
    ByteView data;  ///< of a stream, as it lies in the file
    std::size_t offset = 0;
};

/// All that one incremental update writes.
struct Update {
    std::map<int, WrittenObject> objects;  ///< by number, the cross-reference stream left out
    std::size_t section = 0;               ///< its offset
    std::optional<int> section_object;     ///< number of the cross-reference stream, if it is one
    QPDFObjectHandle trailer;
    bool exact = false;     ///< nothing was found against the way it is written
    bool readable = false;  ///< false when there is no section to speak of; a finding says so
};

/// Where an update lies: after `start` bytes, up to `end`, its section at `section`.
struct UpdatePlace {
    std::size_t start = 0;
    std::size_t end = 0;
    std::size_t section = 0;
    std::size_t former_section = 0;
};

/// Reads an update by itself, because libqpdf's merged table tells neither what a section says
/// twice, nor generations, nor what lies between objects. Everything must be accounted for: one
/// section of exact entries, each naming one whole object of generation 0 of this update, white
/// space, `startxref` and `%%EOF`; `/Prev` names the former section. Anything else is a finding.
/// Values are parsed in `context`, which outlives them.
[[nodiscard]] Update read_update(
    ByteView file, const UpdatePlace& place, QPDF& context, std::vector<StructureFinding>& findings
);

}  // namespace contreseing::documents::pdf

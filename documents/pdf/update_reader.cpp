#include "documents/pdf/update_reader.hpp"

#include "documents/pdf/error.hpp"
#include "documents/pdf/inflation.hpp"
#include "documents/pdf/lexer.hpp"
#include "documents/pdf/revisions.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace contreseing::documents::pdf {
namespace {

constexpr std::size_t kMostNumber = 10'000'000;
constexpr std::size_t kTableEntry = 20;
constexpr std::size_t kWidest = 8;

enum class EntryKind { Free, InUse, Compressed };

struct Entry {
    EntryKind kind = EntryKind::Free;
    std::size_t offset = 0;
    std::size_t generation = 0;
};

bool is_name(QPDFObjectHandle value, std::string_view name) {
    return value.isName() && value.getName() == name;
}

std::optional<std::size_t> count_of(QPDFObjectHandle value) {
    if (value.isIndirect() || !value.isInteger() || value.getIntValue() < 0) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(value.getIntValue());
}

class UpdateReader {
public:
    UpdateReader(
        ByteView file,
        const UpdatePlace& place,
        QPDF& context,
        std::vector<StructureFinding>& findings
    )
        : file_(file.first(place.end)), place_(place), context_(context), findings_(findings) {}

    Update run() {
        const std::size_t known = findings_.size();
        update_.section = place_.section;
        const std::size_t after_section =
            text().substr(place_.section, 4) == "xref" ? read_table() : read_stream();
        if (after_section == 0) {
            return std::move(update_);
        }
        update_.readable = true;
        check_end(after_section);
        check_trailer();
        read_objects();
        update_.exact = findings_.size() == known;
        return std::move(update_);
    }

private:
    [[nodiscard]] std::string_view text() const { return as_text(file_); }

    void report(StructureProblem problem, const std::string& detail) {
        findings_.push_back({problem, detail});
    }

    std::size_t malformed(const std::string& detail) {
        report(StructureProblem::SectionMalformed, detail);
        return 0;
    }

    // Sections: each returns the offset behind it, or 0 when it cannot be read.

    std::size_t read_table() {
        std::size_t at = place_.section + 4;
        while (true) {
            skip_blanks(text(), at);
            if (text().substr(at, 7) == "trailer") {
                break;
            }
            const auto first = read_number(text(), at);
            skip_blanks(text(), at);
            const auto count = read_number(text(), at);
            skip_blanks(text(), at);
            if (!first || !count || *first + *count > kMostNumber ||
                *count * kTableEntry > text().size() - at) {
                return malformed("a subsection of the table");
            }
            for (std::size_t i = 0; i < *count; ++i, at += kTableEntry) {
                const auto entry = table_entry(text().substr(at, kTableEntry));
                if (!entry) {
                    return malformed("an entry of the table");
                }
                add(*first + i, *entry);
            }
        }
        Lexer lexer(file_, at + 7);
        const std::string_view body = lexer.value();
        if (!body.starts_with("<<")) {
            return malformed("no trailer");
        }
        update_.trailer = parse(body);
        return lexer.position();
    }

    /// Source: ISO 32000-1, 7.5.4: exactly twenty bytes.
    static std::optional<Entry> table_entry(std::string_view row) {
        const auto digits = [](std::string_view part) {
            return std::all_of(part.begin(), part.end(), [](char c) {
                return c >= '0' && c <= '9';
            });
        };
        const std::string_view end = row.substr(18);
        if (!digits(row.substr(0, 10)) || row[10] != ' ' || !digits(row.substr(11, 5)) ||
            row[16] != ' ' || (row[17] != 'n' && row[17] != 'f') ||
            (end != "\r\n" && end != " \n" && end != " \r")) {
            return std::nullopt;
        }
        std::size_t at = 0;
        Entry entry{row[17] == 'n' ? EntryKind::InUse : EntryKind::Free, 0, 0};
        entry.offset = read_number(row, at).value_or(0);
        at = 11;
        entry.generation = read_number(row, at).value_or(0);
        return entry;
    }

    std::size_t read_stream() {
        std::size_t end = 0;
        const auto object = read_object(place_.section, end);
        if (!object) {
            return malformed("no section where startxref points");
        }
        WrittenObject section = object->second;
        if (!section.stream || !is_name(section.value.getKey("/Type"), "/XRef")) {
            return malformed("startxref points at another object");
        }
        update_.section_object = object->first;
        update_.trailer = section.value;
        QPDFObjectHandle widths = section.value.getKey("/W");
        std::array<std::size_t, 3> width = {};
        for (int i = 0; i < 3; ++i) {
            const auto bytes = widths.isArray() && widths.getArrayNItems() == 3
                                   ? count_of(widths.getArrayItem(i))
                                   : std::nullopt;
            if (!bytes || *bytes > kWidest) {
                return malformed("/W");
            }
            width[static_cast<std::size_t>(i)] = *bytes;
        }
        const auto runs = index_of(section.value);
        const std::size_t row = width[0] + width[1] + width[2];
        std::size_t rows = 0;
        for (const auto& [first, count] : runs) {
            rows += count;
        }
        if (runs.empty() || row == 0 || rows > kMostNumber) {
            return malformed("/Index");
        }
        Bytes data;
        try {
            data = decoded(section, row * rows);
        } catch (const std::runtime_error& error) {
            return malformed(error.what());
        }
        if (data.size() != row * rows) {
            return malformed("fewer entries than /Index says");
        }
        std::size_t at = 0;
        const auto field = [&](std::size_t bytes, std::size_t missing) {
            std::size_t value = bytes == 0 ? missing : 0;
            for (std::size_t i = 0; i < bytes; ++i) {
                value = value << 8U | data[at++];
            }
            return value;
        };
        for (const auto& [first, count] : runs) {
            for (std::size_t i = 0; i < count; ++i) {
                const std::size_t kind = field(width[0], 1);
                Entry entry;
                entry.kind = kind == 0   ? EntryKind::Free
                             : kind == 1 ? EntryKind::InUse
                                         : EntryKind::Compressed;
                entry.offset = field(width[1], 0);
                entry.generation = field(width[2], 0);
                add(first + i, entry);
            }
        }
        return end;
    }

    /// Pairs (first number, count); empty when malformed.
    static std::vector<std::pair<std::size_t, std::size_t>> index_of(QPDFObjectHandle dictionary) {
        QPDFObjectHandle index = dictionary.getKey("/Index");
        if (index.isNull()) {
            const auto size = count_of(dictionary.getKey("/Size"));
            return {{0, size.value_or(kMostNumber + 1)}};
        }
        std::vector<std::pair<std::size_t, std::size_t>> runs;
        for (int i = 0; index.isArray() && i + 1 < index.getArrayNItems(); i += 2) {
            const auto first = count_of(index.getArrayItem(i));
            const auto count = count_of(index.getArrayItem(i + 1));
            if (!first || !count || *first > kMostNumber || *count > kMostNumber) {
                return {};
            }
            runs.emplace_back(*first, *count);
        }
        return index.isArray() && index.getArrayNItems() % 2 == 0 ? runs : decltype(runs){};
    }

    void add(std::size_t number, const Entry& entry) {
        const std::string name = "object " + std::to_string(number);
        if (!named_.insert(number).second) {
            report(StructureProblem::ObjectListedTwice, name);
            return;
        }
        switch (entry.kind) {
            case EntryKind::Compressed:
                report(StructureProblem::ObjectCompressed, name);
                return;
            case EntryKind::Free:
                // The head of the list of free objects, which some programs repeat.
                if (number != 0 || entry.offset != 0) {
                    report(StructureProblem::ObjectRemoved, name);
                }
                return;
            case EntryKind::InUse:
                break;
        }
        if (entry.generation != 0) {
            report(StructureProblem::GenerationNotZero, name);
        } else if (number == 0) {
            malformed("object 0 in use");
        } else if (entry.offset < place_.start || entry.offset >= place_.end) {
            report(StructureProblem::ObjectOutsideRevision, name);
        } else if (entry.offset == place_.section) {
            if (update_.section_object != static_cast<int>(number)) {
                malformed(name + " is said to be where the section is");
            }
        } else if (!by_offset_.emplace(entry.offset, static_cast<int>(number)).second) {
            malformed(name + " is said to be where another is");
        } else {
            offsets_.emplace(static_cast<int>(number), entry.offset);
        }
    }

    /// Behind the section: `startxref`, its offset, `%%EOF` and at most one end of line.
    void check_end(std::size_t at) {
        skip_blanks(text(), at);
        const std::size_t keyword = text().rfind("startxref");
        if (keyword == std::string_view::npos || keyword < at) {
            malformed("no startxref behind the section");
            return;
        }
        if (at < keyword) {
            unaccounted(at, keyword);
        }
        if (revision_end(text(), keyword, place_.section) != place_.end) {
            malformed("startxref does not name the section, or %%EOF is missing");
        }
    }

    void check_trailer() {
        if (update_.trailer.hasKey("/XRefStm")) {
            report(StructureProblem::HybridSection, "/XRefStm");
        }
        if (update_.trailer.hasKey("/Extends")) {
            malformed("/Extends in the section");
        }
        if (count_of(update_.trailer.getKey("/Prev")) != place_.former_section) {
            report(
                StructureProblem::RevisionSkipped,
                "/Prev is " + update_.trailer.getKey("/Prev").unparse() +
                    " and the section before " + std::to_string(place_.former_section)
            );
        }
        const auto size = count_of(update_.trailer.getKey("/Size"));
        if (!size || (!named_.empty() && *named_.rbegin() >= *size)) {
            malformed("/Size is not above every object");
        }
    }

    // Objects.

    void read_objects() {
        std::size_t at = place_.start;
        for (const auto& [offset, number] : by_offset_) {
            const std::string name = "object " + std::to_string(number);
            skip_blanks(text(), at);
            if (offset < at) {
                malformed(name + " is said to be inside another");
                continue;
            }
            if (at < offset) {
                unaccounted(at, offset);
            }
            std::size_t end = 0;
            const auto object = read_object(offset, end);
            if (!object || object->first != number || end > place_.section) {
                malformed(name + " is not where the section says");
                at = offset;
                continue;
            }
            at = end;
            check_type(name, object->second);
            update_.objects.emplace(number, object->second);
        }
        skip_blanks(text(), at);
        if (at < place_.section) {
            unaccounted(at, place_.section);
        }
        check_hidden_objects();
    }

    /// A string or a stream may spell an object, which readers that repair a file would find.
    void check_hidden_objects() {
        static constexpr std::string_view kKeyword = "obj";
        static constexpr std::string_view kDelimiters = "()<>[]{}/%";
        std::set<std::size_t> known;
        for (const auto& [offset, number] : by_offset_) {
            known.insert(offset);
        }
        known.insert(place_.section);
        for (std::size_t at = text().find(kKeyword, place_.start); at != std::string_view::npos;
             at = text().find(kKeyword, at + 1)) {
            const std::size_t start = start_of_head(at);
            const std::string_view behind = text().substr(at + kKeyword.size(), 1);
            const bool whole = behind.empty() || is_blank(behind.front()) ||
                               kDelimiters.find(behind.front()) != std::string_view::npos;
            if (whole && start < at && !known.contains(start)) {
                report(
                    StructureProblem::UnaccountedBytes,
                    "an object hidden at " + std::to_string(start)
                );
            }
        }
    }

    /// Where `N G ` starts that ends at `at`; `at` when nothing of the kind does.
    [[nodiscard]] std::size_t start_of_head(std::size_t at) const {
        std::size_t start = at;
        for (int i = 0; i < 2; ++i) {
            const std::size_t behind = start;
            while (start > place_.start && is_blank(text()[start - 1])) {
                --start;
            }
            const std::size_t end = start;
            while (start > place_.start && text()[start - 1] >= '0' && text()[start - 1] <= '9') {
                --start;
            }
            // « 1 0obj » is a head for some; two numbers are always apart.
            if (start == end || (i == 1 && end == behind)) {
                return at;
            }
        }
        return start;
    }

    void check_type(const std::string& name, const WrittenObject& object) {
        if (!object.stream) {
            return;
        }
        if (QPDFObjectHandle(object.value).hasKey("/F")) {
            report(StructureProblem::ObjectOutsideRevision, name + " has its data in another file");
        }
        QPDFObjectHandle type = QPDFObjectHandle(object.value).getKey("/Type");
        if (is_name(type, "/ObjStm")) {
            report(StructureProblem::ObjectCompressed, name + " is an object stream");
        } else if (is_name(type, "/XRef")) {
            report(StructureProblem::SectionRepeated, name + " is a cross-reference stream");
        }
    }

    /// `N 0 obj … endobj` at `at`; `end` is then behind it.
    std::optional<std::pair<int, WrittenObject>> read_object(std::size_t at, std::size_t& end) {
        Lexer lexer(file_, at);
        const auto number = lexer.integer();
        const auto generation = lexer.integer();
        if (!number || !generation || *number == 0 || *number > kMostNumber || *generation != 0 ||
            text()[at] < '0' || text()[at] > '9' || !lexer.word("obj")) {
            return std::nullopt;
        }
        const std::string_view body = lexer.value();
        if (body.empty()) {
            return std::nullopt;
        }
        WrittenObject object{parse(body), false, {}, at};
        if (!lexer.word("endobj")) {
            object.stream = true;
            if (!object.value.isDictionary() || !lexer.word("stream") ||
                !read_data(lexer, object)) {
                return std::nullopt;
            }
        }
        end = lexer.position();
        return std::pair(static_cast<int>(*number), object);
    }

    bool read_data(Lexer& lexer, WrittenObject& object) {
        std::size_t at = lexer.position();
        at += text().substr(at, 2) == "\r\n" ? 2 : text().substr(at, 1) == "\n" ? 1 : 0;
        const auto length = length_of(object.value);
        if (at == lexer.position() || !length || *length > text().size() - at) {
            return false;
        }
        object.data = file_.subspan(at, *length);
        lexer.move_to(at + *length);
        return lexer.word("endstream") && lexer.word("endobj");
    }

    /// `/Length`, which some programs write as an object of its own in the same update.
    std::optional<std::size_t> length_of(QPDFObjectHandle dictionary) {
        QPDFObjectHandle length = dictionary.getKey("/Length");
        if (!length.isIndirect()) {
            return count_of(length);
        }
        const auto place = offsets_.find(length.getObjectID());
        if (place == offsets_.end()) {
            return std::nullopt;
        }
        Lexer lexer(file_, place->second);
        const bool head = lexer.integer() && lexer.integer() && lexer.word("obj");
        const auto value = head ? lexer.integer() : std::nullopt;
        return lexer.word("endobj") ? value : std::nullopt;
    }

    QPDFObjectHandle parse(std::string_view body) {
        return QPDFObjectHandle::parse(&context_, std::string(body), "update");
    }

    /// Bytes that no entry and no keyword explains, named for what they look like.
    void unaccounted(std::size_t from, std::size_t to) {
        const std::string_view part = text().substr(from, to - from);
        const std::string where = std::to_string(part.size()) + " bytes at " + std::to_string(from);
        if (part.find("%%EOF") != std::string_view::npos) {
            report(StructureProblem::RevisionSkipped, where);
        } else if (part.find("xref") != std::string_view::npos || part.find("/XRef") != std::string_view::npos) {
            report(StructureProblem::SectionRepeated, where);
        } else {
            report(StructureProblem::UnaccountedBytes, where);
        }
    }

    ByteView file_;
    UpdatePlace place_;
    QPDF& context_;
    std::vector<StructureFinding>& findings_;
    Update update_;
    std::set<std::size_t> named_;
    std::map<std::size_t, int> by_offset_;
    std::map<int, std::size_t> offsets_;
};

}  // namespace

Update read_update(
    ByteView file, const UpdatePlace& place, QPDF& context, std::vector<StructureFinding>& findings
) {
    return UpdateReader(file, place, context, findings).run();
}

}  // namespace contreseing::documents::pdf

#include "workflows/domain/placeholders.hpp"

#include "text/characters.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace contreseing::workflows {

namespace {

using namespace std::string_view_literals;
using Word = std::u32string_view;

constexpr std::size_t kNowhere = std::u32string_view::npos;

bool is_digit(char32_t c) {
    return c >= U'0' && c <= U'9';
}
bool is_letter(char32_t c) {
    return (c >= U'a' && c <= U'z') || (c > 0xBF && c < 0x2000 && c != 0xD7 && c != 0xF7);
}
bool is_blank(char32_t c) {
    return c == U' ' || c == 0xA0 || c == 0x202F || c == U'\t';
}
bool is_dash(char32_t c) {
    return c == U'-' || (c >= 0x2010 && c <= 0x2015);
}
/// How many stops a character stands for; 0 when it is none.
int dots_of(char32_t c) {
    return c == U'…' ? 3 : c == 0x2025 ? 2 : c == U'.' || c == 0x2024 || c == 0xB7 ? 1 : 0;
}

/// A typed text in small letters without accents, and what was found in it.
class Reading {
public:
    explicit Reading(std::string_view text) {
        std::size_t at = 0;
        std::size_t start = 0;
        while (const auto scalar = text::next_scalar(text, at)) {
            offsets_.push_back(start);
            capitals_.push_back(*scalar >= U'A' && *scalar <= U'Z');
            letters_.push_back(text::folded(*scalar));
            start = at;
        }
        offsets_.push_back(start);
    }

    [[nodiscard]] std::size_t size() const { return letters_.size(); }
    [[nodiscard]] Word text() const { return letters_; }
    /// The character at `i`; a line break before the first and after the last.
    [[nodiscard]] char32_t at(std::size_t i) const { return i < size() ? letters_[i] : U'\n'; }
    [[nodiscard]] bool is_capital(std::size_t i) const { return i < size() && capitals_[i]; }

    [[nodiscard]] std::size_t after_blanks(std::size_t i) const {
        while (i < size() && is_blank(letters_[i])) {
            ++i;
        }
        return i;
    }
    /// One past the last character before `i` that is no blank.
    [[nodiscard]] std::size_t before_blanks(std::size_t i) const {
        while (i > 0 && is_blank(letters_[i - 1])) {
            --i;
        }
        return i;
    }
    [[nodiscard]] bool starts_word(std::size_t i) const {
        return i == 0 || (!is_letter(at(i - 1)) && !is_digit(at(i - 1)));
    }
    [[nodiscard]] bool ends_word(std::size_t i) const {
        return !is_letter(at(i)) && !is_digit(at(i));
    }
    [[nodiscard]] bool has(std::size_t i, Word word) const {
        return text().substr(std::min(i, size()), word.size()) == word;
    }
    [[nodiscard]] bool has_word(std::size_t i, Word word) const {
        return has(i, word) && starts_word(i) && ends_word(i + word.size());
    }
    [[nodiscard]] bool has_any(std::size_t i, std::span<const Word> words) const {
        return std::any_of(words.begin(), words.end(), [&](Word word) {
            return has_word(i, word);
        });
    }
    /// Whether `word` stands right before `i`, blanks apart.
    [[nodiscard]] bool follows(std::size_t i, Word word) const {
        const auto end = before_blanks(i);
        return end >= word.size() && has_word(end - word.size(), word);
    }
    /// Whether nothing but blanks and stops stands from `i` to the end of its sentence.
    [[nodiscard]] bool ends_at(std::size_t i) const {
        const char32_t next = at(after_blanks(i));
        return Word(U"\n.,;:!?)]").find(next) != kNowhere;
    }
    /// Nothing else stands in the text, but punctuation.
    [[nodiscard]] bool is_all(std::size_t i, std::size_t end) const {
        for (std::size_t k = 0; k < size(); ++k) {
            if ((k < i || k >= end) && (is_letter(at(k)) || is_digit(at(k)))) {
                return false;
            }
        }
        return true;
    }

    void add(std::size_t i, std::size_t end, bool certain) {
        found_.push_back({offsets_[i], offsets_[end] - offsets_[i], certain});
    }
    [[nodiscard]] std::vector<Placeholder> found() && {
        std::stable_sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) {
            return a.at < b.at;
        });
        std::vector<Placeholder> apart;
        for (const auto& each : found_) {
            if (apart.empty() || each.at >= apart.back().at + apart.back().length) {
                apart.push_back(each);
                continue;
            }
            auto& last = apart.back();
            last.length = std::max(last.at + last.length, each.at + each.length) - last.at;
            last.certain = last.certain || each.certain;
        }
        return apart;
    }

private:
    std::u32string letters_;
    std::vector<std::size_t> offsets_;  // of each character, and of the end
    std::vector<bool> capitals_;
    std::vector<Placeholder> found_;
};

constexpr std::array kMonths{
    U"janvier"sv,
    U"fevrier"sv,
    U"mars"sv,
    U"avril"sv,
    U"mai"sv,
    U"juin"sv,
    U"juillet"sv,
    U"aout"sv,
    U"septembre"sv,
    U"octobre"sv,
    U"novembre"sv,
    U"decembre"sv};

/// An amount or a date whose figure is what stands from `i` to `end`: no prose is written so.
bool is_for_a_figure(const Reading& in, std::size_t i, std::size_t end) {
    const auto next = in.after_blanks(end);
    const bool unit = in.at(next) == U'%' || in.at(next) == U'€' || in.has_word(next, U"euro") ||
                      in.has_word(next, U"euros") || in.has_any(next, kMonths);
    const bool in_date = in.at(end) == U'/' || (i > 0 && in.at(i - 1) == U'/');
    return unit || in_date;
}

/// One past the run of characters that `is_mark` takes, single blanks between them allowed.
template <class IsMark>
std::size_t end_of_run(const Reading& in, std::size_t i, IsMark is_mark) {
    std::size_t end = i;
    while (end < in.size()) {
        if (is_mark(in.at(end))) {
            ++end;
        } else if (end > i && is_blank(in.at(end)) && is_mark(in.at(end + 1))) {
            end += 2;
        } else {
            break;
        }
    }
    return end;
}

void read_dots(Reading& in, std::size_t i, std::size_t end) {
    int weight = 0;
    for (std::size_t k = i; k < end; ++k) {
        weight += dots_of(in.at(k));
    }
    const char32_t before = i == 0 ? U'\n' : in.at(i - 1);
    const bool after_etc = in.has_word(i < 3 ? in.size() : i - 3, U"etc");
    const bool glued = is_letter(before) || after_etc;
    const bool closes_quote = before == U'»' || before == U')' || before == 0x201D;
    if (weight < 2 || (glued && weight < (after_etc ? 9 : 6)) || (weight == 2 && closes_quote)) {
        return;  // the end of a sentence, or words that go on: « visites, stages, etc… »
    }
    const bool certain = weight >= 5 || in.is_all(i, end) ||
                         (!is_digit(before) && weight > 2 && is_for_a_figure(in, i, end));
    if (certain || !closes_quote) {
        in.add(i, end, certain);
    }
}

void read_dashes(Reading& in, std::size_t i, std::size_t end) {
    const char32_t before = i == 0 ? U'\n' : in.at(i - 1);
    const bool inside_word = !in.starts_word(i) && !in.ends_word(end);
    if (end - i < 2 || inside_word || is_letter(before) || is_digit(before)) {
        return;  // « 2026--2027 », « xn-- »
    }
    in.add(i, end, is_for_a_figure(in, i, end) || in.is_all(i, end));
}

/// « XX », « xxxx », « 20XX » as a word; « M. X ».
void read_crosses(Reading& in, std::size_t i, std::size_t end) {
    std::size_t start = i;
    while (start > 0 && is_digit(in.at(start - 1))) {
        --start;
    }
    const bool year = i - start == 1 || i - start == 2;
    const bool word = (start == i || year) && in.starts_word(start) && in.ends_word(end);
    if (!word) {
        return;
    }
    if (end - i == 1) {
        static constexpr std::array kTitles{
            U"monsieur"sv, U"madame"sv, U"mme"sv, U"maitre"sv, U"societe"sv};
        const bool titled = std::any_of(kTitles.begin(), kTitles.end(), [&](Word title) {
            return in.follows(start, title);
        });
        const bool mister = in.before_blanks(start) >= 2 &&
                            in.at(in.before_blanks(start) - 1) == U'.' &&
                            in.has_word(in.before_blanks(start) - 2, U"m");
        if (start == i && in.is_capital(i) && (titled || mister)) {
            in.add(i, end, false);
        }
        return;
    }
    in.add(start, end, year || end - i >= 4 || is_for_a_figure(in, start, end));
}

/// Runs of one sign that stand for what is to be written.
void read_marks(Reading& in) {
    for (std::size_t i = 0; i < in.size();) {
        const char32_t c = in.at(i);
        std::size_t end = i + 1;
        if (dots_of(c) > 0) {
            end = end_of_run(in, i, [](char32_t x) { return dots_of(x) > 0; });
            read_dots(in, i, end);
        } else if (c == U'_') {
            end = end_of_run(in, i, [](char32_t x) { return x == U'_'; });
            const bool alone = in.starts_word(i) && in.ends_word(end);
            if (end - i >= 2 || alone) {
                in.add(i, end, end - i >= 3 || is_for_a_figure(in, i, end));
            }
        } else if (is_dash(c)) {
            end = std::min(in.text().find_first_not_of(c, i), in.size());
            read_dashes(in, i, end);
        } else if (c == U'x') {
            end = std::min(in.text().find_first_not_of(c, i), in.size());
            read_crosses(in, i, end);
        } else if (c == U'?' || c == U'#' || c == U'*') {
            end = std::min(in.text().find_first_not_of(c, i), in.size());
            const bool questions = c == U'?';
            const bool alone =
                questions &&
                (in.is_all(i, end) || (in.before_blanks(i) < i && is_for_a_figure(in, i, end)));
            if (end - i >= (c == U'*' ? 3U : 2U) || alone) {
                in.add(i, end, (questions && end - i >= 3) || alone);
            }
        } else if (c == 0x2610 || c == 0x25A1 || c == 0x274F || c == 0x2751) {
            in.add(i, end, false);  // a box that nobody ticked
        } else if (is_blank(c)) {
            end = in.after_blanks(i);
            const bool inside = i > 0 && in.at(i - 1) != U'\n' && in.at(end) != U'\n';
            if (inside && end - i >= 5) {
                in.add(i, end, false);
            }
        }
        i = end;
    }
}

constexpr std::array kToDo{
    U"a completer"sv,
    U"a definir"sv,
    U"a preciser"sv,
    U"a renseigner"sv,
    U"a determiner"sv,
    U"a inserer"sv,
    U"a remplir"sv,
    U"a confirmer"sv,
    U"a indiquer"sv};

/// « À définir »; not « à définir une offre », which has its object.
void read_to_do(Reading& in, std::size_t i) {
    static constexpr std::array kObjects{
        U"le"sv,
        U"la"sv,
        U"les"sv,
        U"l"sv,
        U"un"sv,
        U"une"sv,
        U"des"sv,
        U"ses"sv,
        U"son"sv,
        U"sa"sv,
        U"leur"sv,
        U"leurs"sv,
        U"ces"sv,
        U"cette"sv,
        U"ce"sv,
        U"toute"sv,
        U"tout"sv};
    for (const auto phrase : kToDo) {
        if (!in.has_word(i, phrase)) {
            continue;
        }
        const auto end = i + phrase.size();
        if (in.has_any(in.after_blanks(end), kObjects)) {
            return;
        }
        const auto before = in.before_blanks(i);
        const char32_t opens = before == 0 ? U'\n' : in.at(before - 1);
        const bool introduced = Word(U":[(<{=").find(opens) != kNowhere;
        in.add(i, end, in.is_all(i, end) || (introduced && in.ends_at(end)));
        return;
    }
}

/// Words of office templates.
void read_phrases(Reading& in, std::size_t i) {
    static constexpr std::array kCertain{
        U"lorem ipsum"sv,
        U"jj/mm/aaaa"sv,
        U"jj/mm/aa"sv,
        U"dd/mm/yyyy"sv,
        U"00/00/0000"sv,
        U"mm/aaaa"sv};
    static constexpr std::array kPossible{
        U"tbd"sv,
        U"tbc"sv,
        U"t.b.d"sv,
        U"t.b.c"sv,
        U"todo"sv,
        U"nom prenom"sv,
        U"prenom nom"sv,
        U"nom et prenom"sv,
        U"nom, prenom"sv,
        U"mention inutile"sv,
        U"mentions inutiles"sv,
        U"monsieur/madame"sv,
        U"madame/monsieur"sv,
        U"monsieur ou madame"sv,
        U"madame ou monsieur"sv,
        U"m./mme"sv,
        U"m. / mme"sv,
        U"m. ou mme"sv,
        U"mme ou m"sv,
        U"mme/m"sv,
        U"mme / m"sv,
        U"aaaa"sv,
        U"yyyy"sv};
    for (const auto phrase : kCertain) {
        if (in.has_word(i, phrase)) {
            in.add(i, i + phrase.size(), true);
        }
    }
    for (const auto phrase : kPossible) {
        if (in.has_word(i, phrase)) {
            in.add(i, i + phrase.size(), in.is_all(i, i + phrase.size()));
        }
    }
}

/// « représentée par : » and nobody.
void read_represented(Reading& in, std::size_t i) {
    constexpr Word kStem = U"represente";
    if (!in.has(i, kStem) || !in.starts_word(i)) {
        return;
    }
    auto end = i + kStem.size();
    while (end < in.size() && (Word(U"es()·.").find(in.at(end)) != kNowhere)) {
        ++end;
    }
    end = in.after_blanks(end);
    if (!in.has_word(end, U"par")) {
        return;
    }
    end += 3;
    auto next = in.after_blanks(end);
    if (in.at(next) == U':') {
        next = in.after_blanks(++next);
    }
    static constexpr std::array kTitles{U"monsieur"sv, U"madame"sv, U"mme"sv, U"m"sv};
    for (const auto title : kTitles) {
        if (in.has_word(next, title)) {
            const auto behind = next + title.size() + (in.at(next + title.size()) == U'.' ? 1 : 0);
            if (in.text().find_first_not_of(U" \n\t\u00A0", behind) == kNowhere ||
                in.at(in.after_blanks(behind)) == U',') {
                in.add(i, std::min(behind, in.size()), false);
            }
            return;
        }
    }
    if (in.text().find_first_not_of(U" \n\t\u00A0.…", next) == kNowhere) {
        in.add(i, std::min(next, in.size()), true);
    } else if (Word(U",;)").find(in.at(next)) != kNowhere) {
        in.add(i, next, false);
    }
}

/// « de % », « n° du 12 mars », « le / /2026 »: a figure is missing.
void read_missing_figure(Reading& in, std::size_t i) {
    const char32_t c = in.at(i);
    const bool unit = c == U'%' || c == U'€' || in.has_word(i, U"euros");
    if (unit) {
        static constexpr std::array kBefore{U"de"sv, U"a"sv, U"soit"sv, U"d"sv};
        for (const auto word : kBefore) {
            if (in.follows(i, word)) {
                in.add(in.before_blanks(i) - word.size(), i + 1, false);
            }
        }
    }
    if (c == U'/' && is_blank(in.at(i + 1)) && in.at(in.after_blanks(i + 1)) == U'/') {
        in.add(i, in.after_blanks(i + 1) + 1, true);
    }
    const bool number_sign =
        c == U'n' && in.starts_word(i) && (in.at(i + 1) == 0xB0 || in.at(i + 1) == 0xBA);
    if (number_sign) {
        const auto next = in.after_blanks(i + 2);
        if (in.has_word(next, U"du") || in.has_word(next, U"en date") || in.ends_at(i + 2)) {
            in.add(i, i + 2, false);
        }
    }
}

/// What brackets hold where a template says what to write there.
void read_brackets(Reading& in, std::size_t i) {
    const char32_t open = in.at(i);
    const char32_t close = open == U'['   ? U']'
                           : open == U'{' ? U'}'
                           : open == U'<' ? U'>'
                           : open == U'(' ? U')'
                           : open == U'«' ? U'»'
                                          : 0;
    if (close == 0) {
        return;
    }
    const auto end = in.text().find(close, i);
    if (end == kNowhere || end - i > 100) {
        return;
    }
    const auto first = in.after_blanks(i + 1);
    if (first == end) {
        in.add(i, end + 1, false);  // nothing at all
        return;
    }
    if (open == U'(' || open == U'«') {
        return;
    }
    if (open == U'{') {
        in.add(i, end + 1, false);
        return;
    }
    const auto inside = in.text().substr(first, in.before_blanks(end) - first);
    const bool letters = std::any_of(inside.begin(), inside.end(), is_letter);
    if (!letters || inside == U"sic") {
        return;  // a reference, « [3] »; dots are read as such
    }
    static constexpr std::array kNames{
        U"nom"sv,       U"noms"sv,    U"prenom"sv,     U"date"sv,       U"montant"sv, U"adresse"sv,
        U"fonction"sv,  U"ville"sv,   U"lieu"sv,       U"numero"sv,     U"siret"sv,   U"qualite"sv,
        U"organisme"sv, U"duree"sv,   U"partenaire"sv, U"signataire"sv, U"titre"sv,   U"objet"sv,
        U"insert"sv,    U"inserer"sv, U"completer"sv,  U"preciser"sv,   U"indiquer"sv};
    in.add(i, end + 1, in.has_any(first, kNames));
}

}  // namespace

std::vector<Placeholder> find_placeholders(std::string_view text) {
    Reading in(text);
    read_marks(in);
    for (std::size_t i = 0; i < in.size(); ++i) {
        read_to_do(in, i);
        read_phrases(in, i);
        read_represented(in, i);
        read_missing_figure(in, i);
        read_brackets(in, i);
    }
    const auto last = in.text().find_last_not_of(U" \n\t\u00A0");
    if (last != kNowhere && in.at(last) == U':') {
        in.add(last, last + 1, false);  // what it announces does not come
    }
    return std::move(in).found();
}

std::string words_around(std::string_view text, const Placeholder& found) {
    constexpr std::size_t kBeside = 40;  // bytes
    const auto begins = [&text](std::size_t i) {
        return (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    };
    std::size_t from = found.at - std::min(found.at, kBeside);
    if (from > 0) {
        const auto space = text.find_first_of(" \n", from);
        from = space < found.at ? space + 1 : from;
    }
    while (from < found.at && !begins(from)) {
        ++from;
    }
    const auto end = found.at + std::min(found.length, kBeside);
    std::size_t to = std::min(text.size(), end + kBeside);
    if (to < text.size()) {
        const auto space = text.find_last_of(" \n", to);
        to = space != std::string_view::npos && space > end ? space : to;
    }
    while (to < text.size() && !begins(to)) {
        --to;
    }
    std::string words(text.substr(from, to - from));
    std::replace(words.begin(), words.end(), '\n', ' ');
    return words;
}

}  // namespace contreseing::workflows

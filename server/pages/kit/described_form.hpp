#pragma once

#include "server/http/fields.hpp"
#include "server/pages/admin/action_table.hpp"
#include "text/typed_address.hpp"
#include "workflows/domain/describe_parts.hpp"
#include "workflows/domain/names.hpp"

#include <string_view>
#include <type_traits>
#include <vector>

namespace contreseing::server::pages {

namespace codec = workflows::codec;

// A form made of the description of its command. Places, numbers and what is one of a list are
// carried from the address of the page; the rest is typed, and always asked for: a choice starts
// with its default.

/// Collects what a described command has an administrator type.
class FormInputs {
public:
    void about(std::string_view) const {}

    template <class T, class Bound>
    void operator()(const codec::Member& member, const T&, const Bound& bound) {
        if constexpr (std::is_same_v<Bound, codec::OfSlot>) {
            about_ = About::Slot;
        } else if constexpr (std::is_same_v<Bound, codec::OfParticipant>) {
            about_ = About::Participant;
        } else if constexpr (std::is_same_v<Bound, codec::Letters>) {
            fields_.push_back({member.name, Input::Line, true, bound.most});
        } else if constexpr (std::is_same_v<Bound, codec::Lines>) {
            fields_.push_back({member.name, Input::Area, true, bound.most});
        } else if constexpr (std::is_same_v<T, workflows::EmailAddress>) {
            fields_.push_back({member.name, Input::Email});
        } else if constexpr (std::is_same_v<T, workflows::Instant>) {
            fields_.push_back({member.name, Input::Date});
        } else if constexpr (std::is_same_v<Bound, codec::Any>) {
            fields_.push_back({member.name, Input::Choice});
        } else {
            constexpr bool kNumber = std::is_same_v<Bound, codec::Range>;
            static_assert(kNumber || std::is_same_v<Bound, codec::Which>);
            about_ = about_ == About::Act ? About::Item : about_;
        }
    }

    [[nodiscard]] About about() const { return about_; }
    [[nodiscard]] const std::vector<ActionField>& fields() const { return fields_; }

private:
    About about_ = About::Act;
    std::vector<ActionField> fields_;
};

/// Reads a described command out of what was posted. Texts and addresses are left to the rules,
/// which say what is wrong with them; what cannot be read as its kind, or is longer than a reason
/// may be, is the first `wrong` one.
class FormReader {
public:
    FormReader(const http::Fields& typed, const workflows::ZoneTable& zone)
        : typed_(typed), zone_(zone) {}

    void about(std::string_view) const {}

    template <class T, class Bound>
    void operator()(const codec::Member& member, std::optional<T>& value, const Bound&) {
        static_assert(std::is_same_v<Bound, codec::Range>);
        value = parse_whole(typed_.get(member.name));
    }

    template <class T, class Bound>
    void operator()(const codec::Member& member, T& value, const Bound& bound) {
        const auto typed = typed_.get(member.name);
        if constexpr (std::is_same_v<Bound, codec::OfSlot>) {
            value = workflows::parse_place(typed).value_or(workflows::Place{}).slot();
        } else if constexpr (std::is_same_v<Bound, codec::OfParticipant>) {
            value = workflows::parse_place(typed).value_or(workflows::Place{});
        } else if constexpr (std::is_same_v<Bound, codec::Range>) {
            value = parse_whole(typed).value_or(0);
        } else if constexpr (std::is_same_v<T, bool>) {
            expect(typed == "yes" || typed == "no", member);
            value = typed == "yes";
        } else if constexpr (workflows::Named<T>) {
            value = workflows::from_name<T>(typed).value_or(value);
        } else if constexpr (std::is_same_v<T, workflows::EmailAddress>) {
            value.text = text::read_address(std::string(typed)).text;
        } else if constexpr (std::is_same_v<T, workflows::Instant>) {
            constexpr std::chrono::minutes kEndOfDay{23 * 60 + 59};
            const auto day = workflows::parse_day(typed);
            expect(day.has_value(), member);
            value = day ? zone_.at(*day, kEndOfDay) : value;
        } else {
            value = typed;
            if constexpr (std::is_same_v<Bound, codec::Lines>) {
                const auto most = static_cast<std::size_t>(bound.most);
                expect(workflows::parse_paragraph(typed, most).has_value(), member);
            }
        }
    }

    /// Empty: none.
    [[nodiscard]] std::string_view wrong() const { return wrong_; }

private:
    void expect(bool holds, const codec::Member& member) {
        if (!holds && wrong_.empty()) {
            wrong_ = member.name;
        }
    }

    const http::Fields& typed_;
    const workflows::ZoneTable& zone_;
    std::string_view wrong_;
};

}  // namespace contreseing::server::pages

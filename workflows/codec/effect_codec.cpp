#include "workflows/codec/effect_codec.hpp"

#include "workflows/codec/json_reader.hpp"
#include "workflows/codec/json_tree.hpp"
#include "workflows/codec/json_writer.hpp"
#include "workflows/codec/strict_json.hpp"
#include "workflows/domain/describe_parts.hpp"

#include <utility>

namespace contreseing::workflows::codec {

void describe(auto& io, Like<MailPayload> auto& mail) {
    io({"to", {}}, mail.to);
    io({"version", {}}, mail.template_version);
}

namespace {

/// Carries the description of a command out as a JsonWriter or a JsonReader does that of a value.
template <class Io>
struct EachMember {
    Io& io;
    void about(std::string_view) {}
    void operator()(const Member& member, auto& value, const auto&) {
        io(JsonKey{member.name, {}}, value);
    }
};

/// Everything of a follow-up but its place and the name of its command.
template <class Asked>
struct Payload {
    Instant effective_at;
    int hops = 0;
    ConventionId to;
    struct With {
        Asked command;
    } with;
};

template <class T>
concept OfCommand = requires(T& with) {
    with.command;
};

void describe(auto& io, OfCommand auto& with) {
    auto command = with.command;
    EachMember<std::remove_reference_t<decltype(io)>> each{io};
    describe(each, command);
    if constexpr (!std::is_const_v<std::remove_reference_t<decltype(with)>>) {
        with.command = std::move(command);
    }
}

template <class T>
concept OfFollowUp = requires(T& payload) {
    payload.hops;
    payload.with;
};

void describe(auto& io, OfFollowUp auto& payload) {
    io({"effective_at", {}}, payload.effective_at);
    io({"hops", {}}, payload.hops);
    io({"to", {}}, payload.to);
    io.always({"with", {}}, payload.with);
}

std::string written(const auto& payload) {
    JsonWriter writer({.form = JsonKey::Form::Long, .keep_empty = true, .personal = {}});
    writer.write(payload);
    return std::move(writer).take();
}

template <class T>
Expected<T, JsonProblem> read_payload(std::string_view text) {
    auto parsed = parse_strict(text);
    if (!parsed) {
        return Unexpected{parsed.error()};
    }
    return read_all<T>(JsonTree(*parsed), JsonKey::Form::Long);
}

/// The alternative of `FollowUpCommand` that bears `name`, read from `text`.
template <std::size_t I = 0>
Expected<FollowUpSent, JsonProblem> read_follow_up(std::string_view name, std::string_view text) {
    if constexpr (I == std::variant_size_v<FollowUpCommand>) {
        return Unexpected{JsonProblem{{}, "no follow-up asks for this command"}};
    } else {
        using Asked = std::variant_alternative_t<I, FollowUpCommand>;
        if (name != Asked::kName) {
            return read_follow_up<I + 1>(name, text);
        }
        auto read = read_payload<Payload<Asked>>(text);
        if (!read) {
            return Unexpected{read.error()};
        }
        return FollowUpSent{
            {read->to, std::move(read->with.command), {}}, {read->effective_at, read->hops}};
    }
}

}  // namespace

std::string payload_to_json(const MailPayload& mail) {
    return written(mail);
}

std::string payload_to_json(const FollowUpSent& sent) {
    return std::visit(
        [&sent]<class Asked>(const Asked& command) {
            return written(Payload<Asked>{
                sent.cause.effective_at, sent.cause.hops, sent.asked.to, {command}});
        },
        sent.asked.command
    );
}

Expected<MailPayload, JsonProblem> mail_from_json(std::string_view text) {
    return read_payload<MailPayload>(text);
}

Expected<FollowUpSent, JsonProblem> follow_up_from_json(
    std::string_view command, std::string_view text
) {
    return read_follow_up(command, text);
}

}  // namespace contreseing::workflows::codec

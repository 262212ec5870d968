#include "workflows/codec/kept_text.hpp"

#include "text/encodings.hpp"
#include "workflows/codec/canonical.hpp"
#include "workflows/codec/json_writer.hpp"
#include "workflows/codec/type_description.hpp"

#include <nlohmann/json.hpp>

namespace contreseing::workflows::codec {

std::string kept_text(
    const std::vector<Article>& articles, const std::array<std::uint8_t, 16>& salt
) {
    JsonWriter writer({.form = JsonKey::Form::Long, .keep_empty = true, .personal = {}});
    writer.write(articles);
    return canonical(
        {{"articles", nlohmann::json::parse(std::move(writer).take())},
         {"salt", text::to_hex(salt)}}
    );
}

}  // namespace contreseing::workflows::codec

#include "documents/pdf/inflation.hpp"

#include "documents/pdf/error.hpp"
#include "documents/pdf/lexer.hpp"

#include <algorithm>
#include <optional>
#include <qpdf/Pipeline.hh>

namespace contreseing::documents::pdf {
namespace {

constexpr std::size_t kMostInflated = std::size_t{64} << 20;
constexpr std::size_t kLongestDictionary = std::size_t{64} << 10;

/// Counts what is written to it up to a limit, and keeps it where asked.
class Bounded : public Pipeline {
public:
    Bounded(std::size_t most, Bytes* kept)
        : Pipeline("bounded", nullptr), most_(most), kept_(kept) {}
    void write(const unsigned char* data, size_t length) override {
        count_ += length;
        if (count_ > most_) {
            throw Error(ErrorKind::OverBudget, "a stream of more than " + std::to_string(most_));
        }
        if (kept_ != nullptr) {
            kept_->insert(kept_->end(), data, data + length);
        }
    }
    void finish() override {}
    [[nodiscard]] std::size_t count() const noexcept { return count_; }

private:
    std::size_t most_;
    std::size_t count_ = 0;
    Bytes* kept_;
};

/// Whether libqpdf could decode all of it.
bool decode(const WrittenObject& stream, Bounded& out) try {
    QPDF alone;
    alone.emptyPDF();
    alone.setSuppressWarnings(true);
    QPDFObjectHandle dictionary = stream.value;
    QPDFObjectHandle copy = QPDFObjectHandle::newStream(&alone, std::string(as_text(stream.data)));
    for (const char* key : {"/Filter", "/DecodeParms"}) {
        if (dictionary.hasKey(key)) {
            copy.getDict().replaceKey(
                key, QPDFObjectHandle::parse(&alone, dictionary.getKey(key).unparse())
            );
        }
    }
    bool filtered = false;
    return copy.pipeStreamData(&out, &filtered, 0, qpdf_dl_specialized, true) &&
           (filtered || !dictionary.hasKey("/Filter")) && !alone.anyWarnings();
} catch (const Error&) {
    throw;
} catch (const std::runtime_error&) {
    return false;
}

/// Filters whose output can be a thousand times their input.
int inflating_filters(QPDFObjectHandle filter) {
    int count = 0;
    const auto look = [&](QPDFObjectHandle name) {
        const std::string text = name.isName() ? name.getName() : std::string();
        count += text == "/FlateDecode" || text == "/Fl" || text == "/LZWDecode" ||
                         text == "/LZW" || text == "/RunLengthDecode" || text == "/RL"
                     ? 1
                     : 0;
    };
    look(filter);
    for (int i = 0; filter.isArray() && i < filter.getArrayNItems(); ++i) {
        look(filter.getArrayItem(i));
    }
    return count;
}

/// The stream whose dictionary follows `at`; nothing when there is none.
std::optional<WrittenObject> stream_after(ByteView file, std::size_t at, QPDF& context) {
    const std::string_view text = as_text(file);
    Lexer lexer(file, at);
    const std::string_view body = lexer.value(kLongestDictionary);
    if (!body.starts_with("<<") || !lexer.word("stream")) {
        return std::nullopt;
    }
    WrittenObject stream{
        QPDFObjectHandle::parse(&context, std::string(body), "stream"), true, {}, at};
    std::size_t start = lexer.position();
    start += text.substr(start, 1) == "\r" ? 1 : 0;
    start += text.substr(start, 1) == "\n" ? 1 : 0;
    QPDFObjectHandle length = stream.value.getKey("/Length");
    const bool told = length.isInteger() && length.getIntValue() >= 0 &&
                      static_cast<std::size_t>(length.getIntValue()) <= text.size() - start;
    const std::size_t end = told ? start + static_cast<std::size_t>(length.getIntValue())
                                 : std::min(text.find("endstream", start), text.size());
    stream.data = file.subspan(start, end - start);
    return stream;
}

}  // namespace

Bytes decoded(const WrittenObject& stream, std::size_t most) {
    Bytes bytes;
    Bounded out(most, &bytes);
    if (!decode(stream, out)) {
        throw Error(ErrorKind::Damaged, "a stream that cannot be decoded");
    }
    return bytes;
}

void refuse_inflation(ByteView file) {
    const std::string_view text = as_text(file);
    std::size_t room = kMostInflated;
    std::optional<QPDF> context;
    for (const std::string_view type : {"/ObjStm", "/XRef"}) {
        std::size_t behind = 0;
        for (std::size_t at = text.find(type); at != std::string_view::npos;
             at = text.find(type, behind)) {
            const std::size_t floor =
                std::max(behind, at > kLongestDictionary ? at - kLongestDictionary : 0);
            const std::size_t head = text.substr(floor, at - floor).rfind("obj");
            behind = at + type.size();
            if (head == std::string_view::npos) {
                continue;
            }
            if (!context) {
                context.emplace().emptyPDF();
                context->setSuppressWarnings(true);
            }
            auto stream = stream_after(file, floor + head + 3, *context);
            if (!stream) {
                continue;
            }
            if (inflating_filters(stream->value.getKey("/Filter")) > 1) {
                throw Error(ErrorKind::OverBudget, "an object stream that inflates twice");
            }
            Bounded out(room, nullptr);
            // What cannot be decoded, libqpdf complains of when it needs it.
            static_cast<void>(decode(*stream, out));
            room -= out.count();
        }
    }
}

}  // namespace contreseing::documents::pdf

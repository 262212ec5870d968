#include "documents/pdf/xmp.hpp"

#include "documents/pdf/lexer.hpp"

#include <algorithm>
#include <expat.h>
#include <map>
#include <memory>
#include <vector>

namespace contreseing::documents::pdf {
namespace {

constexpr std::size_t kDeepest = 32;

// Expat writes a name as its namespace, a blank and the local part.
const std::string kRdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns# ";
const std::string kPacket = "adobe:ns:meta/ xmpmeta";

bool is_volatile(const std::string& property) {
    static const std::set<std::string> names = {
        "http://ns.adobe.com/pdf/1.3/ Producer",
        "http://ns.adobe.com/xap/1.0/ ModifyDate",
        "http://ns.adobe.com/xap/1.0/ MetadataDate",
        "http://ns.adobe.com/xap/1.0/mm/ InstanceID"};
    return names.contains(property);
}

struct Element {
    std::string name;
    std::map<std::string, std::string> attributes;
    std::string text;
    std::vector<Element> children;

    [[nodiscard]] bool only_holds_elements() const {
        return std::all_of(text.begin(), text.end(), is_blank);
    }
};

/// The tree of a document; expat gives up at the first thing that is refused.
class Tree {
public:
    std::optional<Element> read(ByteView text) {
        const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(
            XML_ParserCreateNS("UTF-8", ' '), XML_ParserFree
        );
        parser_ = parser.get();
        if (parser_ == nullptr) {
            return std::nullopt;
        }
        XML_SetUserData(parser_, this);
        XML_SetElementHandler(parser_, start, end);
        XML_SetCharacterDataHandler(parser_, characters);
        XML_SetStartDoctypeDeclHandler(parser_, refuse_doctype);
        const auto done = XML_Parse(
            parser_,
            reinterpret_cast<const char*>(text.data()),
            static_cast<int>(text.size()),
            XML_TRUE
        );
        return done == XML_STATUS_OK ? root_ : std::nullopt;
    }

private:
    static void XMLCALL start(void* data, const XML_Char* name, const XML_Char** attributes) {
        Tree& self = *static_cast<Tree*>(data);
        if (self.open_.size() == kDeepest) {
            XML_StopParser(self.parser_, XML_FALSE);
            return;
        }
        Element element{name, {}, {}, {}};
        for (; *attributes != nullptr; attributes += 2) {
            element.attributes.emplace(attributes[0], attributes[1]);
        }
        self.open_.push_back(std::move(element));
    }

    static void XMLCALL end(void* data, const XML_Char* /*name*/) {
        Tree& self = *static_cast<Tree*>(data);
        if (self.open_.empty()) {
            return;
        }
        Element closed = std::move(self.open_.back());
        self.open_.pop_back();
        if (self.open_.empty()) {
            self.root_ = std::move(closed);
        } else {
            self.open_.back().children.push_back(std::move(closed));
        }
    }

    static void XMLCALL characters(void* data, const XML_Char* text, int length) {
        Tree& self = *static_cast<Tree*>(data);
        if (!self.open_.empty()) {
            self.open_.back().text.append(text, static_cast<std::size_t>(length));
        }
    }

    static void XMLCALL refuse_doctype(
        void* data,
        const XML_Char* /*name*/,
        const XML_Char* /*system*/,
        const XML_Char* /*pub*/,
        int /*internal*/
    ) {
        XML_StopParser(static_cast<Tree*>(data)->parser_, XML_FALSE);
    }

    XML_Parser parser_ = nullptr;
    std::vector<Element> open_;
    std::optional<Element> root_;
};

/// Its length first, so that no text can pass for the end of another.
std::string quoted(const std::string& text) {
    return std::to_string(text.size()) + ":" + text;
}

/// Writes values in one spelling, and remembers what it could not understand.
class Statements {
public:
    std::optional<std::multiset<std::string>> of(const Element& document) {
        const Element* rdf = &document;
        if (document.name == kPacket) {
            if (document.children.size() != 1 || !document.only_holds_elements()) {
                return std::nullopt;
            }
            rdf = &document.children.front();
        }
        fine_ = rdf->name == kRdf + "RDF" && rdf->only_holds_elements();
        std::multiset<std::string> all;
        for (const Element& description : rdf->children) {
            fine_ = fine_ && is_description(description);
            add(description, true, all);
        }
        return fine_ ? std::optional(std::move(all)) : std::nullopt;
    }

private:
    static bool is_description(const Element& element) {
        return element.name == kRdf + "Description";
    }

    /// A description's properties, as attributes or elements.
    void add(const Element& description, bool top, std::multiset<std::string>& all) {
        const auto about = description.attributes.find(kRdf + "about");
        const std::string subject =
            quoted(about == description.attributes.end() ? std::string() : about->second);
        fine_ = fine_ && description.only_holds_elements();
        for (const auto& [name, text] : description.attributes) {
            if (name != kRdf + "about" && !(top && is_volatile(name))) {
                all.insert(subject + quoted(name) + plain(text));
            }
        }
        for (const Element& property : description.children) {
            const bool simple = property.children.empty() && property.attributes.empty();
            if (!(top && simple && is_volatile(property.name))) {
                all.insert(subject + quoted(property.name) + value(property));
            }
        }
    }

    static std::string plain(const std::string& text) { return "()=" + quoted(text); }

    std::string value(const Element& property) {
        auto attributes = property.attributes;
        const auto type = attributes.find(kRdf + "parseType");
        const bool resource = type != attributes.end() && type->second == "Resource";
        if (resource) {
            attributes.erase(type);
        }
        std::string out = "(";
        for (const auto& [name, text] : attributes) {
            out += quoted(name) + quoted(text);
        }
        out += ")";
        if (property.children.empty() && !resource) {
            return out + "=" + quoted(property.text);
        }
        fine_ = fine_ && property.only_holds_elements();
        std::multiset<std::string> fields;
        if (resource) {
            add({{}, {}, {}, property.children}, false, fields);
        } else if (property.children.size() == 1 && is_description(property.children.front())) {
            add(property.children.front(), false, fields);
        } else {
            for (const Element& item : property.children) {
                out += "[" + quoted(item.name) + value(item) + "]";
            }
            return out;
        }
        for (const std::string& field : fields) {
            out += "{" + field + "}";
        }
        return out;
    }

    bool fine_ = true;
};

}  // namespace

std::optional<std::multiset<std::string>> lasting_statements(ByteView packet) {
    if (packet.size() > kMostMetadata) {
        return std::nullopt;
    }
    const auto document = Tree().read(packet);
    return document ? Statements().of(*document) : std::nullopt;
}

}  // namespace contreseing::documents::pdf

#include "documents/pdf/object_walk.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <vector>

namespace contreseing::documents::pdf {
namespace {

/// What the keys of a dictionary mean.
enum class Keys : std::uint8_t { OfThePdf, Resources, Appearances, Chosen };

struct Step {
    QPDFObjectHandle object;
    Keys keys = Keys::OfThePdf;
    bool draws = false;
};

bool one_of(std::string_view key, std::initializer_list<std::string_view> keys) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// Source: ISO 32000-1, 7.8.3 (resources), 12.5.5 (appearances), and the dictionaries whose keys
/// are the author's: 9.6.5 (glyphs), 8.6.6.5 (colorants), 12.3.2.3, 14.7.3, 14.7.5.2.
Keys keys_below(Keys above, std::string_view key) {
    if (one_of(key, {"/Resources", "/DR"})) {
        return Keys::Resources;
    }
    if (key == "/AP") {
        return Keys::Appearances;
    }
    const bool chosen = (above == Keys::Resources && one_of(
                                                         key,
                                                         {"/Font",
                                                          "/XObject",
                                                          "/ExtGState",
                                                          "/ColorSpace",
                                                          "/Pattern",
                                                          "/Shading",
                                                          "/Properties"}
                                                     )) ||
                        (above == Keys::Appearances && one_of(key, {"/N", "/R", "/D"})) ||
                        one_of(
                            key,
                            {"/CharProcs",
                             "/Colorants",
                             "/Solidities",
                             "/DotGain",
                             "/Dests",
                             "/RoleMap",
                             "/ClassMap",
                             "/Info"}
                        );
    return chosen ? Keys::Chosen : Keys::OfThePdf;
}

Step step_below(const Step& above, const std::string& key, const QPDFObjectHandle& value) {
    if (above.keys == Keys::Chosen) {
        return {value, Keys::OfThePdf, above.draws};
    }
    const auto keys = keys_below(above.keys, key);
    return {value, keys, above.draws || keys == Keys::Resources || key == "/Contents"};
}

}  // namespace

void visit_dictionaries(QPDF& pdf, const Visit& visit) {
    std::set<std::tuple<QPDFObjGen, Keys, bool>> seen;
    std::vector<Step> waiting = {{pdf.getTrailer()}};
    while (!waiting.empty()) {
        Step step = waiting.back();
        waiting.pop_back();
        QPDFObjectHandle& object = step.object;
        if (object.isIndirect() &&
            !seen.emplace(object.getObjGen(), step.keys, step.draws).second) {
            continue;
        }
        if (object.isArray()) {
            for (const QPDFObjectHandle& item : object.getArrayAsVector()) {
                waiting.push_back({item, Keys::OfThePdf, step.draws});
            }
            continue;
        }
        const bool stream = object.isStream();
        if (stream) {
            object = object.getDict();
            step.keys = Keys::OfThePdf;
        }
        if (object.isDictionary()) {
            // A halftone for several colorants is keyed by their names.
            const bool halftone = object.hasKey("/HalftoneType");
            visit(object, {step.keys == Keys::Chosen || halftone, stream, step.draws});
            for (const auto& [key, value] : object.getDictAsMap()) {
                waiting.push_back(step_below(step, key, value));
            }
        }
    }
}

bool is_name(QPDFObjectHandle object, std::initializer_list<std::string_view> names) {
    return object.isName() && one_of(object.getName(), names);
}

}  // namespace contreseing::documents::pdf

#include "documents/pdf/standing.hpp"

#include "documents/pdf/error.hpp"
#include "documents/pdf/inflation.hpp"

#include <algorithm>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDFXRefEntry.hh>

namespace contreseing::documents::pdf {

std::set<int> references_in(QPDFObjectHandle object) {
    std::set<int> found;
    std::vector<QPDFObjectHandle> waiting = {object};
    for (bool top = true; !waiting.empty(); top = false) {
        QPDFObjectHandle current = waiting.back();
        waiting.pop_back();
        if (!top && current.isIndirect()) {
            found.insert(current.getObjectID());
            continue;
        }
        if (current.isStream()) {
            current = current.getDict();
        }
        if (current.isArray()) {
            for (const QPDFObjectHandle& item : current.getArrayAsVector()) {
                waiting.push_back(item);
            }
        } else if (current.isDictionary()) {
            for (const auto& [key, value] : current.getDictAsMap()) {
                waiting.push_back(value);
            }
        }
    }
    return found;
}

Standing::Standing(Reader& first)
    : first_(&first), trailer_(first.pdf().getTrailer()), root_(first.root().getObjectID()) {
    for (const auto& [id, entry] : first.pdf().getXRefTable()) {
        generations_.emplace_hint(generations_.end(), id.getObj(), id.getGen());
    }
}

void Standing::apply(const Update& update) {
    for (const auto& [number, object] : update.objects) {
        written_.insert_or_assign(number, object);
    }
    if (update.section_object) {
        sections_.insert(*update.section_object);
        written_.insert_or_assign(
            *update.section_object, WrittenObject{update.trailer, true, {}, update.section}
        );
    }
    trailer_ = update.trailer;
}

bool Standing::defines(int number) const {
    return written_.contains(number) || generations_.contains(number);
}

QPDFObjectHandle Standing::object(int number) const {
    if (const auto written = written_.find(number); written != written_.end()) {
        return written->second.value;
    }
    const auto known = generations_.find(number);
    if (known == generations_.end()) {
        return QPDFObjectHandle::newNull();
    }
    QPDFObjectHandle object = first_->pdf().getObjectByID(number, known->second);
    return object.isStream() ? object.getDict() : object;
}

bool Standing::is_stream(int number) const {
    if (const auto written = written_.find(number); written != written_.end()) {
        return written->second.stream;
    }
    const auto known = generations_.find(number);
    return known != generations_.end() &&
           first_->pdf().getObjectByID(number, known->second).isStream();
}

Bytes Standing::stream_data(int number, std::size_t most) const {
    if (!is_stream(number)) {
        throw Error(ErrorKind::Damaged, "object " + std::to_string(number) + " is no stream");
    }
    if (const auto written = written_.find(number); written != written_.end()) {
        return decoded(written->second, most);
    }
    // libqpdf would inflate it without a limit.
    QPDFObjectHandle stream = first_->pdf().getObjectByID(number, generations_.at(number));
    const auto raw = stream.getRawStreamData();
    return decoded({stream.getDict(), true, {raw->getBuffer(), raw->getSize()}}, most);
}

QPDFObjectHandle Standing::resolved(QPDFObjectHandle value) const {
    return value.isIndirect() ? object(value.getObjectID()) : value;
}

QPDFObjectHandle Standing::written(QPDFObjectHandle dictionary, const std::string& key) const {
    QPDFObjectHandle holder = resolved(dictionary);
    if (!holder.isDictionary()) {
        return QPDFObjectHandle::newNull();
    }
    const auto entries = holder.getDictAsMap();
    const auto entry = entries.find(key);
    return entry == entries.end() ? QPDFObjectHandle::newNull() : entry->second;
}

std::vector<int> Standing::first_numbers() const {
    std::vector<int> numbers;
    numbers.reserve(generations_.size());
    for (const auto& [number, generation] : generations_) {
        numbers.push_back(number);
    }
    return numbers;
}

bool Standing::agrees_with(Reader& whole) const {
    const auto same = [](QPDFXRefEntry a, QPDFXRefEntry b) {
        return a.getType() == b.getType() &&
               (a.getType() == 1 ? a.getOffset() == b.getOffset()
                                 : a.getObjStreamNumber() == b.getObjStreamNumber() &&
                                       a.getObjStreamIndex() == b.getObjStreamIndex());
    };
    const auto now = whole.pdf().getXRefTable();
    std::map<QPDFObjGen, QPDFXRefEntry> expected = first_->pdf().getXRefTable();
    for (const auto& [number, object] : written_) {
        const QPDFObjGen id(number, 0);
        if (!sections_.contains(number) || now.contains(id)) {
            expected[id] = QPDFXRefEntry(static_cast<qpdf_offset_t>(object.offset));
        }
    }
    return std::equal(
        now.begin(),
        now.end(),
        expected.begin(),
        expected.end(),
        [&](const auto& a, const auto& b) { return a.first == b.first && same(a.second, b.second); }
    );
}

}  // namespace contreseing::documents::pdf

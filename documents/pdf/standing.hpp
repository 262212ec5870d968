#pragma once

// Private to this folder.

#include "documents/pdf/reader.hpp"
#include "documents/pdf/update_reader.hpp"

#include <map>
#include <set>

namespace contreseing::documents::pdf {

/// Numbers of the objects that lie as references inside `object`, not counting its own.
[[nodiscard]] std::set<int> references_in(QPDFObjectHandle object);

/// A document as it stands after some update: what libqpdf read of the first signed revision, and
/// over it what later updates wrote. So an update costs what it writes, and not what it follows.
class Standing {
public:
    /// `first` must outlive it.
    explicit Standing(Reader& first);

    /// The document after `update` as well.
    void apply(const Update& update);

    [[nodiscard]] bool defines(int number) const;
    /// The object, null when there is none; of a stream, its dictionary.
    [[nodiscard]] QPDFObjectHandle object(int number) const;
    [[nodiscard]] bool is_stream(int number) const;
    /// Its decoded bytes; throws as `pdf::decoded` does, and `Error{Damaged}` when it is no stream.
    [[nodiscard]] Bytes stream_data(int number, std::size_t most) const;
    /// What `value` is or refers to.
    [[nodiscard]] QPDFObjectHandle resolved(QPDFObjectHandle value) const;
    /// `dictionary[key]` as it is written; null when it is no dictionary or has no such key.
    [[nodiscard]] QPDFObjectHandle written(QPDFObjectHandle dictionary, const std::string& key)
        const;
    /// `dictionary[key]`, resolved.
    [[nodiscard]] QPDFObjectHandle at(QPDFObjectHandle dictionary, const std::string& key) const {
        return resolved(written(dictionary, key));
    }

    [[nodiscard]] int root_number() const noexcept { return root_; }
    [[nodiscard]] QPDFObjectHandle root() const { return object(root_); }
    [[nodiscard]] QPDFObjectHandle trailer() const { return trailer_; }
    /// The objects of the first signed revision, for who must look at each.
    [[nodiscard]] std::vector<int> first_numbers() const;
    /// Whether `whole`, which holds every update, finds every object where this does.
    [[nodiscard]] bool agrees_with(Reader& whole) const;

private:
    Reader* first_;
    std::map<int, int> generations_;  ///< of the first revision's objects
    std::map<int, WrittenObject> written_;
    std::set<int> sections_;  ///< cross-reference streams, which need not list themselves
    QPDFObjectHandle trailer_;
    int root_;
};

}  // namespace contreseing::documents::pdf

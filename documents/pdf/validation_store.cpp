#include "documents/pdf/validation_store.hpp"

#include <algorithm>
#include <cctype>

namespace contreseing::documents::pdf {
namespace {

class StoreReader {
public:
    explicit StoreReader(const Standing& document) : document_(document) {}

    ValidationStore run() {
        QPDFObjectHandle store = document_.written(document_.root(), "/DSS");
        if (document_.resolved(store).isNull()) {
            if (store.isIndirect()) {
                misplace("/DSS", "a reference to nothing");
            }
            return std::move(store_);
        }
        each_key(store, "/DSS", [this](const std::string& key, QPDFObjectHandle value) {
            if (key == "/Certs") {
                read_array(value, key, ValidationKind::Certificate);
            } else if (key == "/CRLs") {
                read_array(value, key, ValidationKind::RevocationList);
            } else if (key == "/OCSPs") {
                read_array(value, key, ValidationKind::OcspResponse);
            } else if (key == "/VRI") {
                each_key(value, key, [this](const std::string& name, QPDFObjectHandle entry) {
                    read_related(name, entry);
                });
            } else if (key != "/Type" || value.unparse() != "/DSS") {
                misplace("/DSS", key);
            }
        });
        return std::move(store_);
    }

private:
    void misplace(const std::string& where, const std::string& what) {
        store_.misplaced.push_back(where + ": " + what);
    }

    /// Resolved, and its number kept when it is an object of its own.
    QPDFObjectHandle container(QPDFObjectHandle value) {
        if (value.isIndirect()) {
            store_.containers.insert(value.getObjectID());
        }
        return document_.resolved(value);
    }

    template <class Visit>
    void each_key(QPDFObjectHandle value, const std::string& where, const Visit& visit) {
        const bool stream = value.isIndirect() && document_.is_stream(value.getObjectID());
        QPDFObjectHandle dictionary = container(value);
        if (stream || !dictionary.isDictionary()) {
            misplace(where, "no dictionary");
            return;
        }
        for (const auto& [key, entry] : dictionary.getDictAsMap()) {
            visit(key, entry);
        }
    }

    /// What belongs to one signature, under the digest of its /Contents.
    void read_related(const std::string& name, QPDFObjectHandle entry) {
        constexpr std::size_t kSha1Digits = 40;
        const bool digest = name.size() == kSha1Digits + 1 &&
                            std::all_of(name.begin() + 1, name.end(), [](unsigned char c) {
                                return std::isxdigit(c) != 0;
                            });
        if (!digest) {
            misplace("/VRI", name);
            return;
        }
        const std::string where = "/VRI" + name;
        store_.facts.insert(where);
        each_key(entry, where, [&](const std::string& key, QPDFObjectHandle value) {
            if (key == "/Cert") {
                read_array(value, where + key, ValidationKind::Certificate);
            } else if (key == "/CRL") {
                read_array(value, where + key, ValidationKind::RevocationList);
            } else if (key == "/OCSP") {
                read_array(value, where + key, ValidationKind::OcspResponse);
            } else if (key == "/TS") {
                read_stream(value, where + key, ValidationKind::TimestampToken);
            } else if (!(key == "/TU" && !value.isIndirect() && value.isString()) && !(key == "/Type" && value.unparse() == "/VRI")) {
                misplace(where, key);
            }
        });
    }

    void read_array(QPDFObjectHandle value, const std::string& where, ValidationKind kind) {
        const bool stream = value.isIndirect() && document_.is_stream(value.getObjectID());
        QPDFObjectHandle array = container(value);
        if (stream || !array.isArray()) {
            misplace(where, "no array");
            return;
        }
        for (const QPDFObjectHandle& item : array.getArrayAsVector()) {
            read_stream(item, where, kind);
        }
    }

    void read_stream(QPDFObjectHandle value, const std::string& where, ValidationKind kind) {
        if (!value.isIndirect() || !document_.is_stream(value.getObjectID())) {
            misplace(where, value.unparse() + " is no stream");
            return;
        }
        const int number = value.getObjectID();
        if (store_.streams.emplace(number, kind).first->second != kind) {
            misplace(where, value.unparse() + " is of two kinds");
        }
        store_.facts.insert(where + " " + std::to_string(number));
    }

    const Standing& document_;
    ValidationStore store_;
};

}  // namespace

ValidationStore read_store(const Standing& document) {
    return StoreReader(document).run();
}

}  // namespace contreseing::documents::pdf

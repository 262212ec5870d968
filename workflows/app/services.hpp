#pragma once

#include "workflows/app/engine.hpp"
#include "workflows/app/ports/accounts.hpp"
#include "workflows/app/ports/document_store.hpp"
#include "workflows/app/ports/effect_store.hpp"
#include "workflows/app/ports/outside.hpp"
#include "workflows/app/ports/registry.hpp"

#include <string>

namespace contreseing::workflows::app {

/// Everything the front doors (pages, REST API, jobs) stand on, put together once by the
/// composition root and alive as long as the server. All of it is thread-safe.
struct Services {
    Engine& engine;
    ConventionStore& conventions;
    DocumentStore& documents;
    Registry& registry;
    TypeCatalogue& types;
    Accounts& accounts;
    EffectStore& effects;
    Typesetter& typesetter;
    Ingest& ingest;
    SigningDesk& desk;
    FileCache& files;
    Secrets& secrets;
    Passwords& passwords;
    Clock& clock;
    Random& random;
    Digest& digest;
    /// Address of the server in mails and redirections, from the configuration, without a
    /// trailing slash: `https://conventions.campus.example`.
    std::string public_url;
    /// Cookies are Secure: `public_url` is https.
    bool behind_tls = false;
    /// The demo mailbox page exists (loopback only).
    bool demo = false;
};

}  // namespace contreseing::workflows::app

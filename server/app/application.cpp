#include "server/app/application.hpp"

#include "crypto/authority.hpp"
#include "crypto/secrets.hpp"
#include "mail/catalogue.hpp"
#include "mail/smtp.hpp"
#include "mail/spool.hpp"
#include "server/adapters/clock.hpp"
#include "server/adapters/demo_spool.hpp"
#include "server/adapters/document_cache.hpp"
#include "server/adapters/files.hpp"
#include "server/adapters/ingest.hpp"
#include "server/adapters/log.hpp"
#include "server/adapters/node.hpp"
#include "server/adapters/postman.hpp"
#include "server/adapters/secrets.hpp"
#include "server/adapters/signing_desk.hpp"
#include "server/adapters/typesetting.hpp"
#include "server/adapters/zone.hpp"
#include "server/api/api.hpp"
#include "server/app/demo_clock.hpp"
#include "server/app/health.hpp"
#include "server/app/metrics.hpp"
#include "server/app/restore_guard.hpp"
#include "server/app/service_manager.hpp"
#include "server/app/snapshot_watch.hpp"
#include "server/http/server.hpp"
#include "server/http/worker_pool.hpp"
#include "server/jobs/background.hpp"
#include "server/jobs/mail_room.hpp"
#include "server/pages/admin/routes.hpp"
#include "server/pages/admin/visit.hpp"
#include "server/pages/kit/pages.hpp"
#include "server/pages/link/routes.hpp"
#include "server/pages/public/pages.hpp"
#include "sql/error.hpp"
#include "sql/stores.hpp"
#include "workflows/app/fresh_id.hpp"
#include "workflows/app/inform_body.hpp"
#include "workflows/domain/names.hpp"

#include <csignal>
#include <thread>
#include <unistd.h>

namespace contreseing::server {

namespace fs = std::filesystem;
using workflows::app::Services;

namespace {

constexpr std::chrono::milliseconds kMailPause{200};
constexpr std::chrono::milliseconds kAwaitedMailPause{100};
constexpr int kAwaitedSenders = 2;
constexpr std::chrono::milliseconds kTimerPause{500};
constexpr std::chrono::seconds kLifePause{2};
constexpr std::chrono::milliseconds kDatabaseBelieved{1'000};
/// Between acts: somebody may look at the other one, and nothing else waits for it.
constexpr std::chrono::milliseconds kActsPause{500};
constexpr int kActsSenders = 1;
/// Beside those that send messages: three desks, who asks acts, timers, life, information, sweep,
/// and a probe.
constexpr std::size_t kOtherJobs = 10 - kAwaitedSenders;
/// What waits longer is told: somebody looks at a page, or a queue does not empty.
constexpr std::chrono::seconds kAwaitedTooLate{5};
constexpr std::chrono::seconds kOrdinaryTooLate{60};
constexpr std::chrono::minutes kSweepPause{10};
constexpr std::chrono::hours kUploadLife{1};
constexpr std::chrono::seconds kPatience{30};
constexpr std::size_t kLaterQueue = 64;

/// Throws unless a file can be written in that folder now; makes the folder, as its user would.
void require_writable(const fs::path& folder) {
    fs::create_directories(folder);
    const auto probe = folder / ".probe";
    write_file(probe, "probe");
    fs::remove(probe);
}

std::unique_ptr<mail::Sender> make_sender(const Config& config) {
    if (config.mail.mode == "spool") {
        return std::make_unique<mail::SpoolSender>(config.mail.spool_folder);
    }
    mail::SmtpConfig smtp;
    smtp.host = config.mail.smtp_host;
    smtp.port = config.mail.smtp_port;
    smtp.tls = config.mail.smtp_tls == "none"       ? mail::SmtpConfig::Tls::None
               : config.mail.smtp_tls == "implicit" ? mail::SmtpConfig::Tls::Implicit
                                                    : mail::SmtpConfig::Tls::StartTls;
    smtp.ca_file = config.mail.smtp_ca_file.string();
    smtp.user = config.mail.smtp_user;
    if (!config.mail.smtp_password_file.empty()) {
        smtp.password = read_first_line(config.mail.smtp_password_file);
    }
    smtp.helo_name = config.mail.return_path_domain;
    smtp.operation_timeout = std::chrono::milliseconds(config.mail.smtp_timeout_ms);
    smtp.total_deadline = std::chrono::milliseconds(config.mail.delivery_deadline_ms);
    smtp.max_parallel = config.mail.parallel + kAwaitedSenders;
    return std::make_unique<mail::SmtpSender>(std::move(smtp));
}

/// Throws when messages wait longer than they should.
void require_in_time(workflows::app::EffectStore& effects) {
    using workflows::app::Lane;
    for (const auto& some : effects.waiting(std::nullopt)) {
        const bool awaited = some.lane == Lane::Awaited;
        if (some.late > (awaited ? kAwaitedTooLate : kOrdinaryTooLate)) {
            throw std::runtime_error(
                std::to_string(some.due) + " messages of kind " + some.kind +
                " wait, the first for " + std::to_string(some.late.count() / 1000) + " s"
            );
        }
    }
}

/// Counts what became of each attempt, for `/metrics`.
class CountingPostman : public workflows::app::Postman {
public:
    CountingPostman(workflows::app::Postman& postman, Metrics& metrics)
        : postman_(postman), metrics_(metrics) {}
    workflows::app::DeliveryReport deliver(const workflows::app::Dispatch& dispatch) override {
        auto report = postman_.deliver(dispatch);
        using Kind = workflows::app::DeliveryReport::Kind;
        metrics_.message(
            report.kind == Kind::Delivered   ? "delivered"
            : report.kind == Kind::Temporary ? "temporary"
                                             : "permanent"
        );
        return report;
    }

private:
    workflows::app::Postman& postman_;
    Metrics& metrics_;
};

std::unique_ptr<workflows::app::Clock> make_clock(const Config& config) {
    if (config.demo.virtual_clock) {
        return std::make_unique<VirtualClock>();
    }
    return std::make_unique<SystemClock>();
}

std::string passphrase_of(const Config& config) {
    return config.authority.passphrase_file.empty()
               ? std::string{}
               : read_first_line(config.authority.passphrase_file);
}

fs::path folder_of_programs(const Config& config) {
    return config.folders.programs.empty() ? fs::read_symlink("/proc/self/exe").parent_path()
                                           : config.folders.programs;
}

/// Whose uploads these are: a session's, a token's, or else an address's.
std::string whose_work(const http::Request& request) {
    const auto cookies = request.cookies();
    for (const auto known : {cookies.get(pages::kAdminCookie), request.header("authorization")}) {
        if (!known.empty()) {
            return std::string(known);
        }
    }
    return request.client_address;
}

http::Problem problem_of_restore() {
    http::Problem problem;
    problem.status = 503;
    problem.type = "urn:contreseing:restore-waits";
    problem.title = "This server was restored and waits to be acknowledged";
    problem.detail =
        "Reading works; nothing is recorded or sent until the operator runs"
        " `contreseing restore --acknowledge --by NAME`";
    return problem;
}

/// Signing in and out changes no act, and who looks at a restored server has to.
bool is_held_by_restore(const http::Request& request) {
    return request.path != "/admin/login" && request.path != "/admin/logout" &&
           request.path != "/demo/clock";
}

/// What a client may read of storage that fails: try again, and with which id.
std::optional<http::Problem> problem_of_storage(const std::exception& error) {
    const auto* storage = dynamic_cast<const sql::Error*>(&error);
    if (storage == nullptr || storage->kind() == sql::ErrorKind::Bug) {
        return std::nullopt;
    }
    if (storage->kind() == sql::ErrorKind::ReadOnly) {
        return problem_of_restore();
    }
    http::Problem problem;
    if (storage->kind() == sql::ErrorKind::Conflict) {
        problem.status = 409;
        problem.type = "urn:contreseing:conflict";
        problem.title = "Something else is already stored under this name or Idempotency-Key";
        return problem;
    }
    problem.status = 503;
    problem.type = "urn:contreseing:storage";
    problem.title = "The database does not answer; send the same request again";
    return problem;
}

}  // namespace

struct Application::Parts {
    explicit Parts(Config given)
        : config(std::move(given)),
          keys(crypto::SecretKeys::load(config.folders.secrets)),
          authority(crypto::Authority::load(config.authority.folder, passphrase_of(config))),
          secrets(keys),
          passwords(keys),
          clock(make_clock(config)),
          stores(
              {.connection = config.database.url,
               .size = static_cast<std::size_t>(config.database.connections)},
              digest,
              random
          ),
          jobs_stores(
              {.connection = config.database.jobs_url,
               .size =
                   static_cast<std::size_t>(config.mail.parallel) + kAwaitedSenders + kOtherJobs,
               .only_by_index = true},
              digest,
              random,
              stores.memory
          ),
          documents(
              stores.documents,
              digest,
              config.folders.cache,
              static_cast<std::uintmax_t>(config.installation.cache_limit_mb) << 20
          ),
          jobs_documents(
              jobs_stores.documents,
              digest,
              config.folders.cache,
              static_cast<std::uintmax_t>(config.installation.cache_limit_mb) << 20
          ),
          zone(load_zone(config.installation.zone)),
          engine(stores.conventions, stores.types, stores.registry, stores.accounts, zone),
          jobs_engine(
              jobs_stores.conventions,
              jobs_stores.types,
              jobs_stores.registry,
              jobs_stores.accounts,
              zone
          ),
          typesetter(
              config.folders,
              [this](std::string_view code, std::string_view what) {
                  log.warn(log_events::kTemplateFailed, {{"code", code}, {"problem", what}});
              }
          ),
          ingest(folder_of_programs(config)),
          signing(authority),
          guard(stores.installation),
          pages(config.folders.share / "web", pages::PagesOptions{.demo = config.demo.mailbox}),
          catalogue(config.folders.share / "mail", zone),
          sender(make_sender(config)),
          postman(
              *sender,
              catalogue,
              secrets,
              keys,
              {config.server.public_url, config.mail.from_address, config.mail.return_path_domain}
          ),
          counting(postman, metrics),
          services{
              engine,
              stores.conventions,
              documents,
              stores.registry,
              stores.types,
              stores.accounts,
              stores.effects,
              typesetter,
              ingest,
              signing,
              documents,
              secrets,
              passwords,
              *clock,
              random,
              digest,
              config.server.public_url,
              config.server.public_url.starts_with("https://"),
              config.demo.mailbox},
          delivery{
              jobs_engine,
              jobs_stores.conventions,
              jobs_stores.types,
              jobs_stores.registry,
              jobs_stores.effects,
              jobs_documents,
              counting,
              *clock,
              random,
              digest} {
        const auto newest = newest_versions(catalogue);
        stores.conventions.write_mails_in(newest);
        jobs_stores.conventions.write_mails_in(newest);
    }

    void add_health_checks();
    void add_routes(http::Router& router);
    void add_operations(http::Router& router);
    void add_jobs(jobs::Background& background);
    void show_life(const std::string& life, const Node& node);
    void add_gauges();
    /// Nobody waits for the answer of what is done afterwards: the log tells the operator.
    void job_failed(std::string_view job, std::string_view problem) {
        log.error(log_events::kJobFailed, {{"job", job}, {"problem", problem}});
    }

    Config config;
    Log log;
    crypto::SecretKeys keys;
    crypto::Authority authority;
    SecureRandom random;
    OpensslDigest digest;
    KeyedSecrets secrets;
    Argon2Passwords passwords;
    std::unique_ptr<workflows::app::Clock> clock;
    sql::Stores stores;
    /// Connections that people's load cannot take.
    sql::Stores jobs_stores;
    DocumentCache documents;
    DocumentCache jobs_documents;
    workflows::ZoneTable zone;
    workflows::app::Engine engine;
    workflows::app::Engine jobs_engine;
    WeasyTypesetter typesetter;
    WorkerIngest ingest;
    AuthorityDesk signing;
    RestoreGuard guard;
    pages::Pages pages;
    mail::Catalogue catalogue;
    std::unique_ptr<mail::Sender> sender;
    MailPostman postman;
    Metrics metrics;
    CountingPostman counting;
    Services services;
    workflows::app::DeliveryTools delivery;
    SnapshotWatch snapshots;
    std::vector<workflows::app::Waiting> waiting;  ///< as `/metrics` was asked last
    Health health;
};

void Application::Parts::add_health_checks() {
    // By a connection that waits for nobody's, often: it is the first thing to fail.
    health.add(
        "database",
        [this] { jobs_stores.pool.check(); },
        {.keep = kDatabaseBelieved, .patience = kDatabaseBelieved}
    );
    health.add("disk", [this] {
        require_writable(config.folders.uploads);
        if (config.mail.mode == "spool") {
            require_writable(config.mail.spool_folder);
        }
    });
    // Without its cache a node only reads more from the database: no reason to take it out.
    health.add(
        "cache", [this] { require_writable(config.folders.cache); }, {.weight = Weight::Warning}
    );
    health.add("authority", [this] {
        if (authority.first_expiry() <= clock->now()) {
            throw std::runtime_error("a certificate of the authority has expired");
        }
    });
    health.add("signature", [this] { signing.self_test(clock->now()); });
    health.add("restore", [this] { RestoreGuard(jobs_stores.installation).require(); });
    // Late, but at work: no reason to take the node out.
    health.add(
        "messages", [this] { require_in_time(jobs_stores.effects); }, {.weight = Weight::Warning}
    );
    health.add(
        "old_snapshot",
        [this] {
            if (snapshots.age() >= SnapshotWatch::kOld) {
                throw std::runtime_error("a transaction stays open: " + snapshots.who());
            }
        },
        {.weight = Weight::Warning}
    );
}

void Application::Parts::add_operations(http::Router& router) {
    router.get(
        "/health/live",
        [](const http::Request&) { return http::Response::json(R"({"status":"live"})"); },
        http::Lane::Immediate
    );
    router.get(
        "/health/ready",
        [this](const http::Request&) {
            std::string checks;
            bool ready = true;
            for (const auto& result : health.results()) {
                const bool vital = result.weight == Weight::Vital;
                ready = ready && (result.ok || !vital);
                checks += (checks.empty() ? "\"" : ",\"") + result.name + "\":\"" +
                          (result.ok ? "ok"
                           : vital   ? "failed"
                                     : "warning") +
                          '"';
                if (!result.ok) {
                    const Log::Fields fields{{"check", result.name}, {"problem", result.problem}};
                    vital ? log.error(log_events::kNotReady, fields)
                          : log.warn(log_events::kNotReady, fields);
                }
            }
            return http::Response::json(
                std::string(R"({"status":")") + (ready ? "ready" : "not ready") +
                    R"(","checks":{)" + checks + "}}",
                ready ? 200 : 503
            );
        },
        http::Lane::Probe
    );
    router.get(
        "/metrics",
        [this](const http::Request&) {
            return http::Response::text(metrics.text(), "text/plain; version=0.0.4");
        },
        http::Lane::Probe
    );
}

void Application::Parts::add_routes(http::Router& router) {
    router.map_errors(problem_of_storage);
    router.map_errors([](const std::exception& error) -> std::optional<http::Problem> {
        return dynamic_cast<const RestoreWaits*>(&error) == nullptr
                   ? std::nullopt
                   : std::optional(problem_of_restore());
    });
    router.before_changes([this](const http::Request& request) {
        if (is_held_by_restore(request)) {
            guard.require();
        }
    });
    router.log_incidents([this](const http::Incident& incident) {
        log.error(
            log_events::kRequestFailed,
            {{"request", incident.request_id},
             {"route", incident.route},
             {"problem", incident.what}}
        );
    });
    router.render_problems([this](const http::Request& request, const http::Problem& problem) {
        return http::wants_html(request) ? pages.problem(request, problem)
                                         : http::to_response(problem);
    });
    add_operations(router);
    if (auto* movable = dynamic_cast<VirtualClock*>(clock.get())) {
        add_demo_clock(router, *movable, config.server.public_url);
    }
    const auto& legal = config.legal;
    pages::add_public_pages(
        router,
        pages,
        {legal.publisher, legal.address, legal.phone, legal.director, legal.host, legal.dpo}
    );
    pages::add_admin_pages(router, services, pages);
    if (config.demo.mailbox && config.mail.mode == "spool") {
        pages::add_demo_mailbox(
            router,
            pages,
            services.engine.zone(),
            demo_mailbox_of(config.mail.spool_folder),
            config.server.public_url
        );
    }
    api::add_api(router, services, read_file(config.folders.share / "openapi.json"));
}

void Application::Parts::show_life(const std::string& life, const Node& node) {
    jobs_stores.lives.show(life, node.name());
    const auto oldest = jobs_stores.lives.oldest_snapshot();
    if (snapshots.saw(oldest, std::chrono::steady_clock::now())) {
        log.warn(
            log_events::kOldSnapshot,
            {{"held_by", snapshots.who()}, {"seconds", std::to_string(snapshots.age().count())}}
        );
    }
}

void Application::Parts::add_jobs(jobs::Background& background) {
    background.add("timers", 1, kTimerPause, [this] {
        if (!guard.may_act()) {
            return false;
        }
        const int fired =
            workflows::app::fire_due_timers(jobs_engine, jobs_stores.timers, *clock, digest);
        metrics.timer_fired(fired);
        return fired > 0;
    });
    background.add("information", 1, kSweepPause, [this] {
        workflows::app::record_bodies_informed(workflows::app::informing(delivery));
        return false;
    });
    background.add("sweep", 1, kSweepPause, [this] {
        documents.sweep();
        remove_abandoned_uploads(
            config.folders.uploads, fs::file_time_type::clock::now() - kUploadLife
        );
        jobs_stores.accounts.sweep(clock->now());
        for (const auto& kind : jobs_stores.timers.unknown(clock->now())) {
            log.warn(log_events::kUnknownTimer, {{"kind", kind}});
        }
        return false;
    });
}

void Application::Parts::add_gauges() {
    // The first of the three asks for all of them.
    const auto waiting_by_kind = [this](auto value) {
        std::map<std::string, double> all;
        for (const auto& some : waiting) {
            all.emplace(some.kind, value(some));
        }
        return all;
    };
    metrics.gauges(
        "contreseing_messages_waiting",
        "Messages that could leave now",
        "kind",
        [this, waiting_by_kind] {
            waiting = jobs_stores.effects.waiting(std::nullopt);
            return waiting_by_kind([](const auto& some) { return static_cast<double>(some.due); });
        }
    );
    metrics.gauges(
        "contreseing_messages_put_off",
        "Messages that failed and wait for their next try",
        "kind",
        [waiting_by_kind] {
            return waiting_by_kind([](const auto& some) {
                return static_cast<double>(some.put_off);
            });
        }
    );
    metrics.gauges(
        "contreseing_message_oldest_waiting_seconds",
        "How long the message that could leave first has waited; alert above 5 s for code and"
        " new_link, above a minute for the others",
        "kind",
        [waiting_by_kind] {
            return waiting_by_kind([](const auto& some) {
                return std::chrono::duration<double>(some.late).count();
            });
        }
    );
    metrics.gauge(
        "contreseing_database_oldest_snapshot_seconds",
        "How long the oldest transaction of the cluster has been open; alert above a minute",
        [this] { return static_cast<double>(snapshots.age().count()); }
    );
    metrics.gauge(
        "contreseing_timer_oldest_due_seconds",
        "How late the oldest due timer is; alert above a minute",
        [this] {
            const auto next = jobs_stores.timers.next_due();
            const auto late = next ? clock->now() - *next : std::chrono::microseconds{0};
            return std::max(0.0, std::chrono::duration<double>(late).count());
        }
    );
    metrics.gauge(
        "contreseing_authority_expires_seconds",
        "Until the first certificate of the authority ends",
        [this] {
            return std::chrono::duration<double>(authority.first_expiry() - clock->now()).count();
        }
    );
}

Application::Application(Config config) : parts_(std::make_unique<Parts>(std::move(config))) {}
Application::~Application() = default;

workflows::app::Services& Application::services() {
    return parts_->services;
}
sql::Installation& Application::installation() {
    return parts_->stores.installation;
}

int Application::fire_due() {
    return workflows::app::fire_due_timers(
        parts_->jobs_engine, parts_->jobs_stores.timers, *parts_->clock, parts_->digest
    );
}

int Application::serve() {
    // Blocked before any thread starts, so that only sigwait sees them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    auto& p = *parts_;
    p.stores.pool.check();
    p.jobs_stores.lives.require_jobs_role();
    const Node node(p.config.folders.cache, p.random);
    const auto life = to_string(workflows::app::fresh_id<workflows::CommandId>(p.random));
    p.stores.pool.hold_as(life);
    p.jobs_stores.pool.hold_as(life);
    try {
        p.jobs_stores.pool.reserve();
    } catch (const sql::Error& error) {
        // The others are opened when there is room.
        p.job_failed("connections", error.what());
    }
    p.show_life(life, node);
    p.stores.lives.end_idle_transactions();
    p.jobs_stores.lives.end_idle_transactions();
    p.add_health_checks();
    p.add_gauges();
    http::WorkerPool later(1, kLaterQueue);
    http::Router router;
    p.add_routes(router);
    pages::add_link_pages(router, p.services, p.pages, [&later, &p](std::function<void()> task) {
        (void)later.submit([&p, task = std::move(task)] {
            try {
                task();
            } catch (const std::exception& error) {
                p.job_failed("new link", error.what());
            }
        });
    });

    http::ServerConfig options;
    options.port = p.config.server.port;
    options.edge_token = read_first_line(p.config.server.edge_token_file);
    options.upload_folder = fs::absolute(p.config.folders.uploads);
    options.io_threads = static_cast<std::size_t>(p.config.server.io_threads);
    options.normal_threads = static_cast<std::size_t>(p.config.server.workers);
    options.heavy_threads = static_cast<std::size_t>(p.config.server.heavy_workers);
    options.normal_queue = static_cast<std::size_t>(p.config.server.queue);
    options.deadline = std::chrono::milliseconds(p.config.server.request_deadline_ms);
    options.source_of = whose_work;
    options.on_turn = [] { tell_service_manager("WATCHDOG=1"); };
    options.on_stuck = [&p] { p.log.error(log_events::kStuck); };
    http::Server server(options, router, [&p](const http::Finished& request) {
        p.metrics.finished(request);
    });

    const auto tell = [&p](const std::string& job, const std::string& what) {
        p.job_failed(job, what);
    };
    jobs::Background background(tell);
    server.start();
    p.add_jobs(background);
    background.add("life", 1, kLifePause, [&p, &life, &node] {
        p.show_life(life, node);
        return false;
    });
    using workflows::app::Lane;
    jobs::MailRoom awaited(
        jobs::mail_of(p.delivery, Lane::Awaited),
        {.name = "awaited messages", .senders = kAwaitedSenders, .pause = kAwaitedMailPause},
        tell
    );
    jobs::MailRoom ordinary(
        jobs::mail_of(p.delivery, Lane::Ordinary),
        {.name = "messages", .senders = p.config.mail.parallel, .pause = kMailPause},
        tell
    );
    jobs::MailRoom acts(
        jobs::mail_of(p.delivery, Lane::Acts),
        {.name = "follow-ups", .senders = kActsSenders, .pause = kActsPause},
        tell
    );
    p.log.info(log_events::kStarted, {{"port", std::to_string(server.port())}});
    tell_service_manager("READY=1");

    int signal = 0;
    sigwait(&signals, &signal);
    p.log.info(log_events::kStopping);
    tell_service_manager("STOPPING=1");
    server.stop(kPatience);
    awaited.stop();
    ordinary.stop();
    acts.stop();
    background.stop();
    try {
        p.jobs_stores.lives.end(life);
    } catch (const sql::Error& error) {
        p.job_failed("life", error.what());
    }
    later.stop();
    p.log.info(log_events::kStopped);
    return 0;
}

}  // namespace contreseing::server

// The part of the benchmark that needs the keys of the installation: prepares conventions, knows
// their codes, posts them, and runs the store alone. Driven by tests/bench/run, which reads the
// clocks around each measure: « ready » is printed, a line is awaited, one JSON line follows.

#include "server/adapters/config.hpp"
#include "server/app/application.hpp"
#include "sql/stores.hpp"
#include "tests/bench/conventions.hpp"
#include "tests/bench/loops.hpp"
#include "tests/bench/requests.hpp"

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

namespace contreseing::bench {
namespace {

using namespace workflows;

struct Options {
    std::string config, like, pdf, ids, ids_to_sign, steps, mark;
    std::string until = "round";
    std::string campus = "demo";
    int count = 0, skip = 0, clients = 16, seats = 4, days_ago = 0, entries = 0;
    std::uint16_t port = 0;
    double seconds = 5, acts = 0, codes = 0, patience = 60;
};

std::vector<ConventionId> read_ids(const Options& options) {
    std::ifstream in(options.ids);
    std::vector<ConventionId> ids;
    std::string line;
    for (int n = 0; std::getline(in, line); ++n) {
        const auto id = parse_id<ConventionId>(line);
        if (id && n >= options.skip && (options.count == 0 || n < options.skip + options.count)) {
            ids.push_back(*id);
        }
    }
    if (ids.empty()) {
        throw std::runtime_error(options.ids + " holds no id in that range");
    }
    return ids;
}

void wait_for_go() {
    std::cout << "ready" << std::endl;
    std::string line;
    std::getline(std::cin, line);
}

/// The processor of a connection that ends while the clocks are read is counted nowhere.
void wait_for_the_clocks() {
    std::string line;
    while (std::getline(std::cin, line)) {
    }
}

void prepare_conventions(app::Services& services, const Options& options) {
    Text text;
    if (!options.pdf.empty()) {
        std::ifstream in(options.pdf, std::ios::binary);
        const app::Bytes pdf{std::istreambuf_iterator<char>(in), {}};
        text = certified_text(services, pdf);
    }
    const auto until =
        options.until == "opinion" ? Until::OpinionRequested : Until::FirstInvitation;
    for (const auto& id : prepare(
             services,
             {options.campus},
             parse_id<ConventionId>(options.like).value(),
             until,
             text,
             options.count,
             options.days_ago,
             options.entries
         )) {
        std::cout << to_string(id) << '\n';
    }
}

void sign(app::Services& services, const Options& options) {
    std::vector<std::vector<std::string>> requests(static_cast<std::size_t>(options.clients));
    std::size_t n = 0;
    for (const auto& id : read_ids(options)) {
        requests[n++ % requests.size()].push_back(signing_request(services, {options.campus}, id));
    }
    wait_for_go();
    std::cout << send_all(options.port, requests).json() << std::endl;
}

void answer(app::Services& services, const Options& options) {
    // Each client has conventions of its own: the cost is looked for, not the conflicts.
    std::vector<std::vector<Visit>> visits(static_cast<std::size_t>(options.clients));
    auto all = options;
    all.count = 0;
    std::size_t n = 0;
    for (const auto& id : read_ids(all)) {
        const auto view = services.engine.view({options.campus}, id);
        for (int seat = 1; seat <= options.seats; ++seat) {
            visits[n % visits.size()].push_back(
                visit_seat(services, {options.campus}, view.value().loaded.state, seat)
            );
        }
        ++n;
    }
    std::vector<std::vector<std::string>> requests(visits.size());
    for (int i = 0; i < options.count; ++i) {
        const auto client = static_cast<std::size_t>(i) % visits.size();
        const auto& mine = visits[client];
        const auto turn = static_cast<std::size_t>(i) / visits.size();
        requests[client].push_back(
            answering_request(services, mine[turn % mine.size()], turn / mine.size() % 2 == 0)
        );
    }
    wait_for_go();
    std::cout << send_all(options.port, requests).json() << std::endl;
}

/// When each of a series falls due: `steps` is « rate:seconds,rate:seconds… », times `share`.
std::vector<double> due_times(const std::string& steps, double share) {
    std::vector<double> due;
    std::istringstream in(steps);
    std::string step;
    double begun = 0;
    while (std::getline(in, step, ',')) {
        const auto colon = step.find(':');
        const double rate = std::stod(step.substr(0, colon)) * share;
        const double seconds = std::stod(step.substr(colon + 1));
        for (int i = 0; i < static_cast<int>(rate * seconds); ++i) {
            due.push_back(begun + (i + 0.5) / rate);
        }
        begun += seconds;
    }
    return due;
}

/// Opinions, signatures and codes at given rates. `ids` are asked for opinions, `ids_to_sign` to
/// sign; as many ask for a code as are left of them.
void offer(app::Services& services, const Options& options) {
    const CampusId campus{options.campus};
    std::vector<Visit> visits;
    auto all = options;
    all.count = 0;
    for (const auto& id : read_ids(all)) {
        const auto view = services.engine.view(campus, id);
        for (int seat = 1; seat <= options.seats; ++seat) {
            visits.push_back(visit_seat(services, campus, view.value().loaded.state, seat));
        }
    }
    Offer opinions{"opinion", {}, due_times(options.steps, 1)};
    for (std::size_t i = 0; i < opinions.due.size(); ++i) {
        opinions.requests.push_back(reserved_request(
            services, visits[i % visits.size()], options.mark + "-" + std::to_string(i)
        ));
    }
    Offer acts{"act", {}, due_times(options.steps, options.acts)};
    Offer codes{"code", {}, due_times(options.steps, options.codes)};
    all.ids = options.ids_to_sign;
    for (const auto& id : read_ids(all)) {
        if (acts.requests.size() < acts.due.size()) {
            acts.requests.push_back(signing_request(services, campus, id));
        } else if (codes.requests.size() < codes.due.size()) {
            codes.requests.push_back(code_request(services, campus, id));
        }
    }
    acts.due.resize(acts.requests.size());
    codes.due.resize(codes.requests.size());
    wait_for_go();
    std::cout << offer_all(options.port, {opinions, acts, codes}, options.clients, options.patience)
              << std::endl;
}

void visits(app::Services& services, const Options& options) {
    for (const auto& id : read_ids(options)) {
        SessionId session;
        services.random.fill(session.bytes);
        const auto view = services.engine.view({options.campus}, id);
        const auto visit =
            visit_slot(services, {options.campus}, view.value().loaded.state, session);
        std::cout << visit.path << '\t' << visit.cookie << '\n';
    }
}

void store(app::Services& services, const Options& options, const server::Config& config) {
    sql::Stores stores(
        {.connection = config.database.url, .size = static_cast<std::size_t>(options.clients)},
        services.digest,
        services.random
    );
    const auto ids = read_ids(options);
    (void)store_loop(services, stores.conventions, {options.campus}, ids, options.clients, 0.5);
    wait_for_go();
    std::cout
        << store_loop(
               services, stores.conventions, {options.campus}, ids, options.clients, options.seconds
           )
               .json()
        << std::endl;
}

void open(app::Services& services, const Options& options, const server::Config& config) {
    sql::Stores stores(
        {.connection = config.database.url, .size = 1}, services.digest, services.random
    );
    const auto ids = read_ids(options);
    (void)open_loop(services, stores.conventions, {options.campus}, ids, 0.5);
    wait_for_go();
    std::cout
        << open_loop(services, stores.conventions, {options.campus}, ids, options.seconds).json()
        << std::endl;
}

void fire(server::Application& application) {
    (void)application.services().types.current({"demo"});
    wait_for_go();
    int fired = 0;
    for (int some = application.fire_due(); some > 0; some = application.fire_due()) {
        fired += some;
    }
    std::cout << "{\"done\":" << fired << "}" << std::endl;
}

int run(int count, char** arguments) {
    Options options;
    CLI::App cli("contreseing_bench");
    cli.add_option("--config", options.config)->required();
    cli.require_subcommand(1);
    const auto add = [&](const char* name) {
        auto* command = cli.add_subcommand(name);
        command->add_option("--ids", options.ids);
        command->add_option("--like", options.like);
        command->add_option("--pdf", options.pdf);
        command->add_option("--until", options.until);
        command->add_option("--count", options.count);
        command->add_option("--skip", options.skip);
        command->add_option("--clients", options.clients);
        command->add_option("--seats", options.seats);
        command->add_option("--port", options.port);
        command->add_option("--days-ago", options.days_ago);
        command->add_option("--entries", options.entries);
        command->add_option("--seconds", options.seconds);
        command->add_option("--ids-to-sign", options.ids_to_sign);
        command->add_option("--steps", options.steps);
        command->add_option("--mark", options.mark);
        command->add_option("--acts", options.acts);
        command->add_option("--codes", options.codes);
        command->add_option("--patience", options.patience);
        return command;
    };
    const auto* prepare_it = add("prepare");
    const auto* sign_it = add("sign");
    const auto* answer_it = add("answer");
    const auto* offer_it = add("offer");
    const auto* visit_it = add("visits");
    const auto* store_it = add("store");
    const auto* open_it = add("open");
    const auto* fire_it = add("fire");
    CLI11_PARSE(cli, count, arguments);

    const auto config = server::load_config(options.config);
    server::Application application(config);
    auto& services = application.services();
    if (*prepare_it) {
        prepare_conventions(services, options);
    } else if (*sign_it) {
        sign(services, options);
    } else if (*answer_it) {
        answer(services, options);
    } else if (*offer_it) {
        offer(services, options);
    } else if (*visit_it) {
        visits(services, options);
    } else if (*store_it) {
        store(services, options, config);
    } else if (*open_it) {
        open(services, options, config);
    } else if (*fire_it) {
        fire(application);
    }
    if (!*prepare_it && !*visit_it) {
        wait_for_the_clocks();
    }
    return 0;
}

}  // namespace
}  // namespace contreseing::bench

int main(int count, char** arguments) {
    try {
        return contreseing::bench::run(count, arguments);
    } catch (const std::exception& error) {
        std::cerr << "contreseing_bench: " << error.what() << '\n';
        return 1;
    }
}

// A server that is killed: lets an act ask others, and carries out what waits, until it ends itself
// with SIGKILL at the chosen point. Usage: follow_up_worker APP JOBS TURN POINT NTH

#include "tests/integration/sql/follow_up_scene.hpp"

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <thread>
#include <unistd.h>

int main(int argc, char** argv) {
    using namespace contreseing;
    using namespace integration;
    using namespace std::chrono_literals;
    if (argc != 6) {
        return 64;
    }
    const int turn = std::atoi(argv[3]);
    const std::string point = argv[4];
    const int nth = std::atoi(argv[5]);
    int passed = 0;
    const auto pass = [&](const std::string& here) {
        if (here == point && ++passed == nth) {
            kill(getpid(), SIGKILL);
        }
    };
    try {
        FollowUpServer server(argv[1], argv[2], turn);
        if (point != "drain") {
            server.let_parent_ask(turn);
            pass("parent_committed");
        }
        auto work = server::jobs::mail_of(server.tools, workflows::app::Lane::Acts);
        work.claim = [&, claim = work.claim](int limit) {
            auto claimed = claim(limit);
            if (!claimed.empty()) {
                pass("claimed");
            }
            return claimed;
        };
        work.deliver = [&, deliver = work.deliver](const workflows::app::Effect& effect) {
            auto handled = deliver(effect);
            pass("child_committed");
            return handled;
        };
        work.settle = [&, settle = work.settle](const auto& all) {
            settle(all);
            pass("settled");
        };
        server::jobs::MailRoom room(
            work,
            {.name = "follow-ups", .senders = 1, .pause = 20ms, .gather = 1ms},
            [](const std::string&, const std::string& what) { std::cerr << what << '\n'; }
        );
        while (server.something_waits()) {
            std::this_thread::sleep_for(5ms);
        }
        room.stop();
        return 0;
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 70;
    }
}

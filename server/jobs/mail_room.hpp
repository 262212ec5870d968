#pragma once

#include "workflows/app/carry_out.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace contreseing::server::jobs {

/// Lets the effects of one lane leave, messages or follow-ups: a desk claims them in batches,
/// senders deliver each by itself, and the desk settles together what they did. As many senders
/// work as effects wait, at most `senders`; those to one receiver keep their order. A slow delivery
/// holds its own sender and receiver only; what was claimed and finds no sender is given back.
/// After a kill, what left in the last `gather` or was leaving is sent again, under its former
/// Message-ID, and nothing else.
class MailRoom {
public:
    using Effect = workflows::app::Effect;
    using Handled = workflows::app::Handled;
    using Settlement = workflows::app::Settlement;

    /// What the room calls. The storage's failures are logged and tried again: a message that left
    /// is settled as soon as the storage is back.
    struct Work {
        std::function<std::vector<Effect>(int limit)> claim;
        std::function<Handled(const Effect&)> deliver;
        std::function<void(const std::vector<Settlement>&)> settle;
        /// Of what this server holds and does not know: the answer to a claim was lost.
        std::function<void()> give_back;
    };
    struct Options {
        std::string name;
        int senders = 1;
        int batch = 16;
        std::chrono::milliseconds pause{200};      ///< between looks while nothing waits
        std::chrono::milliseconds gather{5};       ///< what left waits so long for others
        std::chrono::milliseconds patience{5000};  ///< a claimed message waits so long for a sender
        std::chrono::milliseconds after_failure{1000};  ///< of the storage
    };
    using Log = std::function<void(const std::string& job, const std::string& what)>;

    MailRoom(Work work, Options options, Log log);
    ~MailRoom();
    MailRoom(const MailRoom&) = delete;
    MailRoom& operator=(const MailRoom&) = delete;

    /// Ends after the deliveries that are under way; the rest of the batch is given back.
    void stop();

private:
    using Steady = std::chrono::steady_clock;
    using Lock = std::unique_lock<std::mutex>;
    struct Claimed {
        Effect effect;
        Steady::time_point at;
    };

    void desk();
    void send();
    void give_back_what_waits(Steady::time_point now);
    bool settle(Lock& lock);
    void claim(Lock& lock);
    /// The first whose address no sender is writing to.
    [[nodiscard]] std::deque<Claimed>::iterator sendable();
    [[nodiscard]] bool nothing_in_hand() const { return to_send_.empty() && sending_ == 0; }
    [[nodiscard]] Steady::time_point next_turn(Steady::time_point now) const;

    Work work_;
    Options options_;
    Log log_;
    std::mutex mutex_;
    std::condition_variable desk_wakes_;
    std::condition_variable senders_wake_;
    std::deque<Claimed> to_send_;
    std::deque<std::function<void()>> to_follow_;  ///< what follows from what is settled
    std::vector<Handled> done_;                    ///< to be settled
    Steady::time_point done_since_;
    Steady::time_point look_at_;
    Steady::time_point settle_at_;
    int sending_ = 0;
    std::vector<std::string> written_to_;  ///< the receivers of what is being sent
    bool in_doubt_ = false;                ///< the answer to a claim was lost
    bool stopping_ = false;
    bool closed_ = false;
    std::vector<std::thread> threads_;
};

/// The room's work on the real stores.
MailRoom::Work mail_of(const workflows::app::DeliveryTools& tools, workflows::app::Lane lane);

}  // namespace contreseing::server::jobs

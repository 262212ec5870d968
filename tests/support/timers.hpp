#pragma once

#include "workflows/ground/timer.hpp"

namespace contreseing::test_support {

inline workflows::TimerId signature_reminder(int slot) {
    return {workflows::slot_place(slot), "signature_reminder"};
}
inline workflows::TimerId opinion_deadline(int opinion) {
    return {workflows::opinion_place(opinion), "opinion_deadline"};
}
inline workflows::TimerId opinion_reminder(int opinion, int seat) {
    return {workflows::seat_place(opinion, seat), "opinion_reminder"};
}

}  // namespace contreseing::test_support

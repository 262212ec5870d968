#pragma once

#include <stdexcept>
#include <utility>
#include <variant>

namespace contreseing {

/// Wraps the error side of a `Result`, as `std::unexpected` does.
template <class E>
struct Unexpected {
    E error;
};

template <class E>
Unexpected(E) -> Unexpected<E>;

/// A value or the reason there is none, with the member names of C++23's `std::expected`
/// (clang 14 has none). Promise: exactly one side is present. `value()` on the error side throws
/// `std::logic_error`: asking without looking is a bug, not a refusal.
template <class T, class E>
class [[nodiscard]] Expected {
public:
    Expected(T value) : side_(std::in_place_index<0>, std::move(value)) {}
    Expected(Unexpected<E> error) : side_(std::in_place_index<1>, std::move(error.error)) {}

    [[nodiscard]] bool has_value() const noexcept { return side_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    [[nodiscard]] T& value() & {
        require_value();
        return std::get<0>(side_);
    }
    [[nodiscard]] const T& value() const& {
        require_value();
        return std::get<0>(side_);
    }
    [[nodiscard]] T&& value() && {
        require_value();
        return std::get<0>(std::move(side_));
    }
    [[nodiscard]] const E& error() const {
        if (has_value()) {
            throw std::logic_error("Expected::error() asked of a value");
        }
        return std::get<1>(side_);
    }

    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

private:
    void require_value() const {
        if (!has_value()) {
            throw std::logic_error("Expected::value() asked of an error");
        }
    }

    std::variant<T, E> side_;
};

}  // namespace contreseing

#pragma once

/// @file
/// A value that may be missing. A `std::optional` costs the test that compiles the judge
/// thirty functions for each type, this one five.

namespace chainrule::check {

/// Like `std::optional`, of a type that can be made of nothing.
template <class T>
class Maybe {
public:
    Maybe() = default;
    Maybe(T item) : item_(static_cast<T&&>(item)), exists_(true) {}

    [[nodiscard]] bool has_value() const { return exists_; }
    [[nodiscard]] explicit operator bool() const { return exists_; }
    [[nodiscard]] T& operator*() { return item_; }
    [[nodiscard]] const T& operator*() const { return item_; }
    [[nodiscard]] T* operator->() { return &item_; }
    [[nodiscard]] const T* operator->() const { return &item_; }

private:
    T item_{};
    bool exists_ = false;
};

}  // namespace chainrule::check

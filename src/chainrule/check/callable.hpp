#pragma once

/// @file
/// What the judge keeps to call later. A `std::function` costs the test that compiles
/// the judge fourteen functions for each lambda, this one three. What users see in
/// options is a `std::function`.

#include <memory>
#include <utility>

namespace chainrule::check {

template <class Signature>
class Callable;

/// Like `std::function`, except that copies share what they call.
template <class Result, class... Arguments>
class Callable<Result(Arguments...)> {
public:
    Callable() = default;

    template <class Called>
    Callable(Called called)
        : called_(static_cast<void*>(new Called(std::move(called))), &destroy<Called>),
          call_(&call<Called>) {}

    Result operator()(Arguments... arguments) const {
        return call_(called_.get(), arguments...);
    }

private:
    template <class Called>
    static Result call(const void* called, Arguments... arguments) {
        return (*static_cast<const Called*>(called))(arguments...);
    }

    template <class Called>
    static void destroy(void* called) {
        delete static_cast<Called*>(called);
    }

    std::shared_ptr<const void> called_;
    Result (*call_)(const void*, Arguments...) = nullptr;
};

}  // namespace chainrule::check

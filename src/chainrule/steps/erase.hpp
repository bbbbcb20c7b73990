#pragma once

/// @file
/// `erase<S>` puts a step with its own argument types behind the one face of
/// `steps::Step`. Included only by the generated file of each step.

#include "chainrule/steps/step.hpp"

#include <tuple>
#include <type_traits>
#include <utility>

namespace chainrule::steps {

namespace detail {

/// The members of an aggregate as a tuple of references. The count is known from the
/// step's description; a struct with another number of members does not compile.
template <std::size_t count, class Aggregate>
[[nodiscard]] auto members(const Aggregate& all) {
    if constexpr (count == 1) {
        const auto& [a] = all;
        return std::tie(a);
    } else if constexpr (count == 2) {
        const auto& [a, b] = all;
        return std::tie(a, b);
    } else if constexpr (count == 3) {
        const auto& [a, b, c] = all;
        return std::tie(a, b, c);
    } else if constexpr (count == 4) {
        const auto& [a, b, c, d] = all;
        return std::tie(a, b, c, d);
    } else if constexpr (count == 5) {
        const auto& [a, b, c, d, e] = all;
        return std::tie(a, b, c, d, e);
    } else {
        static_assert(count == 6, "a step has at most six outputs or cotangents");
        const auto& [a, b, c, d, e, f] = all;
        return std::tie(a, b, c, d, e, f);
    }
}

template <class Function>
struct Signature;
template <class Result, class... Arguments>
struct Signature<Result (*)(Arguments...)> {
    using Tuple = std::tuple<std::remove_cvref_t<Arguments>...>;
};

/// A matrix as the type that the step's function asks for.
template <class Argument, class eT>
[[nodiscard]] Argument argument_from(const arma::Mat<eT>& block,
                                     std::string_view step,
                                     std::string_view name) {
    const auto require = [&](bool fits, std::string_view rule) {
        if (!fits) {
            throw ShapeError(step,
                             std::string(name) + " of " + std::string(rule),
                             shape_text(arma::size(block)));
        }
    };
    if constexpr (std::is_same_v<Argument, arma::Mat<eT>>) {
        return block;
    } else if constexpr (std::is_same_v<Argument, arma::Col<eT>>) {
        require(block.n_cols == 1, "one column");
        return block.col(0);
    } else if constexpr (std::is_same_v<Argument, arma::Row<eT>>) {
        require(block.n_rows == 1, "one row");
        return block.row(0);
    } else if constexpr (std::is_same_v<Argument, eT>) {
        require(block.n_elem == 1, "one number");
        return block(0);
    } else if constexpr (std::is_same_v<Argument, RealOf<eT>>) {
        require(block.n_elem == 1, "one number");
        return std::real(block(0));
    } else if constexpr (std::is_same_v<Argument, arma::Mat<RealOf<eT>>>) {
        return arma::real(block);
    } else if constexpr (std::is_same_v<Argument, Window>) {
        require(block.n_rows == 1 && block.n_cols == Window::numbers, "1x6");
        return window_from(arma::conv_to<arma::mat>::from(arma::real(block)), step);
    } else {
        static_assert(std::is_same_v<Argument, arma::urowvec>,
                      "an argument is a matrix, column, row, number, labels or window");
        require(block.n_rows == 1, "one row");
        const arma::Row<RealOf<eT>> values = arma::real(block);
        return arma::conv_to<arma::urowvec>::from(values);
    }
}

template <class eT, class Value>
[[nodiscard]] arma::Mat<eT> block_from(const Value& value) {
    if constexpr (std::is_convertible_v<Value, eT>) {
        return arma::Mat<eT>(1, 1, arma::fill::value(eT(value)));
    } else {
        return value;
    }
}

/// The first `count` members of an aggregate of `members_in_all`, as matrices.
template <std::size_t count, std::size_t members_in_all, class eT, class Aggregate>
[[nodiscard]] Blocks<eT> blocks_from(const Aggregate& result) {
    const auto all = members<members_in_all>(result);
    return [&]<std::size_t... i>(std::index_sequence<i...>) {
        return Blocks<eT>{block_from<eT>(std::get<i>(all))...};
    }
    (std::make_index_sequence<count>{});
}

template <class S>
inline constexpr std::size_t differentiable_inputs =
    static_cast<std::size_t>(std::ranges::count_if(S::inputs, [](const Input& input) {
        return input.differentiable;
    }));

inline void require_count(std::string_view step,
                          std::string_view what,
                          std::size_t want,
                          std::size_t got) {
    if (got != want) {
        throw ShapeError(
            step, std::to_string(want) + " " + std::string(what), std::to_string(got));
    }
}

template <class S, class eT>
[[nodiscard]] auto run_forward(const Blocks<eT>& inputs) {
    using Arguments = typename Signature<decltype(&S::template forward<eT>)>::Tuple;
    constexpr std::size_t count = S::inputs.size();
    static_assert(std::tuple_size_v<Arguments> == count,
                  "the description lists every argument of forward");
    require_count(S::name, "inputs", count, inputs.size());
    return [&]<std::size_t... i>(std::index_sequence<i...>) {
        return S::forward(argument_from<std::tuple_element_t<i, Arguments>>(
            inputs[i], S::name, S::inputs[i].name)...);
    }
    (std::make_index_sequence<count>{});
}

/// Calls `rule(saved, bars...)`: the step's vjp or one of its mistakes.
template <class S, class eT, class Rule>
[[nodiscard]] Blocks<eT> run_rule(Rule* rule,
                                  const Blocks<eT>& inputs,
                                  const Blocks<eT>& output_bars) {
    using Arguments = typename Signature<Rule*>::Tuple;
    constexpr std::size_t count = S::outputs.size();
    static_assert(std::tuple_size_v<Arguments> == count + 1,
                  "vjp takes saved and one cotangent for each output");
    require_count(S::name, "output cotangents", count, output_bars.size());
    const auto result = run_forward<S, eT>(inputs);
    return [&]<std::size_t... i>(std::index_sequence<i...>) {
        constexpr std::size_t cotangents = differentiable_inputs<S>;
        return blocks_from<cotangents, cotangents, eT>(rule(
            result.saved,
            argument_from<std::tuple_element_t<i + 1, Arguments>>(
                output_bars[i], S::name, std::string(S::outputs[i].name) + "_bar")...));
    }
    (std::make_index_sequence<count>{});
}

template <class S, class eT>
[[nodiscard]] Blocks<eT> run_jvp(const Blocks<eT>& inputs,
                                 const Blocks<eT>& input_dots) {
    using Arguments = typename Signature<decltype(&S::template jvp<eT>)>::Tuple;
    static_assert(S::outputs.size() == 1, "a jvp returns the tangent of one output");
    const auto result = run_forward<S, eT>(inputs);
    return [&]<std::size_t... i>(std::index_sequence<i...>) {
        return Blocks<eT>{
            block_from<eT>(S::jvp(result.saved,
                                  argument_from<std::tuple_element_t<i + 1, Arguments>>(
                                      input_dots[i], S::name, "tangent")...))};
    }
    (std::make_index_sequence<std::tuple_size_v<Arguments> - 1>{});
}

template <class S, class eT>
[[nodiscard]] Calls<eT> calls_of() {
    Calls<eT> calls;
    calls.forward = [](const Blocks<eT>& inputs) {
        constexpr std::size_t count = S::outputs.size();
        return blocks_from<count, count + 1, eT>(run_forward<S, eT>(inputs));
    };
    calls.vjp = [](const Blocks<eT>& inputs, const Blocks<eT>& output_bars) {
        return run_rule<S, eT>(&S::template vjp<eT>, inputs, output_bars);
    };
    if constexpr (requires { &S::template jvp<eT>; }) {
        calls.jvp = [](const Blocks<eT>& inputs, const Blocks<eT>& input_dots) {
            return run_jvp<S, eT>(inputs, input_dots);
        };
    }
    return calls;
}

}  // namespace detail

/// `header` is the path of the step's file, `text` its content.
template <DerivationStep S>
[[nodiscard]] Step erase(std::string_view header, std::string_view text) {
    Step step;
    step.name = S::name;
    step.header = header;
    step.text = text;
    step.inputs = S::inputs;
    step.outputs = S::outputs;
    step.calls = {detail::calls_of<S, float>(),
                  detail::calls_of<S, double>(),
                  detail::calls_of<S, std::complex<double>>()};
    for (const auto& mistake : S::mistakes()) {
        step.mistakes.push_back(
            {mistake.name,
             mistake.sentence,
             [rule = mistake.rule](const auto& inputs, const auto& output_bars) {
                 return detail::run_rule<S, double>(rule, inputs, output_bars);
             },
             mistake.hidden});
    }
    if constexpr (requires { S::hard_inputs(); }) {
        for (const HardInput& hard : S::hard_inputs()) step.hard_inputs.push_back(hard);
    }
    return step;
}

}  // namespace chainrule::steps

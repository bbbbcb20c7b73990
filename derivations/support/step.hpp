#pragma once

/// @file
/// What makes a struct a derivation step.
///
/// A step is a struct of static members: its `name`, one description of its inputs
/// and outputs, `forward`, `vjp`, and the usual mistakes as code. The description
/// serves the argument checks below, the test contract, the stepper, the JSON output
/// and the book; there is no second list of a step's arguments anywhere.
///
/// ```
/// struct Name {
///     static constexpr std::string_view name = "name";
///     static constexpr std::array inputs{...};   // in the order of forward
///     static constexpr std::array outputs{...};  // in the order of vjp's cotangents
///     template <Scalar eT> struct Saved {...};       // what vjp needs
///     template <Scalar eT> struct Forward {...};     // the outputs, then saved
///     template <Scalar eT> struct Cotangents {...};  // one for each differentiable input
///     template <Scalar eT> static Forward<eT> forward(inputs...);
///     template <Scalar eT> static Cotangents<eT> vjp(const Saved<eT>&, output_bars...);
///     static auto mistakes();                    // std::array of UsualMistake
/// };
/// ```
///
/// Optional: `jvp(const Saved<eT>&, input_dots...)`, derived apart from `vjp` so that
/// each tests the other; `hard_inputs()`, where results must stay finite; and a hot
/// form, `forward_into` and `vjp_into`, which writes into storage it is given.

#include "derivations/support/draw.hpp"
#include "derivations/support/errors.hpp"
#include "derivations/support/scalar.hpp"
#include "derivations/support/window.hpp"

#include <armadillo>

#include <array>
#include <charconv>
#include <concepts>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// An argument of `forward`. A size is a letter, equal wherever the letter stands, a
/// number, or letters side by side that a window gives: their product.
struct Input {
    std::string_view name;    ///< in the code: "logits"
    std::string_view symbol;  ///< in the maths, as LaTeX: "Z"
    std::string_view rows, cols;
    Draw draw = draw::normal;
    bool differentiable = true;
    std::string_view classes = "";  ///< labels only: the size they are counted below
    std::string_view letters = "";  ///< windows only: the sizes they give

    /// Entries are whole numbers: labels or a window.
    [[nodiscard]] constexpr bool whole() const {
        return !classes.empty() || !letters.empty();
    }
};

/// A constant of the step: no cotangent is returned for it.
[[nodiscard]] constexpr Input constant(std::string_view name,
                                       std::string_view symbol,
                                       std::string_view rows,
                                       std::string_view cols,
                                       Draw draw) {
    return {name, symbol, rows, cols, draw, false};
}

/// Class labels from 0, one for each of `cols` examples, below the size `classes`.
[[nodiscard]] constexpr Input labels(std::string_view name,
                                     std::string_view symbol,
                                     std::string_view cols,
                                     std::string_view classes) {
    return {name, symbol, "1", cols, draw::labels, false, classes};
}

/// A window that moves over images: six whole numbers, which other sizes are made of.
[[nodiscard]] constexpr Input window(std::string_view name,
                                     std::string_view symbol,
                                     Draw draw) {
    return {name, symbol, "1", "6", draw, false, "", Window::letters};
}

/// A result of `forward`.
struct Output {
    std::string_view name;
    std::string_view symbol;
    std::string_view rows, cols;
};

/// Matrices in the order of a step's description.
using Examples = std::vector<arma::mat>;

/// An input at which a mistake cannot be seen, so that a check there proves nothing.
struct Hiding {
    std::string_view when;                            ///< "N = 1"
    std::map<std::string_view, arma::uword> sizes{};  ///< sizes to draw with
    /// What is changed in a drawn example: its inputs and its output cotangents.
    void (*change)(Examples& inputs, Examples& output_bars) = nullptr;
};

/// A wrong `vjp` that people write. The tests must reject it, the exercises use it to
/// say what went wrong.
template <class Rule>
struct UsualMistake {
    std::string_view name;      ///< "forgets_the_mean"
    std::string_view sentence;  ///< for the learner: what is wrong and how it shows
    Rule* rule;
    std::optional<Hiding> hidden = std::nullopt;
};

/// An input at which every result must stay finite, in `float` too.
struct HardInput {
    std::string_view what;  ///< "logits 10000 apart"
    void (*change)(Examples& inputs);
};

template <class S>
concept DerivationStep = requires {
    { S::name } -> std::convertible_to<std::string_view>;
    {std::span<const Input>(S::inputs)};
    {std::span<const Output>(S::outputs)};
    &S::template forward<double>;
    &S::template vjp<double>;
    {S::mistakes()};
};

namespace detail {

/// What the argument checks need to know of one argument.
struct Given {
    arma::SizeMat size;
    bool finite = true;
    arma::uword largest_label = 0;
    std::optional<Window> window = std::nullopt;
};

template <class eT>
[[nodiscard]] Given given(const arma::Mat<eT>& argument) {
    return {arma::size(argument), argument.is_finite()};
}

[[nodiscard]] inline Given given(const arma::urowvec& argument) {
    return {arma::size(argument), true, argument.is_empty() ? 0 : argument.max()};
}

[[nodiscard]] inline Given given(const Window& argument) {
    return {arma::SizeMat(1, Window::numbers), true, 0, argument};
}

template <Scalar eT>
[[nodiscard]] Given given(const eT& argument) {
    return {arma::SizeMat(1, 1), std::isfinite(std::abs(argument))};
}

/// What a size letter stands for, and the input that first said so.
struct Sizes {
    struct Bound {
        std::string_view letter;
        arma::uword value;
        std::string_view input;
    };
    std::vector<Bound> bound{};

    [[nodiscard]] const Bound* find(std::string_view letter) const {
        for (const Bound& one : bound) {
            if (one.letter == letter) return &one;
        }
        return nullptr;
    }

    /// A number stands for itself; a letter takes the first value it is given.
    [[nodiscard]] Bound bind(std::string_view letter,
                             arma::uword value,
                             std::string_view input) {
        if (arma::uword number = 0;
            std::from_chars(letter.data(), letter.data() + letter.size(), number).ec ==
            std::errc()) {
            return {letter, number, ""};
        }
        if (letter.size() > 1) return product(letter);
        if (const Bound* known = find(letter)) return *known;
        bound.push_back({letter, value, input});
        return bound.back();
    }

    void bind_letters(const Window& window, std::string_view input) {
        const auto sizes = window.sizes();
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            bound.push_back({Window::letters.substr(i, 1), sizes[i], input});
        }
    }

private:
    [[nodiscard]] Bound product(std::string_view letters) const {
        Bound result{letters, 1, ""};
        for (std::size_t i = 0; i < letters.size(); ++i) {
            const Bound* known = find(letters.substr(i, 1));
            if (!known)
                throw std::logic_error("no window gives " + std::string(letters));
            result.value *= known->value;
            result.input = known->input;
        }
        return result;
    }
};

inline void require_consistent(std::string_view step,
                               std::span<const Input> inputs,
                               std::span<const Given> arguments) {
    Sizes sizes;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (!arguments[i].window) continue;
        require_fitting(step, *arguments[i].window);
        sizes.bind_letters(*arguments[i].window, inputs[i].name);
    }
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const Input& input = inputs[i];
        const Given& argument = arguments[i];
        const std::string name(input.name);
        if (argument.size.n_rows == 0 || argument.size.n_cols == 0) {
            throw ShapeError(
                step, name + " of at least one entry", shape_text(argument.size));
        }
        const auto rows = sizes.bind(input.rows, argument.size.n_rows, input.name);
        const auto cols = sizes.bind(input.cols, argument.size.n_cols, input.name);
        if (argument.size != arma::SizeMat(rows.value, cols.value)) {
            std::string rule =
                name + " of " + shape_text(arma::SizeMat(rows.value, cols.value));
            const auto add_origin = [&](const Sizes::Bound& size) {
                if (size.input.empty() || size.input == input.name) return;
                rule += ", " + std::string(size.letter) + " as in " +
                        std::string(size.input);
            };
            add_origin(rows);
            if (cols.letter != rows.letter) add_origin(cols);
            throw ShapeError(step, rule, shape_text(argument.size));
        }
        if (!argument.finite) {
            throw ValueError(step, "finite " + name, "NaN or infinity");
        }
        if (!input.classes.empty()) {
            const auto* classes = sizes.find(input.classes);
            if (classes && argument.largest_label >= classes->value) {
                throw ValueError(step,
                                 name + " below " + std::to_string(classes->value),
                                 std::to_string(argument.largest_label));
            }
        }
    }
}

}  // namespace detail

/// Refuses arguments of `forward` that do not fit the step's own description:
/// `ShapeError` for an empty one or where one letter would stand for two sizes,
/// `ValueError` for NaN, infinity, a label that is not below its class count, or a
/// window that does not fit into its image.
template <class S, class... Arguments>
void require_inputs(const Arguments&... arguments) {
    static_assert(sizeof...(arguments) == S::inputs.size());
    const std::array given{detail::given(arguments)...};
    detail::require_consistent(S::name, S::inputs, given);
}

/// Refuses values outside the step's domain: `ValueError` with the first entry whose
/// real part is not `inside`.
template <class S, Scalar eT, class Inside>
void require_each(const arma::Mat<eT>& values, std::string_view rule, Inside inside) {
    for (const eT& value : values) {
        if (!inside(std::real(value))) {
            throw ValueError(S::name, rule, number_text(std::real(value)));
        }
    }
}

/// Refuses a cotangent that does not have the shape of what it belongs to.
inline void require_shape(std::string_view step,
                          std::string_view name,
                          arma::SizeMat got,
                          arma::SizeMat want) {
    if (got != want) {
        throw ShapeError(
            step, std::string(name) + " of " + shape_text(want), shape_text(got));
    }
}

}  // namespace chainrule

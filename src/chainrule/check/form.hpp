#pragma once

/// @file
/// The forms in which a caller may hold x, and each as a flat vector: matrices of
/// `double` or `float`, spans, several named matrices. Nothing else of the judge knows
/// them.

#include "chainrule/check/options.hpp"
#include "chainrule/check/report.hpp"

#include <armadillo>

#include <algorithm>
#include <complex>
#include <concepts>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace chainrule::check {

template <class X>
concept RealMatrix = std::same_as<X, arma::mat> || std::same_as<X, arma::vec> ||
    std::same_as<X, arma::rowvec>;

template <class X>
concept FloatMatrix = std::same_as<X, arma::fmat> || std::same_as<X, arma::fvec> ||
    std::same_as<X, arma::frowvec>;

template <class X>
concept RealScalar = std::same_as<X, double> || std::same_as<X, float>;

/// A claimed derivative that cannot be judged, with the reason: it has not the shape of
/// its variable, or writes to what it is given.
class Unusable : public std::invalid_argument {
public:
    explicit Unusable(Diagnosis found)
        : std::invalid_argument(found.text), diagnosis(std::move(found)) {}
    Diagnosis diagnosis;
};

[[nodiscard]] inline std::string shape_words(arma::SizeMat size) {
    return std::to_string(size.n_rows) + "x" + std::to_string(size.n_cols);
}

/// The complaint about a claimed derivative of the wrong shape; empty if it is right.
[[nodiscard]] inline std::string shape_complaint(arma::SizeMat got,
                                                 arma::SizeMat expected) {
    if (got.n_rows == expected.n_rows && got.n_cols == expected.n_cols) return "";
    const bool transposed =
        got.n_rows == expected.n_cols && got.n_cols == expected.n_rows;
    return "need " + shape_words(expected) + ", got " + shape_words(got) +
           (transposed ? ", the transpose" : "");
}

/// `Form<X>` turns flat vectors into what callables on X are called with:
///
///     Argument            what they take; `Complex`, if present, its complex twin
///     shape               as the report shows it
///     epsilon             unit roundoff of X's numbers if they are not `double`, or 0
///     flat(x)             x as a vector, column by column
///     with(point, use)    use(argument), where the argument is that point. What a
///                         callable writes into its argument is written into `point`,
///                         so that it can be noticed.
template <class X>
struct Form;

template <class X>
concept Point = requires {
    typename Form<X>::Argument;
};

template <RealMatrix X>
struct Form<X> {
    using Argument = X;
    using Complex = std::conditional_t<std::same_as<X, arma::vec>,
                                       arma::cx_vec,
                                       std::conditional_t<std::same_as<X, arma::rowvec>,
                                                          arma::cx_rowvec,
                                                          arma::cx_mat>>;
    static constexpr double epsilon = 0.0;
    arma::SizeMat shape;

    explicit Form(const X& x) : shape(x.n_rows, x.n_cols) {}

    [[nodiscard]] static arma::vec flat(const X& x) {
        return arma::vec(x.memptr(), x.n_elem);
    }
    template <class Use>
    auto with(const arma::vec& point, Use&& use) const {
        return seen_as<X>(point, use);
    }
    template <class Use>
    auto with_complex(const arma::cx_vec& point, Use&& use) const {
        return seen_as<Complex>(point, use);
    }

private:
    /// No copy is made.
    template <class View, class eT, class Use>
    auto seen_as(const arma::Col<eT>& point, Use& use) const {
        if constexpr (std::same_as<View, arma::Col<eT>>) {
            return use(point);
        } else {
            // Armadillo has no view of constant memory; the view itself is constant.
            auto* memory = const_cast<eT*>(point.memptr());
            if constexpr (std::same_as<View, arma::Row<eT>>) {
                const View view(memory, shape.n_cols, false, true);
                return use(view);
            } else {
                const View view(memory, shape.n_rows, shape.n_cols, false, true);
                return use(view);
            }
        }
    }
};

namespace detail {

/// Writes back into `point` what differs from it in `seen`, the copy that a callable
/// was given.
template <class eT>
void pass_on_writes(const eT* seen, const arma::vec& point) {
    auto* memory = const_cast<double*>(point.memptr());
    for (arma::uword i = 0; i < point.n_elem; ++i) {
        if (seen[i] != static_cast<eT>(memory[i])) {
            memory[i] = static_cast<double>(seen[i]);
        }
    }
}

}  // namespace detail

template <FloatMatrix X>
struct Form<X> {
    using Argument = X;
    static constexpr double epsilon = std::numeric_limits<float>::epsilon() / 2.0;
    arma::SizeMat shape;

    explicit Form(const X& x) : shape(x.n_rows, x.n_cols) {}

    [[nodiscard]] static arma::vec flat(const X& x) {
        arma::vec values(x.n_elem);
        for (arma::uword i = 0; i < x.n_elem; ++i) values.at(i) = x.mem[i];
        return values;
    }
    template <class Use>
    auto with(const arma::vec& point, Use&& use) const {
        X rounded;
        rounded.set_size(shape.n_rows, shape.n_cols);
        for (arma::uword i = 0; i < point.n_elem; ++i) {
            rounded.memptr()[i] = static_cast<float>(point.mem[i]);
        }
        auto result = use(std::as_const(rounded));
        detail::pass_on_writes(rounded.memptr(), point);
        return result;
    }
};

template <>
struct Form<std::span<const double>> {
    using Argument = std::span<const double>;
    static constexpr double epsilon = 0.0;
    arma::SizeMat shape;

    explicit Form(Argument x) : shape(x.size(), 1) {}

    [[nodiscard]] static arma::vec flat(Argument x) {
        return arma::vec(x.data(), x.size());
    }
    template <class Use>
    auto with(const arma::vec& point, Use&& use) const {
        return use(Argument(point.memptr(), point.n_elem));
    }
};
template <>
struct Form<std::span<double>> : Form<std::span<const double>> {
    using Form<std::span<const double>>::Form;
};

/// Also taken by callables on `std::span<const double>`.
template <>
struct Form<std::vector<double>> {
    using Argument = std::vector<double>;
    static constexpr double epsilon = 0.0;
    arma::SizeMat shape;

    explicit Form(const Argument& x) : shape(x.size(), 1) {}

    [[nodiscard]] static arma::vec flat(const Argument& x) {
        return arma::vec(x.data(), x.size());
    }
    template <class Use>
    auto with(const arma::vec& point, Use&& use) const {
        Argument copy(point.memptr(), point.memptr() + point.n_elem);
        auto result = use(std::as_const(copy));
        detail::pass_on_writes(copy.data(), point);
        return result;
    }
};

template <>
struct Form<std::vector<NamedMatrix>> {
    using Argument = std::vector<arma::mat>;
    using Complex = std::vector<arma::cx_mat>;
    static constexpr double epsilon = 0.0;
    std::vector<Block> blocks;  ///< one a matrix, with its name
    arma::SizeMat shape;

    explicit Form(const std::vector<NamedMatrix>& x) : shape(size_of(x), 1) {
        for (const NamedMatrix& one : x) {
            blocks.push_back({one.name, one.value.n_rows, one.value.n_cols});
        }
    }

    [[nodiscard]] static arma::vec flat(const std::vector<NamedMatrix>& x) {
        arma::vec values(size_of(x));
        double* to = values.memptr();
        for (const NamedMatrix& one : x) {
            to = std::copy_n(one.value.memptr(), one.value.n_elem, to);
        }
        return values;
    }
    template <class Use>
    auto with(const arma::vec& point, Use&& use) const {
        const Argument views = parts<arma::mat>(point);
        return use(views);
    }
    template <class Use>
    auto with_complex(const arma::cx_vec& point, Use&& use) const {
        const Complex views = parts<arma::cx_mat>(point);
        return use(views);
    }

    /// The matrices of a claimed derivative, end to end; `Unusable` names the first
    /// that does not fit.
    [[nodiscard]] arma::mat joined(const Argument& parts) const {
        require_shapes(parts);
        arma::mat all(shape.n_rows, 1);
        double* to = all.memptr();
        for (const arma::mat& part : parts) {
            to = std::copy_n(part.memptr(), part.n_elem, to);
        }
        return all;
    }

private:
    [[nodiscard]] static arma::uword size_of(const std::vector<NamedMatrix>& x) {
        arma::uword size = 0;
        for (const NamedMatrix& one : x) size += one.value.n_elem;
        return size;
    }

    /// Views, not copies.
    template <class Part, class eT>
    [[nodiscard]] std::vector<Part> parts(const arma::Col<eT>& point) const {
        std::vector<Part> views;
        views.reserve(blocks.size());
        auto* memory = const_cast<eT*>(point.memptr());
        for (const Block& block : blocks) {
            views.emplace_back(memory, block.rows, block.cols, false, true);
            memory += block.size();
        }
        return views;
    }

    void require_shapes(const Argument& parts) const {
        if (parts.size() != blocks.size()) {
            throw Unusable({Mistake::shape,
                            "",
                            arma::datum::nan,
                            "",
                            "need " + std::to_string(blocks.size()) +
                                " matrices, got " + std::to_string(parts.size())});
        }
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const std::string complaint =
                shape_complaint(arma::SizeMat(parts[i].n_rows, parts[i].n_cols),
                                arma::SizeMat(blocks[i].rows, blocks[i].cols));
            if (complaint.empty()) continue;
            throw Unusable({Mistake::shape,
                            blocks[i].name,
                            arma::datum::nan,
                            "",
                            blocks[i].name + ": " + complaint});
        }
    }
};

/// A number: only the result of a callable, never its argument.
template <RealScalar X>
struct Form<X> {
    using Argument = X;
    static constexpr double epsilon =
        std::same_as<X, float> ? std::numeric_limits<float>::epsilon() / 2.0 : 0.0;
    arma::SizeMat shape{1, 1};

    explicit Form(X) {}

    template <class Use>
    auto with(const arma::vec& point, Use&& use) const {
        return use(static_cast<X>(point.mem[0]));
    }
};

}  // namespace chainrule::check

#pragma once

/// @step product
/// @title Product of two factors, entry by entry
/// @builds-on power
///
/// @statement
/// Two matrices of the same shape are multiplied entry by entry:
/// $$ Y = U \odot V, \qquad Y_{dn} = U_{dn} V_{dn} . $$
///
/// @rule
/// $$ \bar U = \bar Y \odot V, \qquad \bar V = \bar Y \odot U . $$
///
/// @derivation
/// 1. Only $Y_{dn}$ reads $U_{dn}$ and $V_{dn}$, hence
///    $\bar U_{dn} = \bar Y_{dn} \, \partial Y_{dn} / \partial U_{dn}$, and likewise
///    for $\bar V_{dn}$.
/// 2. Hold $V_{dn}$ still. Then $Y_{dn}$ is a straight line in $U_{dn}$, and its slope
///    is the other factor: $\partial Y_{dn} / \partial U_{dn} = V_{dn}$.
/// 3. Hold $U_{dn}$ still instead: $\partial Y_{dn} / \partial V_{dn} = U_{dn}$. Each
///    factor gets the cotangent times the value of the other.
///
/// @symbols
/// | maths    | code          | shape | meaning          |
/// |----------|---------------|-------|------------------|
/// | $U$      | `left`        | D x N | one factor       |
/// | $V$      | `right`       | D x N | the other factor |
/// | $Y$      | `outputs`     | D x N | the products     |
/// | $\bar Y$ | `outputs_bar` | D x N | cotangent of $Y$ |
/// | $\bar U$ | `left_bar`    | D x N | cotangent of $U$ |
/// | $\bar V$ | `right_bar`   | D x N | cotangent of $V$ |
///
/// @numerics
/// One multiplication an entry, accurate to rounding. Both factors are kept: neither
/// can be had back from the product where the other is 0.
///
/// @errors
/// `ShapeError` if an argument is empty or the shapes differ; `ValueError` if an entry
/// is NaN or infinite.
///
/// @source W. Rudin, *Principles of Mathematical Analysis*, 3rd edition, McGraw-Hill,
/// 1976, theorem 5.3.

#include "derivations/support/step.hpp"

namespace chainrule {

struct Product {
    static constexpr std::string_view name = "product";
    static constexpr std::array inputs{Input{"left", "U", "D", "N"},
                                       Input{"right", "V", "D", "N"}};
    static constexpr std::array outputs{Output{"outputs", "Y", "D", "N"}};

    template <Scalar eT>
    struct Saved {
        arma::Mat<eT> left;
        arma::Mat<eT> right;
    };

    template <Scalar eT>
    struct Forward {
        arma::Mat<eT> outputs;
        Saved<eT> saved;
    };

    template <Scalar eT>
    struct Cotangents {
        arma::Mat<eT> left_bar;
        arma::Mat<eT> right_bar;
    };

    template <Scalar eT>
    [[nodiscard]] static Forward<eT> forward(const arma::Mat<eT>& left,
                                             const arma::Mat<eT>& right) {
        require_inputs<Product>(left, right);
        return {left % right, {left, right}};
    }

    template <Scalar eT>
    [[nodiscard]] static Cotangents<eT> vjp(const Saved<eT>& saved,
                                            const arma::Mat<eT>& outputs_bar) {
        require_shape(
            name, "outputs_bar", arma::size(outputs_bar), arma::size(saved.left));
        //> learner: the left factor by line 2, the right one by line 3
        return {outputs_bar % saved.right, outputs_bar % saved.left};
        //< learner
    }

    [[nodiscard]] static auto mistakes() {
        return std::array{UsualMistake{
            "keeps_its_own_value",
            "Each factor is multiplied by its own value where the other "
            "factor's belongs.",
            &keeps_its_own_value,
            Hiding{"both factors are the same", {}, [](Examples& given, Examples&) {
                       given[1] = given[0];
                   }}}};
    }

    [[nodiscard]] static auto hard_inputs() {
        return std::array{
            HardInput{"one factor 0, the other near 1e30", [](Examples& given) {
                          given[0].zeros();
                          given[1] *= 1e30;
                      }}};
    }

private:
    static Cotangents<double> keeps_its_own_value(const Saved<double>& saved,
                                                  const arma::mat& outputs_bar) {
        return {outputs_bar % saved.left, outputs_bar % saved.right};
    }
};

}  // namespace chainrule

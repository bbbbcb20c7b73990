/// Functions that take rows or columns together.
#include "chainrule/claims/builtin.hpp"

#include <utility>

namespace chainrule::claims {

namespace {

/// `shape` with dimension `along` reduced to 1.
Shape reduced(Shape shape, arma::uword along) {
    if (along == 1) return {1, shape.cols};
    if (along == 2) return {shape.rows, 1};
    return shape;
}

/// sum(X, dim) and its like. An empty 0x0 matrix sums to one number.
Shape along_argument_1(std::span<const Argument> arguments) {
    if (arguments.size() == 1 && arguments[0].shape == Shape{0, 0}) return {};
    return reduced(arguments[0].shape, dimension_of(arguments, 1));
}

/// Applies `reduce` to each column or row as one column; it returns one number.
template <class eT, class Reduce>
arma::Mat<eT> reduce_lines(const arma::Mat<eT>& x, arma::uword along, Reduce&& reduce) {
    if (along == 1) {
        arma::Mat<eT> result(1, x.n_cols);
        for (arma::uword j = 0; j < x.n_cols; ++j) {
            result.at(j) = reduce(arma::Col<eT>(x.colptr(j), x.n_rows));
        }
        return result;
    }
    arma::Mat<eT> result(x.n_rows, 1);
    for (arma::uword i = 0; i < x.n_rows; ++i) {
        arma::Col<eT> line(x.n_cols);
        for (arma::uword j = 0; j < x.n_cols; ++j) line.at(j) = x.at(i, j);
        result.at(i) = reduce(line);
    }
    return result;
}

/// F::of(line) of each line of X, along dimension argument `index`; X itself along a
/// dimension it does not have.
template <class F, std::size_t index, class eT>
arma::Mat<eT> each_line(std::span<const arma::Mat<eT>> arguments, Watch& watch) {
    const arma::Mat<eT>& x = arguments[0];
    if (arguments.size() <= index && x.n_rows == 0 && x.n_cols == 0) {
        arma::Mat<eT> one(1, 1);
        one.at(0) = F::template of<eT>(arma::Col<eT>(), watch);
        return one;
    }
    const arma::uword along = dimension(arguments, index);
    if (along == 3) return x;
    return reduce_lines(x, along, [&](const arma::Col<eT>& line) {
        return F::template of<eT>(line, watch);
    });
}

struct Sum {
    template <class eT>
    static eT of(const arma::Col<eT>& line, Watch&) {
        eT total(0.0);
        for (const eT& x : line) total += x;
        return total;
    }
};
struct Mean {
    template <class eT>
    static eT of(const arma::Col<eT>& line, Watch& watch) {
        return Sum::of(line, watch) / double(line.n_elem);
    }
};
struct Prod {
    template <class eT>
    static eT of(const arma::Col<eT>& line, Watch&) {
        eT product(1.0);
        for (const eT& x : line) product *= x;
        return product;
    }
};

/// The extreme element; `sign` is 1 for the largest, -1 for the smallest. As in Octave a
/// NaN is passed over as long as there is a number. Two that tie make a kink.
template <int sign>
struct Extreme {
    template <class eT>
    static eT of(const arma::Col<eT>& line, Watch& watch) {
        const eT* best = nullptr;
        double second = std::nan("");
        for (const eT& x : line) {
            if (std::isnan(real_part(x))) continue;
            if (best == nullptr || sign * real_part(x) > sign * real_part(*best)) {
                if (best != nullptr) second = real_part(*best);
                best = &x;
            } else if (!(sign * real_part(x) <= sign * second)) {
                second = real_part(x);
            }
        }
        if (best == nullptr) return eT(std::nan(""));
        if (!std::isnan(second)) {
            watch.at(real_part(*best) - second, real_part(*best));
        }
        return *best;
    }

    template <class eT>
    static eT of(eT a, eT b, Watch& watch) {
        watch.at(real_part(a) - real_part(b), real_part(a));
        if (std::isnan(real_part(b))) return a;
        return sign * real_part(a) >= sign * real_part(b) ? a : b;
    }
};

/// max(X), max(X, [], dim) and max(A, B).
Shape extreme_shape(std::span<const Argument> arguments) {
    if (arguments.size() == 2) {
        Shape shape;
        if (!broadcast(arguments[0].shape, arguments[1].shape, shape)) {
            throw Misuse{1,
                         to_string(arguments[1].shape) + " does not stretch to " +
                             to_string(arguments[0].shape),
                         "along a dimension it is max(X, [], dim)"};
        }
        return shape;
    }
    if (arguments.size() == 3 && !arguments[1].shape.is_empty()) {
        throw Misuse{1, "the second of three arguments is []", "max(X, [], dim)"};
    }
    const Shape shape = reduced(arguments[0].shape, dimension_of(arguments, 2));
    return arguments[0].shape.is_empty() && arguments.size() == 1 &&
                   arguments[0].shape == Shape{0, 0}
               ? Shape{0, 0}
               : shape;
}

template <int sign, class eT>
arma::Mat<eT> extreme(std::span<const arma::Mat<eT>> arguments, Watch& watch) {
    if (arguments.size() == 2) {
        return pairwise(arguments[0], arguments[1], [&](eT a, eT b) {
            return Extreme<sign>::of(a, b, watch);
        });
    }
    if (arguments.size() == 1 && arguments[0].n_rows == 0 && arguments[0].n_cols == 0) {
        return arguments[0];
    }
    return each_line<Extreme<sign>, 2, eT>(arguments, watch);
}

Shape unchanged(std::span<const Argument> arguments) {
    static_cast<void>(dimension_of(arguments, 1));
    return arguments[0].shape;
}

template <class eT>
arma::Mat<eT> cumsum(std::span<const arma::Mat<eT>> arguments, Watch&) {
    arma::Mat<eT> sums = arguments[0];
    const arma::uword along = dimension(arguments, 1);
    if (along == 1) {
        for (arma::uword j = 0; j < sums.n_cols; ++j) {
            for (arma::uword i = 1; i < sums.n_rows; ++i)
                sums.at(i, j) += sums.at(i - 1, j);
        }
    } else if (along == 2) {
        for (arma::uword j = 1; j < sums.n_cols; ++j) {
            for (arma::uword i = 0; i < sums.n_rows; ++i)
                sums.at(i, j) += sums.at(i, j - 1);
        }
    }
    return sums;
}

template <class F>
Builtin reduction(std::string_view name, std::string_view usage) {
    return {name,
            usage,
            1,
            2,
            along_argument_1,
            each_line<F, 1, double>,
            each_line<F, 1, Cx>};
}

/// dot(a, b): of two vectors however they lie, of two matrices column by column.
Shape dot_shape(std::span<const Argument> arguments) {
    const Shape a = arguments[0].shape, b = arguments[1].shape;
    if (a.is_vector() && b.is_vector() && a.elements() == b.elements() &&
        arguments.size() == 2) {
        return {};
    }
    if (!(a == b)) {
        throw Misuse{1,
                     "dot needs two of one shape, found " + to_string(a) + " and " +
                         to_string(b)};
    }
    return reduced(a, dimension_of(arguments, 2));
}

template <class eT>
arma::Mat<eT> dot(std::span<const arma::Mat<eT>> arguments, Watch& watch) {
    const arma::Mat<eT>&a = arguments[0], &b = arguments[1];
    const bool vectors = (a.n_rows == 1 || a.n_cols == 1) && arguments.size() == 2;
    arma::Mat<eT> products(vectors ? a.n_elem : a.n_rows, vectors ? 1 : a.n_cols);
    for (arma::uword i = 0; i < a.n_elem; ++i) {
        products.memptr()[i] = a.mem[i] * b.mem[i];
    }
    if (arguments.size() == 3) {
        const arma::Mat<eT> again[] = {products, arguments[2]};
        return each_line<Sum, 1, eT>(again, watch);
    }
    return each_line<Sum, 1, eT>({&products, 1}, watch);
}

}  // namespace

std::vector<Builtin> reductions() {
    return {
        reduction<Sum>("sum", "sum(X) or sum(X, dim)"),
        reduction<Mean>("mean", "mean(X) or mean(X, dim)"),
        reduction<Prod>("prod", "prod(X) or prod(X, dim)"),
        {"cumsum",
         "cumsum(X) or cumsum(X, dim)",
         1,
         2,
         unchanged,
         cumsum<double>,
         cumsum<Cx>},
        {"max",
         "max(X), max(X, [], dim) or max(A, B)",
         1,
         3,
         extreme_shape,
         extreme<1, double>,
         extreme<1, Cx>},
        {"min",
         "min(X), min(X, [], dim) or min(A, B)",
         1,
         3,
         extreme_shape,
         extreme<-1, double>,
         extreme<-1, Cx>},
        {"dot", "dot(a, b)", 2, 3, dot_shape, dot<double>, dot<Cx>},
    };
}

}  // namespace chainrule::claims

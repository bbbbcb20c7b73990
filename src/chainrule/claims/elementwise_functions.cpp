/// Functions of every element by itself.
#include "chainrule/claims/builtin.hpp"

#include <numbers>

namespace chainrule::claims {

namespace {

Shape same(std::span<const Argument> arguments) {
    return arguments[0].shape;
}

Shape together(std::span<const Argument> arguments) {
    Shape shape;
    if (!broadcast(arguments[0].shape, arguments[1].shape, shape)) {
        throw Misuse{1,
                     to_string(arguments[1].shape) + " does not stretch to " +
                         to_string(arguments[0].shape)};
    }
    return shape;
}

/// F::of(x); where x is real, by the function of real numbers, which takes a fraction of
/// the time.
template <class F>
double value(double x) {
    return F::of(x);
}
template <class F>
Cx value(Cx x) {
    return x.imag() == 0.0 ? Cx(F::of(x.real())) : F::of(x);
}

/// F::of(x) of every element; F::watch(x) says how far x is from a kink.
template <class F, class eT>
arma::Mat<eT> every(std::span<const arma::Mat<eT>> arguments, Watch& watch) {
    arma::Mat<eT> result(arguments[0].n_rows, arguments[0].n_cols);
    for (arma::uword i = 0; i < result.n_elem; ++i) {
        const eT x = arguments[0].mem[i];
        if constexpr (requires { F::kink(0.0); }) {
            watch.at(F::kink(real_part(x)), 1.0);
        }
        result.memptr()[i] = value<F>(x);
    }
    return result;
}

template <class F>
Builtin function(std::string_view name, std::string_view usage) {
    return {name, usage, 1, 1, same, every<F, double>, every<F, Cx>, true};
}

/// value + i * slope * Im x: to first order, where the standard library has no function
/// for complex numbers or one that loses small imaginary parts.
Cx first_order(double value, double slope, Cx x) {
    return {value, slope == 0.0 ? 0.0 : slope * x.imag()};
}

double erf_of(double x) {
    return std::erf(x);
}
Cx erf_of(Cx x) {
    const double re = x.real();
    return first_order(
        std::erf(re), 2.0 * std::numbers::inv_sqrtpi * std::exp(-re * re), x);
}
double log1p_of(double x) {
    return std::log1p(x);
}
Cx log1p_of(Cx x) {
    return first_order(std::log1p(x.real()), 1.0 / (1.0 + x.real()), x);
}
double expm1_of(double x) {
    return std::expm1(x);
}
Cx expm1_of(Cx x) {
    return first_order(std::expm1(x.real()), std::exp(x.real()), x);
}
double atan_of(double x) {
    return std::atan(x);
}
Cx atan_of(Cx x) {
    return first_order(std::atan(x.real()), 1.0 / (1.0 + x.real() * x.real()), x);
}

struct Exp {
    template <class T>
    static T of(T x) {
        return std::exp(x);
    }
};
struct Log {
    static double of(double x) { return std::log(x); }
    static Cx of(Cx x) { return x.real() < 0.0 ? Cx(std::nan("")) : std::log(x); }
    static double kink(double x) { return x; }
};
struct Log1p {
    template <class T>
    static T of(T x) {
        return log1p_of(x);
    }
    static double kink(double x) { return 1.0 + x; }
};
struct Expm1 {
    template <class T>
    static T of(T x) {
        return expm1_of(x);
    }
};
struct Sqrt {
    static double of(double x) { return std::sqrt(x); }
    static Cx of(Cx x) { return x.real() < 0.0 ? Cx(std::nan("")) : std::sqrt(x); }
    static double kink(double x) { return x; }
};
struct Abs {
    template <class T>
    static T of(T x) {
        return real_part(x) < 0.0 ? -x : x;
    }
    static double kink(double x) { return x; }
};
struct Sign {
    template <class T>
    static T of(T x) {
        const double re = real_part(x);
        return std::isnan(re) ? re : double(re > 0.0) - double(re < 0.0);
    }
    static double kink(double x) { return x; }
};
struct Sin {
    template <class T>
    static T of(T x) {
        return std::sin(x);
    }
};
struct Cos {
    template <class T>
    static T of(T x) {
        return std::cos(x);
    }
};
struct Tan {
    template <class T>
    static T of(T x) {
        return std::tan(x);
    }
};
struct Tanh {
    template <class T>
    static T of(T x) {
        return std::tanh(x);
    }
};
struct Sinh {
    template <class T>
    static T of(T x) {
        return std::sinh(x);
    }
};
struct Cosh {
    template <class T>
    static T of(T x) {
        return std::cosh(x);
    }
};
struct Atan {
    template <class T>
    static T of(T x) {
        return atan_of(x);
    }
};
struct Erf {
    template <class T>
    static T of(T x) {
        return erf_of(x);
    }
};
struct Floor {
    template <class T>
    static T of(T x) {
        return std::floor(real_part(x));
    }
    static double kink(double x) { return x - std::round(x); }
};

/// 1/(1 + exp(-x)) without an overflow on either side.
struct Sigmoid {
    template <class T>
    static T of(T x) {
        if (real_part(x) >= 0.0) return 1.0 / (1.0 + std::exp(-x));
        const T e = std::exp(x);
        return e / (1.0 + e);
    }
};
struct Relu {
    template <class T>
    static T of(T x) {
        return real_part(x) > 0.0 || std::isnan(real_part(x)) ? x : T(0.0);
    }
    static double kink(double x) { return x; }
};
/// log(1 + exp(x)) without an overflow.
struct Softplus {
    template <class T>
    static T of(T x) {
        if (real_part(x) > 0.0) return x + log1p_of(std::exp(-x));
        return log1p_of(std::exp(x));
    }
};
/// x Phi(x) with the normal distribution function Phi.
struct Gelu {
    template <class T>
    static T of(T x) {
        return 0.5 * x * (1.0 + erf_of(x / std::numbers::sqrt2));
    }
};
struct Silu {
    template <class T>
    static T of(T x) {
        return x * Sigmoid::of(x);
    }
};

template <class eT>
arma::Mat<eT> leaky_relu(std::span<const arma::Mat<eT>> arguments, Watch& watch) {
    return pairwise(arguments[0], arguments[1], [&](eT x, eT slope) {
        watch.at(real_part(x), 1.0);
        return real_part(x) > 0.0 ? x : slope * x;
    });
}

}  // namespace

std::vector<Builtin> elementwise_functions() {
    return {
        function<Exp>("exp", "exp(X)"),
        function<Log>("log", "log(X)"),
        function<Log1p>("log1p", "log1p(X)"),
        function<Expm1>("expm1", "expm1(X)"),
        function<Sqrt>("sqrt", "sqrt(X)"),
        function<Abs>("abs", "abs(X)"),
        function<Sign>("sign", "sign(X)"),
        function<Sin>("sin", "sin(X)"),
        function<Cos>("cos", "cos(X)"),
        function<Tan>("tan", "tan(X)"),
        function<Tanh>("tanh", "tanh(X)"),
        function<Sinh>("sinh", "sinh(X)"),
        function<Cosh>("cosh", "cosh(X)"),
        function<Atan>("atan", "atan(X)"),
        function<Erf>("erf", "erf(X)"),
        function<Floor>("floor", "floor(X)"),
        function<Sigmoid>("sigmoid", "sigmoid(X)"),
        function<Relu>("relu", "relu(X)"),
        function<Softplus>("softplus", "softplus(X)"),
        function<Gelu>("gelu", "gelu(X)"),
        function<Silu>("silu", "silu(X)"),
        {"leaky_relu",
         "leaky_relu(X, a)",
         2,
         2,
         together,
         leaky_relu<double>,
         leaky_relu<Cx>},
    };
}

}  // namespace chainrule::claims

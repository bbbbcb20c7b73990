#include "chainrule/claims/builtin.hpp"

#include "chainrule/claims/limits.hpp"

#include <fmt/format.h>

#include <map>

namespace chainrule::claims {

namespace {

using Table = std::map<std::string_view, Builtin>;

const Table& table() {
    static const Table all = [] {
        Table entries;
        for (const auto& part : {elementwise_functions(),
                                 reductions(),
                                 matrix_functions(),
                                 constructors(),
                                 network_functions()}) {
            for (const Builtin& entry : part) entries[entry.name] = entry;
        }
        return entries;
    }();
    return all;
}

}  // namespace

const Builtin* find_builtin(std::string_view name) {
    const auto found = table().find(name);
    return found == table().end() ? nullptr : &found->second;
}

std::vector<std::string> builtin_names() {
    std::vector<std::string> names;
    for (const auto& [name, entry] : table()) names.emplace_back(name);
    return names;
}

bool broadcast(Shape a, Shape b, Shape& together) {
    const auto meet = [](arma::uword x, arma::uword y, arma::uword& both) {
        both = x == 1 ? y : x;
        return x == y || x == 1 || y == 1;
    };
    return meet(a.rows, b.rows, together.rows) & meet(a.cols, b.cols, together.cols);
}

arma::uword whole_argument(std::span<const Argument> arguments,
                           std::size_t index,
                           double least,
                           double most) {
    const Argument& argument = arguments[index];
    if (argument.is_text || !argument.shape.is_scalar()) {
        throw Misuse{index,
                     argument.is_text ? "a number is expected here"
                                      : "a single number is expected here, found a " +
                                            to_string(argument.shape)};
    }
    if (argument.constant == nullptr) {
        throw Misuse{index, "a size is expected here, known before anything is drawn"};
    }
    const double value = argument.constant->at(0);
    if (!(value >= least && value <= most && value == std::floor(value))) {
        throw Misuse{
            index,
            fmt::format("a whole number from {} to {} is expected here, found {}",
                        least,
                        most,
                        value)};
    }
    return static_cast<arma::uword>(value);
}

Shape shape_argument(std::span<const Argument> arguments, std::size_t first) {
    if (arguments.size() > first + 1) {
        return {whole_argument(arguments, first, 0, limits::size),
                whole_argument(arguments, first + 1, 0, limits::size)};
    }
    const Argument& both = arguments[first];
    if (both.shape == Shape{1, 2} && both.constant != nullptr) {
        const arma::mat rows = both.constant->col(0), cols = both.constant->col(1);
        const Argument apart[] = {{{}, &rows}, {{}, &cols}};
        return shape_argument(apart, 0);
    }
    const arma::uword n = whole_argument(arguments, first, 0, limits::size);
    return {n, n};
}

arma::uword dimension_of(std::span<const Argument> arguments, std::size_t index) {
    if (index < arguments.size()) {
        return std::min<arma::uword>(3,
                                     whole_argument(arguments, index, 1, limits::size));
    }
    return arguments[0].shape.rows != 1 ? 1 : 2;
}

}  // namespace chainrule::claims

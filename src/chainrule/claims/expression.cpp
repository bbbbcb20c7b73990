#include "chainrule/claims/expression.hpp"

#include <fmt/format.h>

namespace chainrule::claims {

std::string to_string(Shape shape) {
    return fmt::format("{}x{}", shape.rows, shape.cols);
}

std::string_view sign_of(Op op) {
    switch (op) {
        case Op::plus:
        case Op::add:
            return "+";
        case Op::minus:
        case Op::subtract:
            return "-";
        case Op::not_:
            return "!";
        case Op::transpose:
            return "'";
        case Op::multiply:
            return "*";
        case Op::divide:
            return "/";
        case Op::left_divide:
            return "\\";
        case Op::power:
            return "^";
        case Op::times:
            return ".*";
        case Op::over:
            return "./";
        case Op::under:
            return ".\\";
        case Op::raise:
            return ".^";
        case Op::less:
            return "<";
        case Op::less_equal:
            return "<=";
        case Op::greater:
            return ">";
        case Op::greater_equal:
            return ">=";
        case Op::equal:
            return "==";
        case Op::unequal:
            return "!=";
        case Op::and_:
            return "&";
        case Op::or_:
            return "|";
        default:
            return "";
    }
}

}  // namespace chainrule::claims

#include "chainrule/claims/diagnosis.hpp"

namespace chainrule::claims {

std::string_view to_string(Kind kind) {
    switch (kind) {
        case Kind::factor:
            return "factor";
        case Kind::sign:
            return "sign";
        case Kind::transpose:
            return "transpose";
        case Kind::shape:
            return "shape";
        case Kind::missing_term:
            return "missing-term";
        case Kind::extra_term:
            return "extra-term";
        case Kind::missing_factor:
            return "missing-factor";
        case Kind::matmul_vs_elementwise:
            return "matmul-vs-elementwise";
        case Kind::wrong_entries:
            return "wrong-entries";
        case Kind::wrong_variable:
            return "wrong-variable";
        case Kind::unknown:
            break;
    }
    return "unknown";
}

}  // namespace chainrule::claims

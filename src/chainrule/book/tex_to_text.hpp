#pragma once

/// @file
/// LaTeX maths as one line of Unicode text, for a terminal.
///
/// | LaTeX                                | text          |
/// |--------------------------------------|---------------|
/// | `\bar W = \bar Z X^\top`             | `W̄ = Z̄ Xᵀ`    |
/// | `\frac{\partial L}{\partial W_{hd}}` | `∂L/∂W_hd`    |
/// | `\sum_n e^{Z_{cn}}`                  | `∑ₙ e^{Z_cn}` |
///
/// Unicode lowers no b, c, d, f, g, q, w, y, z and hardly a capital. An index of two
/// letters would look different from one pair to the next, so only numbers and
/// single letters are lowered.

#include <string>
#include <string_view>
#include <vector>

namespace chainrule::book {

struct TexText {
    /// With the spaces of spaces.hpp, so that a line breaks where TeX would break it:
    /// after a relation or a binary operator, or at a quad.
    std::string text;
    /// What could not be understood: "unknown command \foo". The text stays readable.
    std::vector<std::string> problems;
};

/// The text of one formula, given without its dollars.
[[nodiscard]] TexText tex_to_text(std::string_view tex);

}  // namespace chainrule::book

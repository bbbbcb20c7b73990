#pragma once

/// @file
/// The colours of Okabe and Ito, which people of every colour vision tell apart. A
/// layer and a part of the data have the same colour in every picture.

#include "plots/figure.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace chainrule::plots {

inline const Colour training_colour = "#0072b2";
inline const Colour validation_colour = "#d55e00";
inline const Colour test_colour = "#009e73";
inline const Colour reference_colour = "#777777";
inline const Colour faint_colour = "#c3ccd2";
inline const Colour healthy_colour = "#e3f1ea";

/// The colour of the layer `position`, counted from 0 among those drawn.
[[nodiscard]] inline Colour layer_colour(std::size_t position) {
    static const std::array<Colour, 7> colours{
        "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#222222"};
    return colours[position % colours.size()];
}

/// The layer a parameter belongs to, counted from 0: "W1" and "b1" to the first.
[[nodiscard]] inline std::size_t layer_of_parameter(std::string_view name) {
    std::size_t number = 0;
    for (const char c : name) {
        if (c >= '0' && c <= '9')
            number = 10 * number + static_cast<std::size_t>(c - '0');
    }
    return number == 0 ? 0 : number - 1;
}

[[nodiscard]] inline bool is_bias(std::string_view parameter) {
    return parameter.starts_with('b');
}

/// The same colour, half see-through, for an opaque "#rrggbb".
[[nodiscard]] inline Colour translucent(const Colour& colour) {
    return "#80" + colour.substr(1);
}

}  // namespace chainrule::plots

#include "chainrule/steps/step.hpp"

#include "chainrule/random.hpp"

#include <cmath>

namespace chainrule::steps {

namespace {

bool is_number(std::string_view size) {
    return size.find_first_not_of("0123456789") == size.npos;
}

/// Takes a size for each letter in the order in which the letters appear.
class SizeDrawer {
public:
    SizeDrawer(std::uint64_t seed, const std::map<std::string_view, arma::uword>& fixed)
        : fixed_(fixed) {
        Random random(seed, 0x51);
        // At least 2 each: N = 1 or D = 1 would hide mistakes
        for (const std::size_t place : random.permutation(6))
            free_.push_back(place + 2);
    }

    /// A window's six numbers give eight sizes; no other size is drawn equal to one.
    void take(const Window& window) {
        const auto sizes = window.sizes();
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            drawn_.emplace_back(Window::letters.substr(i, 1), sizes[i]);
            std::erase(free_, sizes[i]);
        }
    }

    arma::uword operator()(std::string_view letter) {
        if (is_number(letter)) return std::stoul(std::string(letter));
        if (letter.size() > 1) return product(letter);
        for (const auto& [known, value] : drawn_) {
            if (known == letter) return value;
        }
        const auto set = fixed_.find(letter);
        arma::uword value;
        if (set != fixed_.end()) {
            value = set->second;
        } else {
            value = free_.back();
            free_.pop_back();
        }
        drawn_.emplace_back(letter, value);
        return value;
    }

    [[nodiscard]] const auto& drawn() const { return drawn_; }

private:
    arma::uword product(std::string_view letters) {
        arma::uword value = 1;
        for (std::size_t i = 0; i < letters.size(); ++i) {
            value *= (*this)(letters.substr(i, 1));
        }
        return value;
    }

    const std::map<std::string_view, arma::uword>& fixed_;
    std::vector<arma::uword> free_;
    std::vector<std::pair<std::string_view, arma::uword>> drawn_;
};

/// The window of `input`, with the numbers that are fixed.
arma::mat draw_window(const Input& input,
                      std::uint64_t seed,
                      const std::map<std::string_view, arma::uword>& fixed) {
    Random random(seed, 0x29);
    arma::mat window = input.draw(random, {1, Window::numbers});
    for (arma::uword i = 0; i < Window::numbers; ++i) {
        const auto set = fixed.find(Window::letters.substr(i, 1));
        if (set != fixed.end()) window(i) = static_cast<double>(set->second);
    }
    return window;
}

}  // namespace

Window window_from(const arma::mat& numbers, std::string_view step) {
    for (const double number : numbers) {
        if (number >= 0.0 && number < 1e6 && number == std::floor(number)) continue;
        throw ValueError(
            step, "a window of whole numbers below 1000000", number_text(number));
    }
    const auto number = [&](arma::uword i) {
        return static_cast<arma::uword>(numbers(i));
    };
    return {number(0), number(1), number(2), number(3), number(4), number(5)};
}

Example draw_example(const Step& step,
                     std::uint64_t seed,
                     const std::map<std::string_view, arma::uword>& fixed) {
    SizeDrawer size_of(seed, fixed);
    Random random(seed, 0x17);
    Example example;
    for (const Input& input : step.inputs) {
        if (input.letters.empty()) continue;
        size_of.take(window_from(draw_window(input, seed, fixed), step.name));
    }
    for (const Input& input : step.inputs) {
        if (!input.letters.empty()) {
            example.inputs.push_back(draw_window(input, seed, fixed));
            continue;
        }
        const arma::uword rows = size_of(input.rows), cols = size_of(input.cols);
        const arma::uword classes = input.classes.empty() ? 0 : size_of(input.classes);
        example.inputs.push_back(input.draw(random, {rows, cols, classes}));
    }
    example.sizes = size_of.drawn();
    for (const auto& output : step.in<double>().forward(example.inputs)) {
        example.output_bars.push_back(
            draw::normal(random, {output.n_rows, output.n_cols}));
    }
    return example;
}

Example draw_hiding_example(const Step& step,
                            std::uint64_t seed,
                            const Hiding& hiding) {
    Example example = draw_example(step, seed, hiding.sizes);
    if (hiding.change) hiding.change(example.inputs, example.output_bars);
    return example;
}

}  // namespace chainrule::steps

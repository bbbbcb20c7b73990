#include "chainrule/steps/step.hpp"

#include "chainrule/random.hpp"

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

    arma::uword operator()(std::string_view letter) {
        if (is_number(letter)) return std::stoul(std::string(letter));
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
    const std::map<std::string_view, arma::uword>& fixed_;
    std::vector<arma::uword> free_;
    std::vector<std::pair<std::string_view, arma::uword>> drawn_;
};

}  // namespace

Example draw_example(const Step& step,
                     std::uint64_t seed,
                     const std::map<std::string_view, arma::uword>& fixed) {
    SizeDrawer size_of(seed, fixed);
    Random random(seed, 0x17);
    Example example;
    for (const Input& input : step.inputs) {
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

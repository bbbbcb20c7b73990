#include "chainrule/book/tex_row.hpp"

#include "chainrule/book/spaces.hpp"

#include <algorithm>

namespace chainrule::book {

namespace {

using enum TexClass;

bool is_digit(std::string_view text) {
    return text.size() == 1 && text[0] >= '0' && text[0] <= '9';
}

bool is_operator(TexClass cls) {
    return cls == op || cls == function;
}

}  // namespace

void TexRow::append(std::string_view text, TexClass cls) {
    const bool sign = cls == binary && !takes_binary();
    if (sign) cls = ordinary;
    if (cls == close) --depth_;
    weaken(text, cls);
    text_ += space_before(cls);
    text_ += text;
    if (cls == open) ++depth_;

    last_ = cls;
    last_is_sign_ = sign;
    last_is_digit_ = is_digit(text);
    last_runs_on_ = false;
    space_asked_ = false;
    quads_asked_ = 0;
}

void TexRow::append_script(std::string_view text, bool runs_on) {
    text_ += text;
    last_runs_on_ = runs_on;
}

std::string TexRow::bracketed_from(Binding weak) const {
    const Binding binding =
        parts_ > 1 ? std::max(binding_, Binding::product) : binding_;
    return binding < weak ? text_ : "(" + text_ + ")";
}

/// A binary operator stands after something; otherwise it is a sign.
bool TexRow::takes_binary() const {
    return (last_ == ordinary && !last_is_sign_) || last_ == close || last_ == inner;
}

std::string TexRow::space_before(TexClass cls) const {
    const std::string tied(no_break_space);
    if (quads_asked_ > 0) {
        std::string quads;
        for (int i = 0; i < quads_asked_; ++i) quads += quad_space;
        return quads;
    }
    if (last_ == open || cls == close || cls == punctuation || last_is_sign_) return "";
    const bool between = cls == relation || cls == binary || last_ == relation ||
                         last_ == binary || last_ == punctuation;
    if (tight_ && between) return "";
    if (!tight_) {
        // A line may break after these, but not within brackets
        const std::string breakable = depth_ > 0 ? tied : " ";
        if (last_ == relation || last_ == binary || last_ == punctuation) {
            return breakable;
        }
        if (cls == relation || cls == binary) return tied;
        if (cls == inner || last_ == inner) return tied;
    }
    if (last_ == function && cls == open) return "";
    if (is_operator(last_) || is_operator(cls) || space_asked_) return tied;
    return last_runs_on_ && cls == ordinary ? tied : "";
}

/// Notes what appending `text` does to the row's binding.
void TexRow::weaken(std::string_view text, TexClass cls) {
    if (depth_ > 0 || cls == open || text == "∂") return;
    if (cls == binary || cls == relation || cls == punctuation) {
        binding_ = std::max(binding_, Binding::sum);
    } else if (is_operator(cls)) {
        binding_ = std::max(binding_, Binding::applied);
    } else if (cls == inner) {
        binding_ = std::max(binding_, Binding::product);
    }
    if (!(is_digit(text) && last_is_digit_)) ++parts_;
}

}  // namespace chainrule::book

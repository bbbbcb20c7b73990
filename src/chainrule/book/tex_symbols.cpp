#include "chainrule/book/tex_symbols.hpp"

#include "chainrule/book/utf8.hpp"

#include <map>

namespace chainrule::book {

namespace {

using Names = std::map<std::string_view, std::string_view>;
using enum TexClass;

const std::map<std::string_view, TexSymbol> command_symbols{
    // Greek
    {"alpha", {"α"}},
    {"beta", {"β"}},
    {"gamma", {"γ"}},
    {"delta", {"δ"}},
    {"epsilon", {"ϵ"}},
    {"varepsilon", {"ε"}},
    {"zeta", {"ζ"}},
    {"eta", {"η"}},
    {"theta", {"θ"}},
    {"kappa", {"κ"}},
    {"lambda", {"λ"}},
    {"mu", {"μ"}},
    {"nu", {"ν"}},
    {"xi", {"ξ"}},
    {"pi", {"π"}},
    {"rho", {"ρ"}},
    {"sigma", {"σ"}},
    {"tau", {"τ"}},
    {"phi", {"ϕ"}},
    {"varphi", {"φ"}},
    {"chi", {"χ"}},
    {"psi", {"ψ"}},
    {"omega", {"ω"}},
    {"Gamma", {"Γ"}},
    {"Delta", {"Δ"}},
    {"Theta", {"Θ"}},
    {"Lambda", {"Λ"}},
    {"Sigma", {"Σ"}},
    {"Phi", {"Φ"}},
    {"Psi", {"Ψ"}},
    {"Omega", {"Ω"}},
    // letters and signs
    {"ell", {"ℓ"}},
    {"partial", {"∂"}},
    {"nabla", {"∇"}},
    {"infty", {"∞"}},
    {"top", {"⊤"}},
    {"prime", {"′"}},
    {"emptyset", {"∅"}},
    {"|", {"‖"}},
    {"#", {"#"}},
    {"%", {"%"}},
    {"&", {"&"}},
    {"_", {"_"}},
    {"$", {"$"}},
    {"forall", {"∀"}},
    {"exists", {"∃"}},
    // operators and functions
    {"sum", {"∑", op}},
    {"prod", {"∏", op}},
    {"int", {"∫", op}},
    {"log", {"log", function}},
    {"ln", {"ln", function}},
    {"exp", {"exp", function}},
    {"max", {"max", function}},
    {"min", {"min", function}},
    {"arg", {"arg", function}},
    {"sup", {"sup", function}},
    {"lim", {"lim", function}},
    {"sin", {"sin", function}},
    {"cos", {"cos", function}},
    {"tan", {"tan", function}},
    {"sinh", {"sinh", function}},
    {"cosh", {"cosh", function}},
    {"tanh", {"tanh", function}},
    {"det", {"det", function}},
    {"Pr", {"Pr", function}},
    // between two things
    {"pm", {"±", binary}},
    {"mp", {"∓", binary}},
    {"cdot", {"·", binary}},
    {"times", {"×", binary}},
    {"circ", {"∘", binary}},
    {"odot", {"⊙", binary}},
    {"oslash", {"⊘", binary}},
    {"otimes", {"⊗", binary}},
    {"oplus", {"⊕", binary}},
    {"ast", {"∗", binary}},
    {"star", {"⋆", binary}},
    {"cup", {"∪", binary}},
    {"cap", {"∩", binary}},
    {"setminus", {"∖", binary}},
    {"wedge", {"∧", binary}},
    {"vee", {"∨", binary}},
    {"le", {"≤", relation}},
    {"leq", {"≤", relation}},
    {"ge", {"≥", relation}},
    {"geq", {"≥", relation}},
    {"ll", {"≪", relation}},
    {"gg", {"≫", relation}},
    {"ne", {"≠", relation}},
    {"neq", {"≠", relation}},
    {"equiv", {"≡", relation}},
    {"approx", {"≈", relation}},
    {"sim", {"∼", relation}},
    {"propto", {"∝", relation}},
    {"in", {"∈", relation}},
    {"notin", {"∉", relation}},
    {"subset", {"⊂", relation}},
    {"subseteq", {"⊆", relation}},
    {"perp", {"⊥", relation}},
    {"mid", {"|", relation}},
    {"to", {"→", relation}},
    {"rightarrow", {"→", relation}},
    {"leftarrow", {"←", relation}},
    {"gets", {"←", relation}},
    {"mapsto", {"↦", relation}},
    {"Rightarrow", {"⇒", relation}},
    {"Leftrightarrow", {"⇔", relation}},
    {"iff", {"⇔", relation}},
    // brackets
    {"{", {"{", open}},
    {"}", {"}", close}},
    {"langle", {"⟨", open}},
    {"rangle", {"⟩", close}},
    {"lfloor", {"⌊", open}},
    {"rfloor", {"⌋", close}},
    {"lceil", {"⌈", open}},
    {"rceil", {"⌉", close}},
    {"lvert", {"|", open}},
    {"rvert", {"|", close}},
    {"lVert", {"‖", open}},
    {"rVert", {"‖", close}},
    // dots
    {"dots", {"…", inner}},
    {"ldots", {"…", inner}},
    {"cdots", {"⋯", inner}},
};

const std::map<std::string_view, TexSymbol> character_symbols{
    {"+", {"+", binary}},
    {"-", {"−", binary}},
    {"*", {"∗", binary}},
    {"=", {"=", relation}},
    {"<", {"<", relation}},
    {">", {">", relation}},
    {"(", {"(", open}},
    {"[", {"[", open}},
    {")", {")", close}},
    {"]", {"]", close}},
    {",", {",", punctuation}},
    {";", {";", punctuation}},
    {":", {":", punctuation}},
    {".", {".", punctuation}},
    {"'", {"′"}},
};

const Names accents{
    {"bar", "\u0304"},
    {"overline", "\u0305"},
    {"dot", "\u0307"},
    {"ddot", "\u0308"},
    {"hat", "\u0302"},
    {"tilde", "\u0303"},
};

const Names blackboards{
    {"C", "ℂ"}, {"E", "𝔼"}, {"N", "ℕ"}, {"Q", "ℚ"}, {"R", "ℝ"}, {"Z", "ℤ"}, {"1", "𝟙"}};

const Names raised_characters{
    {"0", "⁰"}, {"1", "¹"}, {"2", "²"}, {"3", "³"}, {"4", "⁴"}, {"5", "⁵"}, {"6", "⁶"},
    {"7", "⁷"}, {"8", "⁸"}, {"9", "⁹"}, {"+", "⁺"}, {"−", "⁻"}, {"=", "⁼"}, {"(", "⁽"},
    {")", "⁾"}, {"a", "ᵃ"}, {"b", "ᵇ"}, {"c", "ᶜ"}, {"d", "ᵈ"}, {"e", "ᵉ"}, {"f", "ᶠ"},
    {"g", "ᵍ"}, {"h", "ʰ"}, {"i", "ⁱ"}, {"j", "ʲ"}, {"k", "ᵏ"}, {"l", "ˡ"}, {"m", "ᵐ"},
    {"n", "ⁿ"}, {"o", "ᵒ"}, {"p", "ᵖ"}, {"r", "ʳ"}, {"s", "ˢ"}, {"t", "ᵗ"}, {"u", "ᵘ"},
    {"v", "ᵛ"}, {"w", "ʷ"}, {"x", "ˣ"}, {"y", "ʸ"}, {"z", "ᶻ"}, {"T", "ᵀ"}, {"⊤", "ᵀ"},
    {"∘", "°"}, {"′", "′"}};

const Names lowered_characters{
    {"0", "₀"}, {"1", "₁"}, {"2", "₂"}, {"3", "₃"}, {"4", "₄"}, {"5", "₅"}, {"6", "₆"},
    {"7", "₇"}, {"8", "₈"}, {"9", "₉"}, {"+", "₊"}, {"−", "₋"}, {"=", "₌"}, {"(", "₍"},
    {")", "₎"}, {"a", "ₐ"}, {"e", "ₑ"}, {"h", "ₕ"}, {"i", "ᵢ"}, {"j", "ⱼ"}, {"k", "ₖ"},
    {"l", "ₗ"}, {"m", "ₘ"}, {"n", "ₙ"}, {"o", "ₒ"}, {"p", "ₚ"}, {"r", "ᵣ"}, {"s", "ₛ"},
    {"t", "ₜ"}, {"u", "ᵤ"}, {"v", "ᵥ"}, {"x", "ₓ"}, {"β", "ᵦ"}, {"γ", "ᵧ"}, {"ρ", "ᵨ"},
    {"φ", "ᵩ"}, {"χ", "ᵪ"}};

std::string_view lookup(const Names& names, std::string_view key) {
    const auto found = names.find(key);
    return found == names.end() ? std::string_view() : found->second;
}

std::optional<std::string> replaced(const Names& names, std::string_view text) {
    std::string result;
    for (const auto character : characters(text)) {
        const auto replacement = lookup(names, character);
        if (replacement.empty()) return std::nullopt;
        result += replacement;
    }
    return result;
}

}  // namespace

const TexSymbol* find_command_symbol(std::string_view command) {
    const auto found = command_symbols.find(command);
    return found == command_symbols.end() ? nullptr : &found->second;
}

TexSymbol character_symbol(std::string_view character) {
    const auto found = character_symbols.find(character);
    return found == character_symbols.end() ? TexSymbol{character} : found->second;
}

std::string_view accent_mark(std::string_view command) {
    return lookup(accents, command);
}

std::string_view blackboard(std::string_view character) {
    const auto letter = lookup(blackboards, character);
    return letter.empty() ? character : letter;
}

std::optional<std::string> raised(std::string_view text) {
    return replaced(raised_characters, text);
}

std::optional<std::string> lowered(std::string_view text) {
    return replaced(lowered_characters, text);
}

}  // namespace chainrule::book

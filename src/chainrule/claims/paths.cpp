#include "chainrule/claims/paths.hpp"

#include "chainrule/claims/chain.hpp"
#include "chainrule/claims/linear_algebra.hpp"
#include "chainrule/claims/numbers.hpp"
#include "chainrule/claims/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>

namespace chainrule::claims {

namespace {

/// A place where a name stands in the forward pass.
struct Leaf {
    SymbolId statement = 0;
    NodeId node = 0;

    [[nodiscard]] auto operator<=>(const Leaf&) const = default;
};

/// Places whose values are held, or a statement of which each element is taken to depend
/// on its own element of the variable alone.
struct Path {
    std::string words;  ///< "X reaches L through v, too, and what comes back there"
    std::string name;   ///< "v"
    std::set<Leaf> held;
    SymbolId diagonal = 0;

    [[nodiscard]] bool is_diagonal() const { return held.empty(); }
};

/// A derivation in which places can be held, by giving them a name of their own whose
/// value does not move.
class HeldDerivation {
public:
    explicit HeldDerivation(const Derivation& derivation)
        : derivation_(derivation), count_(derivation.symbols.size()) {
        for (std::size_t id = 0; id < count_; ++id) {
            Symbol symbol;
            symbol.role = Symbol::Role::given;
            symbol.shape = derivation.symbols[id].shape;
            derivation_.symbols.push_back(std::move(symbol));
        }
    }

    [[nodiscard]] const Derivation& get() const { return derivation_; }
    [[nodiscard]] SymbolId held(SymbolId id) const { return id + SymbolId(count_); }

    /// All values twice, the second time to be held.
    [[nodiscard]] Values values(const Values& values) const {
        Values twice = values;
        twice.insert(twice.end(), values.begin(), values.end());
        return twice;
    }

    void hold(const std::set<Leaf>& leaves, bool on) {
        for (const Leaf& leaf : leaves) {
            SymbolId& symbol =
                derivation_.symbols[leaf.statement].value[leaf.node].symbol;
            symbol = on ? held(symbol) : symbol - SymbolId(count_);
        }
    }

private:
    Derivation derivation_;
    std::size_t count_;
};

// Which paths there are.

/// The smallest call around a place, or the whole statement.
std::string surroundings(const Source& source, const Expression& tree, NodeId place) {
    NodeId inside = place;
    for (NodeId id = place + 1; id < tree.nodes.size(); ++id) {
        const auto& children = tree[id].children;
        if (std::find(children.begin(), children.end(), inside) == children.end()) {
            continue;
        }
        inside = id;
        if (tree[id].op == Op::call || tree[id].op == Op::apply) break;
    }
    return squeezed(source.text(tree[inside].at));
}

std::string ordinal(std::size_t n) {
    static constexpr std::string_view words[] = {"first", "second", "third", "fourth"};
    return n < std::size(words) ? std::string(words[n]) : fmt::format("{}th", n + 1);
}

class PathFinder {
public:
    PathFinder(const Source& source, const Derivation& derivation, const Claim& claim)
        : source_(source), derivation_(derivation), claim_(claim) {
        if (claim.kind == Claim::Kind::function) {
            gather_places(claim.of, derivation[claim.of].argument);
            return;
        }
        const Chain chain(derivation, derivation.known, claim.of, claim.wrt);
        for (const SymbolId id : chain.steps()) {
            if (id != claim.of) gather_name(id, chain);
        }
        names_ = paths_.size();
        for (const SymbolId id : chain.steps()) {
            gather_places(id, claim.wrt);
            for (const SymbolId moved : chain.steps()) gather_places(id, moved);
            gather_diagonal(id);
        }
    }

    [[nodiscard]] const std::vector<Path>& paths() const { return paths_; }

    /// All pairs of names: the mean and the standard deviation, say.
    [[nodiscard]] std::vector<Path> pairs() const {
        constexpr std::size_t most_names = 8;
        std::vector<Path> pairs;
        const std::size_t count = std::min(names_, most_names);
        for (std::size_t a = 0; a < count; ++a) {
            for (std::size_t b = a + 1; b < count; ++b) {
                Path both = paths_[a];
                both.name += " and " + paths_[b].name;
                both.words = fmt::format(
                    "{} reaches {} through {}, too, and what comes back there",
                    derivation_[claim_.wrt].name,
                    derivation_[claim_.of].name,
                    both.name);
                both.held.insert(paths_[b].held.begin(), paths_[b].held.end());
                pairs.push_back(std::move(both));
            }
        }
        return pairs;
    }

private:
    static constexpr std::size_t most_paths = 60;

    void add(Path path) {
        const bool known =
            std::any_of(paths_.begin(), paths_.end(), [&](const Path& other) {
                return !path.is_diagonal() && other.held == path.held;
            });
        if (!known && paths_.size() < most_paths) paths_.push_back(std::move(path));
    }

    [[nodiscard]] bool stands_at(const Node& node, SymbolId symbol) const {
        return node.op == Op::name && node.symbol == symbol;
    }

    void gather_name(SymbolId name, const Chain& chain) {
        Path path{
            fmt::format("{} reaches {} through {}, too, and what comes back there",
                        derivation_[claim_.wrt].name,
                        derivation_[claim_.of].name,
                        derivation_[name].name),
            derivation_[name].name,
            {},
            0};
        for (const SymbolId id : chain.steps()) {
            const Expression& tree = derivation_[id].value;
            for (NodeId k = 0; k < tree.nodes.size(); ++k) {
                if (stands_at(tree[k], name)) path.held.insert({id, k});
            }
        }
        if (!path.held.empty()) add(std::move(path));
    }

    /// All places of a name in a statement together, and each by itself.
    void gather_places(SymbolId statement, SymbolId symbol) {
        const Expression& tree = derivation_[statement].value;
        std::vector<NodeId> places;
        for (NodeId k = 0; k < tree.nodes.size(); ++k) {
            if (stands_at(tree[k], symbol)) places.push_back(k);
        }
        if (places.empty()) return;
        const std::string name = squeezed(source_.text(tree[places.front()].at));
        const std::string whole = derivation_[statement].name;
        Path all{fmt::format("{} stands in {} itself, and that part", name, whole),
                 whole,
                 {},
                 0};
        for (const NodeId place : places) all.held.insert({statement, place});
        if (claim_.kind != Claim::Kind::function) add(std::move(all));
        if (places.size() == 1) return;
        for (std::size_t k = 0; k < places.size(); ++k) {
            add({fmt::format("every {} in {} adds a term: that of the {} one, in {},",
                             name,
                             whole,
                             ordinal(k),
                             surroundings(source_, tree, places[k])),
                 whole,
                 {{statement, places[k]}},
                 0});
        }
    }

    void gather_diagonal(SymbolId id) {
        const Symbol& symbol = derivation_[id];
        if (symbol.shape.is_scalar() ||
            !(symbol.shape == derivation_[claim_.wrt].shape)) {
            return;
        }
        const auto& nodes = symbol.value.nodes;
        const bool direct = std::any_of(nodes.begin(), nodes.end(), [&](const Node& n) {
            return stands_at(n, claim_.wrt);
        });
        if (direct) add({"", symbol.name, {}, id});
    }

    const Source& source_;
    const Derivation& derivation_;
    const Claim& claim_;
    std::vector<Path> paths_;
    std::size_t names_ = 0;  ///< the first so many are whole names
};

// What goes through them.

/// Claim, truth and what is left with a path held, at the examined entries of a trial.
struct Sampled {
    std::vector<double> claimed, truth, rest, bar;
};

class Sampler {
public:
    Sampler(const Claim& claim, HeldDerivation& derivation, const Evidence& at)
        : claim_(claim),
          derivation_(derivation),
          at_(at),
          values_(derivation.values(at.point.get().trial().values)),
          chosen_(choose()) {}

    /// Nothing where complex numbers cannot carry it.
    [[nodiscard]] std::optional<Sampled> operator()(const Path& path) {
        derivation_.hold(path.held, true);
        std::optional<Sampled> result;
        try {
            result = claim_.kind == Claim::Kind::function ? along_points()
                                                          : along_entries(path);
        } catch (const NotAnalytic&) {
        }
        derivation_.hold(path.held, false);
        return result;
    }

private:
    /// A few entries of the variable, wrong ones first.
    [[nodiscard]] std::vector<arma::uword> choose() const {
        constexpr std::size_t most = 12;
        const Finding& finding = at_.finding;
        const arma::uword inputs = claim_.kind == Claim::Kind::function
                                       ? finding.points.n_elem
                                       : values_[claim_.wrt].n_elem;
        const arma::uword outputs = finding.claimed.n_elem / inputs;
        std::vector<arma::uword> wrong, right;
        for (arma::uword j = 0; j < inputs; ++j) {
            bool fails = false;
            for (arma::uword i = 0; i < outputs; ++i) {
                fails = fails || finding.verdicts[j * outputs + i] == Verdict::fails;
            }
            (fails ? wrong : right).push_back(j);
        }
        std::vector<arma::uword> chosen;
        const auto spread = [&](const std::vector<arma::uword>& from,
                                std::size_t count) {
            count = std::min(count, from.size());
            for (std::size_t k = 0; k < count; ++k) {
                chosen.push_back(from[k * from.size() / count]);
            }
        };
        spread(wrong, most - std::min<std::size_t>(right.size(), most / 3));
        spread(right, most - chosen.size());
        return chosen;
    }

    Sampled along_points() {
        Sampled result;
        const Derivation& derivation = derivation_.get();
        const SymbolId argument = derivation[claim_.of].argument;
        const Environment<Cx> environment{
            derivation, values_, nullptr, nullptr, nullptr, &meter()};
        for (const arma::uword k : chosen_) {
            const arma::mat point(
                1, 1, arma::fill::value(at_.finding.get().points.at(k)));
            values_[derivation_.held(argument)] = point;
            const Cx value =
                apply_function<Cx>(claim_.of, with_imaginary(point, 0), environment)
                    .at(0);
            append(k, value.imag() / complex_step_size, result);
        }
        return result;
    }

    Sampled along_entries(const Path& path) {
        Sampled result;
        const Chain chain(derivation_.get(), values_, claim_.of, claim_.wrt);
        const arma::mat& x = values_[claim_.wrt];
        for (const arma::uword j : chosen_) {
            const auto keep_own = [&](SymbolId id, arma::cx_mat& value) {
                if (!path.is_diagonal() || id != path.diagonal) return;
                for (arma::uword k = 0; k < value.n_elem; ++k) {
                    if (k != j) value.memptr()[k] = value.mem[k].real();
                }
            };
            const arma::cx_mat y =
                chain(with_imaginary(x, j), meter(), nullptr, keep_own);
            for (arma::uword i = 0; i < y.n_elem; ++i) {
                append(j * y.n_elem + i, y.mem[i].imag() / complex_step_size, result);
            }
        }
        return result;
    }

    void append(arma::uword entry, double rest, Sampled& to) const {
        const Finding& finding = at_.finding;
        to.claimed.push_back(finding.claimed.mem[entry]);
        to.truth.push_back(finding.truth.mem[entry]);
        to.bar.push_back(finding.error_bar.mem[entry]);
        to.rest.push_back(rest);
    }

    Meter& meter() { return at_.point.get().truths().meter(); }

    const Claim& claim_;
    HeldDerivation& derivation_;
    const Evidence& at_;
    Values values_;
    std::vector<arma::uword> chosen_;
};

// How often the claim counts them.

/// claim = through * (what goes through the path) + rest * (what does not).
struct Shares {
    double through = 1.0, rest = 1.0;
};

double largest(const std::vector<double>& values) {
    double most = 0.0;
    for (const double value : values) most = std::max(most, std::abs(value));
    return most;
}

bool fits(const Sampled& at, const Shares& shares) {
    constexpr double rounding = 1e-9;
    const double scale = largest(at.truth);
    for (std::size_t k = 0; k < at.truth.size(); ++k) {
        const double through = at.truth[k] - at.rest[k];
        const double error =
            at.claimed[k] - shares.through * through - shares.rest * at.rest[k];
        if (!(std::abs(error) <= 2.0 * at.bar[k] + rounding * scale)) return false;
    }
    return true;
}

/// Least squares; nothing if one of the two parts is zero or a multiple of the other.
std::optional<Shares> fitted(const Sampled& at) {
    double aa = 0.0, ab = 0.0, bb = 0.0, ac = 0.0, bc = 0.0;
    for (std::size_t k = 0; k < at.truth.size(); ++k) {
        const double a = at.truth[k] - at.rest[k], b = at.rest[k], c = at.claimed[k];
        aa += a * a;
        ab += a * b;
        bb += b * b;
        ac += a * c;
        bc += b * c;
    }
    constexpr double independent = 1e-6;
    const double determinant = aa * bb - ab * ab;
    if (!(determinant > independent * aa * bb) || !(aa > 1e-16 * bb) ||
        !(bb > 1e-16 * aa)) {
        return {};
    }
    return Shares{(ac * bb - bc * ab) / determinant, (bc * aa - ac * ab) / determinant};
}

/// A number that a mistake may be made of, with its name if it has one.
struct Share {
    double value = 0.0;
    std::string where;  ///< "N = 6"
};

std::vector<Share> shares_of(const Derivation& derivation, const Claim& claim) {
    std::vector<Share> shares = {
        {0.0, ""}, {1.0, ""}, {-1.0, ""}, {2.0, ""}, {0.5, ""}, {-2.0, ""}};
    for (const Size& size : numbers_at_work(derivation, claim)) {
        if (size.value == 0.0) continue;
        const std::string where = fmt::format("{} = {:.6g}", size.name, size.value);
        shares.push_back({size.value, where});
        shares.push_back({1.0 / size.value, where});
    }
    return shares;
}

const Share* nearest(const std::vector<Share>& shares, double value) {
    for (const Share& share : shares) {
        if (std::abs(share.value - value) <= 1e-6 * (1.0 + std::abs(value))) {
            return &share;
        }
    }
    return nullptr;
}

// What to say.

std::string times_words(const Share& share) {
    const bool small = std::abs(share.value) < 1.0;
    std::string words = fmt::format("is {:.4g} times too {}",
                                    small ? 1.0 / share.value : share.value,
                                    small ? "small" : "large");
    if (!share.where.empty()) words += ", and " + share.where;
    return words;
}

struct Explanation {
    int rank = 0;  ///< the lower the likelier
    Diagnosis says;
};

/// What it means that a claim counts a path and all else so often.
std::optional<Explanation> explanation(const Path& path,
                                       const Share& through,
                                       const Share& rest) {
    const auto say = [&](int rank, Kind kind, std::string_view text) {
        Explanation found{rank,
                          {kind,
                           arma::datum::nan,
                           path.name,
                           fmt::format("{} {}", path.words, text)}};
        if (kind == Kind::factor) found.says.value = through.value;
        return found;
    };
    const double a = through.value, b = rest.value;
    if (path.is_diagonal()) {
        // Held are the other elements: the "rest" is the diagonal
        if (a != 0.0 || b != 1.0) return {};
        return Explanation{
            0,
            {Kind::missing_term,
             arma::datum::nan,
             path.name,
             fmt::format(
                 "only the diagonal of the derivative of {0} is there: an element "
                 "of {0} depends on other elements, too",
                 path.name)}};
    }
    if (b == 1.0) {
        if (a == 0.0) return say(0, Kind::missing_term, "is missing");
        if (a == -1.0) return say(1, Kind::sign, "has the wrong sign");
        if (a == 2.0) return say(2, Kind::factor, "is counted twice");
        if (a > 0.0) return say(3, Kind::factor, times_words(through));
        return {};
    }
    if (a == 1.0) {
        if (b == 0.0) return say(4, Kind::missing_term, "is all that is there");
        if (b == -1.0) return say(5, Kind::sign, "alone has the right sign");
        return {};
    }
    if (b == 0.0 && a == 2.0) {
        return say(
            6, Kind::missing_term, "is counted twice, and all the rest is missing");
    }
    if (a == 0.0 && b == 2.0) {
        return say(
            6, Kind::missing_term, "is missing, and all the rest is counted twice");
    }
    return {};
}

bool is_exact(const Finding& finding) {
    return finding.claimed.is_finite() && finding.truth.is_finite() && !finding.kink;
}

/// A claim of few entries takes what other trials say of them to be fitted.
Sampled with_others(Sampled here, const Path& path, std::vector<Sampler>& samplers) {
    constexpr std::size_t enough = 3;
    const auto append = [](std::vector<double>& to, const std::vector<double>& more) {
        to.insert(to.end(), more.begin(), more.end());
    };
    for (std::size_t t = 1; t < samplers.size() && here.truth.size() < enough; ++t) {
        const auto there = samplers[t](path);
        if (!there) continue;
        append(here.claimed, there->claimed);
        append(here.truth, there->truth);
        append(here.rest, there->rest);
        append(here.bar, there->bar);
    }
    return here;
}

/// Claim = truth with one place's part twice and another's not at all: for x'*A*x, where
/// A is not symmetric, 2*A*x is no gradient.
bool exchanges(const Sampled& missing, const Sampled& twice) {
    Sampled both = missing;
    for (std::size_t k = 0; k < both.truth.size(); ++k) {
        both.truth[k] += missing.rest[k] - twice.rest[k];
    }
    both.rest = both.truth;
    return fits(both, {1.0, 1.0});
}

/// Whether both are places of one statement.
bool stand_together(const Path& a, const Path& b) {
    return a.held.begin()->statement == b.held.begin()->statement;
}

std::optional<Diagnosis> one_for_another(const std::vector<Path>& paths,
                                         std::vector<Sampler>& samplers) {
    std::vector<const Path*> places;
    for (const Path& path : paths) {
        if (path.held.size() == 1) places.push_back(&path);
    }
    constexpr std::size_t most_places = 16;
    places.resize(std::min(places.size(), most_places));
    std::vector<std::optional<Sampled>> here;
    for (const Path* path : places) here.push_back(samplers.front()(*path));
    for (std::size_t a = 0; a < places.size(); ++a) {
        for (std::size_t b = 0; b < places.size(); ++b) {
            if (a == b || !stand_together(*places[a], *places[b])) continue;
            if (!here[a] || !here[b] || !exchanges(*here[a], *here[b])) continue;
            bool everywhere = true;
            for (std::size_t t = 1; t < samplers.size() && everywhere; ++t) {
                const auto first = samplers[t](*places[a]),
                           second = samplers[t](*places[b]);
                everywhere = first && second && exchanges(*first, *second);
            }
            if (!everywhere) continue;
            return Diagnosis{
                Kind::missing_term,
                arma::datum::nan,
                places[a]->name,
                fmt::format("{} is missing; in its place another one is counted twice",
                            places[a]->words)};
        }
    }
    return {};
}

}  // namespace

std::optional<Diagnosis> diagnose_paths(const Source& source,
                                        const Derivation& derivation,
                                        const Claim& claim,
                                        const std::vector<Evidence>& trials) {
    if (claim.kind == Claim::Kind::function && claim.order > 1) return {};
    for (const Evidence& at : trials) {
        if (!is_exact(at.finding)) return {};
    }
    const PathFinder finder(source, derivation, claim);
    const std::vector<Share> shares = shares_of(derivation, claim);
    HeldDerivation held(derivation);
    std::vector<Sampler> samplers;
    for (const Evidence& at : trials) samplers.emplace_back(claim, held, at);

    std::optional<Explanation> best;
    const auto consider = [&](const Path& path) {
        const auto here = samplers.front()(path);
        if (!here) return;
        const auto fit = fitted(with_others(*here, path, samplers));
        if (!fit) return;
        const Share* through = nearest(shares, fit->through);
        const Share* rest = nearest(shares, fit->rest);
        if (through == nullptr || rest == nullptr) return;
        const Shares snapped{through->value, rest->value};
        const auto says = explanation(path, *through, *rest);
        if (!says || (best && best->rank <= says->rank) || !fits(*here, snapped))
            return;
        for (std::size_t t = 1; t < samplers.size(); ++t) {
            const auto there = samplers[t](path);
            if (!there || !fits(*there, snapped)) return;
        }
        best = says;
    };
    for (const Path& path : finder.paths()) {
        consider(path);
        if (best && best->rank == 0) return best->says;
    }
    if (!best) {
        for (const Path& path : finder.pairs()) {
            consider(path);
            if (best && best->rank == 0) return best->says;
        }
    }
    if (!best) return one_for_another(finder.paths(), samplers);
    return best->says;
}

}  // namespace chainrule::claims

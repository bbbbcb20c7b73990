#include "chainrule/claims/paths.hpp"

#include "chainrule/claims/linear_algebra.hpp"
#include "chainrule/claims/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace chainrule::claims {

namespace {

constexpr double complex_step = 1e-30;

/// Where the name stands: in the statement of `through`, at these nodes of it.
struct Path {
    SymbolId through;
    std::vector<NodeId> places;
    bool all_places;  ///< of that statement
};

std::vector<NodeId> places_in(const Expression& expression, SymbolId name) {
    std::vector<NodeId> places;
    for (NodeId id = 0; id < expression.nodes.size(); ++id) {
        const Node& node = expression[id];
        if (node.op == Op::name && node.symbol == name) places.push_back(id);
    }
    return places;
}

/// The name whose places are looked for: a function's own argument, which the claim calls
/// what it likes.
SymbolId moved_name(const Derivation& derivation, const Claim& claim) {
    return claim.kind == Claim::Kind::function ? derivation[claim.of].argument
                                               : claim.wrt;
}

/// All paths: first one for each statement that the name stands in, then one for each
/// place where there are several in a statement.
std::vector<Path> paths_of(const Derivation& derivation, const Claim& claim) {
    std::vector<Path> whole, single;
    const SymbolId name = moved_name(derivation, claim);
    const auto add = [&](SymbolId through) {
        const auto places = places_in(derivation[through].value, name);
        if (places.empty()) return;
        whole.push_back({through, places, true});
        if (places.size() == 1) return;
        for (const NodeId place : places) single.push_back({through, {place}, false});
    };
    if (claim.kind == Claim::Kind::function) {
        add(claim.of);
        // All of its places together are the derivative itself
        whole.clear();
    } else {
        for (SymbolId id = claim.wrt + 1; id <= claim.of; ++id) {
            const bool reaches = id == claim.of || derivation[claim.of].depends_on(id);
            if (derivation[id].role == Symbol::Role::defined && reaches) add(id);
        }
        if (whole.size() < 2) whole.clear();
    }
    whole.insert(whole.end(), single.begin(), single.end());
    return whole;
}

/// What comes back through one path at one trial.
class Part {
public:
    Part(const Derivation& derivation, const Claim& claim, const Path& path)
        : derivation_(derivation),
          claim_(claim),
          path_(path),
          body_(derivation[path.through].value) {
        Symbol moved;
        moved.shape = derivation[claim.wrt].shape;
        moved_ = derivation_.add(std::move(moved));
        for (const NodeId place : path.places) body_[place].symbol = moved_;
    }

    /// `NotAnalytic` where complex numbers cannot carry the derivative.
    arma::mat at(Truths& truths, const arma::vec& points) const {
        if (claim_.kind == Claim::Kind::function) return of_function(truths, points);
        const arma::mat& x = truths.trial().values[claim_.wrt];
        const arma::mat one(1, 1, arma::fill::ones);
        const arma::mat cotangent = path_.through == claim_.of
                                        ? one
                                        : truths.of(claim_.of, path_.through).value;
        arma::mat part(arma::size(x));
        for (arma::uword j = 0; j < x.n_elem; ++j) {
            const arma::cx_mat value = moved_at(truths, x, j, {});
            double sum = 0.0;
            for (arma::uword k = 0; k < value.n_elem; ++k) {
                sum += cotangent.mem[k] * value.mem[k].imag() / complex_step;
            }
            part.memptr()[j] = sum;
        }
        return part;
    }

private:
    arma::mat of_function(Truths& truths, const arma::vec& points) const {
        arma::mat part(points.n_elem, 1);
        for (arma::uword k = 0; k < points.n_elem; ++k) {
            const arma::mat z(1, 1, arma::fill::value(points.at(k)));
            part.at(k) = moved_at(truths, z, 0, z).at(0).imag() / complex_step;
        }
        return part;
    }

    /// The statement's value with coordinate `j` moved, where the path goes through; `rest`
    /// is the argument of a function, which has no value of its own.
    arma::cx_mat moved_at(Truths& truths,
                          const arma::mat& x,
                          arma::uword j,
                          const arma::mat& rest) const {
        std::vector<arma::cx_mat> moving(derivation_.symbols.size());
        std::vector<char> moved(derivation_.symbols.size(), 0);
        moving[moved_] = arma::cx_mat(x, arma::mat(arma::size(x), arma::fill::zeros));
        moving[moved_].memptr()[j] += Cx(0.0, complex_step);
        moved[moved_] = 1;
        if (!rest.is_empty()) {
            const SymbolId argument = moved_name(derivation_, claim_);
            moving[argument] =
                arma::cx_mat(rest, arma::mat(arma::size(rest), arma::fill::zeros));
            moved[argument] = 1;
        }
        const Environment<Cx> environment{derivation_,
                                          truths.trial().values,
                                          &moving,
                                          &moved,
                                          nullptr,
                                          &truths.meter()};
        return evaluate(body_, environment);
    }

    Derivation derivation_;  ///< with one symbol more: the name where it is moved
    const Claim& claim_;
    const Path& path_;
    Expression body_;
    SymbolId moved_ = 0;
};

/// What to say of a part that would have to be added `times` times.
struct Wording {
    double times;
    Kind kind;
    std::string_view words;
};

constexpr Wording wordings[] = {
    {1.0, Kind::missing_term, "is missing"},
    {-1.0, Kind::extra_term, "is there once too often"},
    {2.0, Kind::sign, "has the wrong sign"},
    {-0.5, Kind::factor, "is twice what it should be"},
    {0.5, Kind::factor, "is half of what it should be"},
};

/// The smallest call around a place, or the whole statement.
std::string surroundings(const Source& source, const Expression& body, NodeId place) {
    NodeId inside = place;
    for (NodeId id = place + 1; id < body.nodes.size(); ++id) {
        const auto& children = body[id].children;
        if (std::find(children.begin(), children.end(), inside) == children.end())
            continue;
        inside = id;
        if (body[id].op == Op::call || body[id].op == Op::apply) break;
    }
    return squeezed(source.text(body[inside].at));
}

std::string ordinal(std::size_t n) {
    static constexpr std::string_view words[] = {"first", "second", "third", "fourth"};
    return n < std::size(words) ? std::string(words[n]) : fmt::format("{}th", n + 1);
}

/// "the part that comes back through v"
std::string subject(const Source& source,
                    const Derivation& derivation,
                    const Claim& claim,
                    const Path& path) {
    const Symbol& through = derivation[path.through];
    if (path.all_places) {
        const std::string name = derivation[claim.wrt].name;
        if (path.through == claim.of) {
            return fmt::format(
                "{} stands in {} itself, and that part", name, through.name);
        }
        return fmt::format("{} reaches {} through {}, too, and what comes back there",
                           name,
                           derivation[claim.of].name,
                           through.name);
    }
    const auto places = places_in(through.value, moved_name(derivation, claim));
    const auto which = static_cast<std::size_t>(
        std::find(places.begin(), places.end(), path.places.front()) - places.begin());
    const std::string name =
        squeezed(source.text(through.value[path.places.front()].at));
    return fmt::format("every {} adds a term: that of the {} one, in {},",
                       name,
                       ordinal(which),
                       surroundings(source, through.value, path.places.front()));
}

}  // namespace

std::optional<Diagnosis> path_mistake(
    const Source& source,
    const Derivation& derivation,
    const Claim& claim,
    const std::vector<std::reference_wrapper<Truths>>& trials,
    const std::vector<arma::vec>& points,
    const WouldAgree& would_agree) {
    if (claim.kind == Claim::Kind::jacobian || claim.order > 1) return {};
    for (const Path& path : paths_of(derivation, claim)) {
        std::vector<arma::mat> parts;
        try {
            const Part part(derivation, claim, path);
            for (std::size_t t = 0; t < trials.size(); ++t) {
                parts.push_back(part.at(trials[t], points[t]));
            }
        } catch (const NotAnalytic&) {
            continue;
        }
        for (const Wording& wording : wordings) {
            const auto explains = [&](std::size_t t) {
                return would_agree(t, wording.times * parts[t]);
            };
            std::size_t t = 0;
            while (t < trials.size() && explains(t)) ++t;
            if (t < trials.size()) continue;
            Diagnosis diagnosis;
            diagnosis.kind = wording.kind;
            diagnosis.value = 1.0;
            diagnosis.name = derivation[path.through].name;
            diagnosis.text = fmt::format(
                "{} {}", subject(source, derivation, claim, path), wording.words);
            return diagnosis;
        }
    }
    return {};
}

}  // namespace chainrule::claims

#include "chainrule/train/test_report.hpp"

#include "chainrule/train/evaluator.hpp"
#include "chainrule/train/loss.hpp"

#include <algorithm>

namespace chainrule::train {

namespace {

double loss_of_one(LossRule<float> rule, const arma::fmat& logits, std::size_t label) {
    arma::fmat unused;
    return rule(unused, logits, arma::urowvec{label}, 1, 1.0f);
}

}  // namespace

arma::umat confusion_matrix(const data::DataSet& test, const arma::fmat& logits) {
    arma::umat counts(logits.n_rows, logits.n_rows, arma::fill::zeros);
    const arma::urowvec predicted = predictions(logits);
    for (std::size_t i = 0; i < test.size(); ++i) {
        ++counts(test.labels[i], predicted[i]);
    }
    return counts;
}

std::vector<Misread> worst_misread(const data::DataSet& test,
                                   const arma::fmat& logits,
                                   std::string_view loss,
                                   std::size_t count) {
    const arma::urowvec predicted = predictions(logits);
    const LossRule<float> rule = loss_rule<float>(loss);
    std::vector<Misread> wrong;
    for (std::size_t i = 0; i < test.size(); ++i) {
        const std::size_t label = test.labels[i];
        if (predicted[i] == label) continue;
        const arma::fmat own = logits.col(i);
        wrong.push_back({i,
                         label,
                         predicted[i],
                         probabilities(loss, own)(predicted[i]),
                         loss_of_one(rule, own, label),
                         {}});
    }
    std::ranges::sort(wrong, std::ranges::greater(), &Misread::loss);
    wrong.resize(std::min(count, wrong.size()));
    for (Misread& one : wrong) {
        const auto pixels = test.pixels.col(one.index);
        one.pixels.assign(pixels.begin(), pixels.end());
    }
    return wrong;
}

}  // namespace chainrule::train

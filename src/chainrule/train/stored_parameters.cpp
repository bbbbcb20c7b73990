#include "chainrule/train/stored_parameters.hpp"

#include <fmt/format.h>

namespace chainrule::train {

void store_parameters(Archive& archive,
                      const std::string& group,
                      const Layout& layout,
                      const arma::fvec& flat) {
    archive.set(
        group + "/axes",
        std::string("W: units x inputs, of a convolution kernels x (row, column, "
                    "channel); b: units x 1"));
    for (const Block& block : layout.blocks()) {
        const std::string name = group + "/" + block.name;
        const arma::fmat view = matrix(flat, block);
        archive.set(name, arma::fmat(view));  // a copy of its own
    }
}

arma::fvec load_parameters(const Archive& archive,
                           const std::string& group,
                           const Layout& layout) {
    arma::fvec flat(layout.size());
    for (const Block& block : layout.blocks()) {
        const std::string name = group + "/" + block.name;
        const auto& stored = archive.get<arma::fmat>(name);
        if (stored.n_rows != block.rows || stored.n_cols != block.cols) {
            archive.refuse(name,
                           fmt::format("{}x{} where the network has {}x{}",
                                       stored.n_rows,
                                       stored.n_cols,
                                       block.rows,
                                       block.cols));
        }
        if (!stored.is_finite()) archive.refuse(name, "NaN or infinity");
        matrix(flat, block) = stored;
    }
    return flat;
}

}  // namespace chainrule::train

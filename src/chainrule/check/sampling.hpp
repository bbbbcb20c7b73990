#pragma once

/// @file
/// What is drawn at random: directions, cotangents, the entries examined; and the
/// names of entries.

#include "chainrule/check/options.hpp"
#include "chainrule/random.hpp"

#include <armadillo>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace chainrule::check {

/// Independent standard normal numbers: a cotangent that is never all ones.
[[nodiscard]] inline arma::vec normal_vector(arma::uword size, Random& random) {
    arma::vec vector(size);
    for (double& value : vector) value = random.normal();
    return vector;
}

/// A point of the unit sphere, each as likely as any other.
[[nodiscard]] inline arma::vec random_direction(arma::uword size, Random& random) {
    const arma::vec direction = normal_vector(size, random);
    return direction / arma::norm(direction);
}

/// The caller's blocks, or one for all of x; `std::invalid_argument` if they do not
/// add up to it.
[[nodiscard]] inline std::vector<Block> blocks_of(const CheckOptions& options,
                                                  arma::SizeMat shape) {
    if (options.blocks.empty()) return {{"x", shape.n_rows, shape.n_cols}};
    arma::uword total = 0;
    for (const Block& block : options.blocks) total += block.size();
    const arma::uword expected = shape.n_rows * shape.n_cols;
    if (total != expected) {
        throw std::invalid_argument(
            "CheckOptions::blocks: need blocks of " + std::to_string(expected) +
            " entries together, as x has, got " + std::to_string(total));
    }
    return options.blocks;
}

/// Where entry `index` of the flat x lies.
struct Place {
    std::size_t block;
    arma::uword row;
    arma::uword col;
};

[[nodiscard]] inline Place place_of(const std::vector<Block>& blocks,
                                    arma::uword index) {
    std::size_t block = 0;
    while (index >= blocks[block].size()) index -= blocks[block++].size();
    return {block, index % blocks[block].rows, index / blocks[block].rows};
}

/// "W(2, 0)"
[[nodiscard]] inline std::string entry_name(const std::string& block,
                                            arma::uword row,
                                            arma::uword col) {
    return block + "(" + std::to_string(row) + ", " + std::to_string(col) + ")";
}

[[nodiscard]] inline std::string entry_name(const std::vector<Block>& blocks,
                                            arma::uword index) {
    const Place place = place_of(blocks, index);
    return entry_name(blocks[place.block].name, place.row, place.col);
}

/// The entries to examine one by one, ascending: all, or `options.max_entries` with
/// equal shares for all blocks, so that a bias is not lost beside a weight matrix.
[[nodiscard]] inline std::vector<arma::uword> sampled_entries(
    const std::vector<Block>& blocks, const CheckOptions& options) {
    // Small blocks first: what they leave of their share goes to the larger ones.
    std::vector<std::pair<arma::uword, arma::uword>> by_size;  // size, first entry
    arma::uword first = 0;
    for (const Block& block : blocks) {
        by_size.emplace_back(block.size(), first);
        first += block.size();
    }
    std::sort(by_size.begin(), by_size.end());

    Random random(options.seed, 0x656e7472696573);  // its own stream: "entries"
    std::vector<arma::uword> entries;
    std::size_t budget = options.max_entries;
    for (std::size_t i = 0; i < by_size.size(); ++i) {
        const auto [size, start] = by_size[i];
        const std::size_t share =
            std::min<std::size_t>(size, budget / (by_size.size() - i));
        budget -= share;
        const std::vector<std::size_t> order = random.permutation(size);
        for (std::size_t k = 0; k < share; ++k) entries.push_back(start + order[k]);
    }
    std::sort(entries.begin(), entries.end());
    return entries;
}

}  // namespace chainrule::check

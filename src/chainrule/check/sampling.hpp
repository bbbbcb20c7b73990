#pragma once

/// @file
/// What is drawn at random: directions, cotangents, the entries examined; and the
/// names of entries.

#include "chainrule/check/list.hpp"
#include "chainrule/check/options.hpp"
#include "chainrule/check/vector.hpp"
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
    arma::vec direction = normal_vector(size, random);
    const double radius = length(direction);
    for (double& value : direction) value /= radius;
    return direction;
}

/// The caller's blocks, or one for all of x; `std::invalid_argument` if they do not
/// add up to it.
[[nodiscard]] inline std::vector<Block> blocks_of(const CheckOptions& options,
                                                  arma::SizeMat shape) {
    if (options.blocks.empty()) return {{"x", shape.n_rows, shape.n_cols}};
    arma::uword total = 0;
    std::string found;
    for (const Block& block : options.blocks) {
        total += block.size();
        found += (found.empty() ? "" : ", ") + block.name + " " +
                 std::to_string(block.rows) + "x" + std::to_string(block.cols);
    }
    const arma::uword expected = shape.n_rows * shape.n_cols;
    if (total != expected) {
        throw std::invalid_argument("CheckOptions::blocks: need blocks of " +
                                    std::to_string(expected) +
                                    " entries together, as x has, got " + found + ": " +
                                    std::to_string(total) + " entries");
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

/// The numbers 0 to count - 1 in random order, drawn one after another: Fisher and
/// Yates' shuffle.
class Shuffle {
public:
    explicit Shuffle(std::size_t count) : numbers_(count) {
        for (std::size_t k = 0; k < count; ++k) numbers_[k] = k;
    }

    [[nodiscard]] bool empty() const { return drawn_ == numbers_.size(); }

    [[nodiscard]] std::size_t draw(Random& random) {
        const std::size_t place = drawn_ + random.below(numbers_.size() - drawn_);
        const std::size_t drawn = numbers_[place];
        numbers_[place] = numbers_[drawn_++];
        return drawn;
    }

private:
    List<std::size_t> numbers_;
    std::size_t drawn_ = 0;
};

/// The entries to examine one by one, `options.max_entries` at most, in random order
/// and from all blocks in turn: wherever a budget cuts the list, no bias is lost beside
/// a weight matrix.
[[nodiscard]] inline List<arma::uword> sampled_entries(const std::vector<Block>& blocks,
                                                       const CheckOptions& options) {
    struct Source {
        arma::uword first;
        Shuffle entries;
    };
    List<Source> sources;
    arma::uword total = 0;
    for (const Block& block : blocks) {
        sources.push_back({total, Shuffle(block.size())});
        total += block.size();
    }
    Random random(options.seed, 0x656e7472696573);  // its own stream: "entries"
    List<arma::uword> entries;
    const std::size_t wanted = std::min<std::size_t>(options.max_entries, total);
    while (entries.size() < wanted) {
        for (Source& source : sources) {
            if (source.entries.empty() || entries.size() == wanted) continue;
            entries.push_back(source.first + source.entries.draw(random));
        }
    }
    return entries;
}

/// Up to 64 entries of a matrix, ascending: most of a row and a column, each up to a
/// quarter of that, and others. All of a small one.
[[nodiscard]] inline List<arma::uword> cross_of(const Block& block, Random& random) {
    constexpr std::size_t most = 64, most_in_line = 16;
    List<arma::uword> entries;
    const arma::uword row = random.below(block.rows), col = random.below(block.cols);
    Shuffle rows(block.rows), cols(block.cols), all(block.size());
    for (std::size_t k = 0; k < most_in_line && !cols.empty(); ++k) {
        entries.push_back(row + cols.draw(random) * block.rows);
    }
    for (std::size_t k = 0; k < most_in_line && !rows.empty(); ++k) {
        entries.push_back(rows.draw(random) + col * block.rows);
    }
    const auto sort_out = [&] {
        sort(entries);
        entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
    };
    for (sort_out(); entries.size() < most && !all.empty(); sort_out()) {
        entries.push_back(all.draw(random));
    }
    return entries;
}

}  // namespace chainrule::check

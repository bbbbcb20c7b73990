#pragma once

/// @file
/// All parameters of a network as one vector with named blocks. Gradients and an
/// optimiser's memory have the same layout, so an optimiser is one loop over vectors,
/// a checker sees a vector, and a checkpoint stores blocks by name.

#include <armadillo>

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule::train {

/// One matrix or vector of parameters, column by column from `offset` on.
struct Block {
    std::string name;  ///< "W1", "b1": the layer counted from 1, as on paper
    std::size_t rows = 0, cols = 0;
    std::size_t offset = 0;

    [[nodiscard]] std::size_t size() const { return rows * cols; }

    /// Weights, as against biases: only these are penalised and decayed.
    [[nodiscard]] bool is_weights() const { return name.front() == 'W'; }

    friend bool operator==(const Block&, const Block&) = default;
};

/// The columns of `block` from `begin` up to `end`, without `end` itself.
[[nodiscard]] inline Block columns(const Block& block,
                                   std::size_t begin,
                                   std::size_t end) {
    return {block.name, block.rows, end - begin, block.offset + begin * block.rows};
}

/// Which block lies where.
class Layout {
public:
    /// Appends a block and returns its index.
    std::size_t add(std::string name, std::size_t rows, std::size_t cols) {
        blocks_.push_back({std::move(name), rows, cols, size_});
        size_ += rows * cols;
        return blocks_.size() - 1;
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] const std::vector<Block>& blocks() const { return blocks_; }
    [[nodiscard]] const Block& operator[](std::size_t i) const { return blocks_[i]; }

    /// The block of that name; `std::out_of_range` if there is none.
    [[nodiscard]] const Block& find(std::string_view name) const {
        const auto found = std::ranges::find(blocks_, name, &Block::name);
        if (found == blocks_.end()) {
            throw std::out_of_range("no parameter is called " + std::string(name));
        }
        return *found;
    }

    friend bool operator==(const Layout&, const Layout&) = default;

private:
    std::vector<Block> blocks_;
    std::size_t size_ = 0;
};

/// The part of `flat` that `block` names, as a matrix on the same storage.
template <class eT>
[[nodiscard]] arma::Mat<eT> matrix(arma::Col<eT>& flat, const Block& block) {
    return arma::Mat<eT>(
        flat.memptr() + block.offset, block.rows, block.cols, false, true);
}

/// The same for reading.
template <class eT>
[[nodiscard]] const arma::Mat<eT> matrix(const arma::Col<eT>& flat,
                                         const Block& block) {
    // Armadillo has no view of constant memory; what is returned is const
    return matrix(const_cast<arma::Col<eT>&>(flat), block);
}

/// A view of a temporary would outlive it.
template <class eT>
void matrix(const arma::Col<eT>&& flat, const Block& block) = delete;

/// A block of one column as a vector on the same storage.
template <class eT>
[[nodiscard]] arma::Col<eT> column(arma::Col<eT>& flat, const Block& block) {
    return arma::Col<eT>(flat.memptr() + block.offset, block.rows, false, true);
}

template <class eT>
[[nodiscard]] const arma::Col<eT> column(const arma::Col<eT>& flat,
                                         const Block& block) {
    return column(const_cast<arma::Col<eT>&>(flat), block);
}

template <class eT>
void column(const arma::Col<eT>&& flat, const Block& block) = delete;

}  // namespace chainrule::train

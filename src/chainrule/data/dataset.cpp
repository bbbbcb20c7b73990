#include "chainrule/data/dataset.hpp"

#include "chainrule/large_memory.hpp"

#include <algorithm>

namespace chainrule::data {

GrayImage DataSet::image(std::size_t i) const {
    GrayImage image(image_rows, image_cols);
    std::copy_n(pixels.colptr(i), pixels.n_rows, image.pixels.begin());
    return image;
}

arma::Mat<std::uint8_t> room_for_images(std::size_t pixels, std::size_t count) {
    arma::Mat<std::uint8_t> images(pixels, count, arma::fill::none);
    prefer_large_pages(images.memptr(), images.n_elem);
    return images;
}

DataSet select(const DataSet& data, std::span<const std::size_t> which) {
    DataSet chosen;
    chosen.image_rows = data.image_rows;
    chosen.image_cols = data.image_cols;
    chosen.pixels = room_for_images(data.pixels.n_rows, which.size());
    chosen.labels.reserve(which.size());
    for (std::size_t n = 0; n < which.size(); ++n) {
        std::copy_n(
            data.pixels.colptr(which[n]), data.pixels.n_rows, chosen.pixels.colptr(n));
        chosen.labels.push_back(data.labels[which[n]]);
    }
    return chosen;
}

}  // namespace chainrule::data

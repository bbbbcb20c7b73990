/// 784-WIDTH-10 trained with libtorch: `libtorch WIDTH BATCH EPOCHS MNIST`. A JSON line
/// with the seconds of each epoch but the first.
#include "chainrule/data/load.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <chrono>
#include <cstdlib>
#include <string>

int main(int argc, char** argv) {
    if (argc != 5) return 2;
    const long width = std::atol(argv[1]), batch = std::atol(argv[2]);
    const int epochs = std::atoi(argv[3]);
    const char* threads = std::getenv("OMP_NUM_THREADS");
    torch::set_num_threads(threads == nullptr ? 1 : std::atoi(threads));
    torch::manual_seed(1);
    const auto data = chainrule::data::load(argv[4]).train;
    const long count = static_cast<long>(data.size());
    torch::Tensor images = torch::empty({count, 784});
    torch::Tensor labels = torch::empty({count}, torch::kLong);
    for (long n = 0; n < count; ++n) {
        const auto* pixels = data.pixels.colptr(static_cast<arma::uword>(n));
        float* row = images.data_ptr<float>() + 784 * n;
        for (int i = 0; i < 784; ++i) row[i] = float(pixels[i]) / 255.0f;
        labels.data_ptr<int64_t>()[n] = data.labels[static_cast<arma::uword>(n)];
    }
    torch::nn::Sequential network(
        torch::nn::Linear(784, width), torch::nn::ReLU(), torch::nn::Linear(width, 10));
    torch::optim::SGD optimizer(network->parameters(), 0.1);
    for (int epoch = 0; epoch <= epochs; ++epoch) {
        const auto start = std::chrono::steady_clock::now();
        const torch::Tensor order = torch::randperm(count);
        for (long i = 0; i < count; i += batch) {
            const torch::Tensor which = order.slice(0, i, std::min(i + batch, count));
            optimizer.zero_grad();
            torch::nn::functional::cross_entropy(
                network->forward(images.index_select(0, which)),
                labels.index_select(0, which))
                .backward();
            optimizer.step();
        }
        const std::chrono::duration<double> time =
            std::chrono::steady_clock::now() - start;
        if (epoch > 0) fmt::print("{{\"seconds\": {}}}\n", time.count());
    }
}

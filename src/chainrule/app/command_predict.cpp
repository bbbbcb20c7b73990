/// `chainrule predict RUN IMAGE...`: reads a person's own digits.
#include "chainrule/app/commands.hpp"
#include "chainrule/app/half_blocks.hpp"
#include "chainrule/app/json.hpp"
#include "chainrule/data/load.hpp"
#include "chainrule/data/picture.hpp"
#include "chainrule/data/prepare.hpp"
#include "chainrule/input_error.hpp"
#include "chainrule/train/model.hpp"
#include "chainrule/train/predict.hpp"

namespace chainrule::app {

namespace fs = std::filesystem;

namespace {

struct Given {
    std::vector<std::string> run, images;
    bool json = false;
};

struct Read {
    data::Prepared digit;
    Prediction prediction;
};

Read read_digit(const train::Model& model,
                const std::string& file,
                const data::InkRange& usual) {
    Read read;
    read.digit = data::prepare_digit(data::read_picture(file), file, usual);
    const auto& pixels = read.digit.image.pixels;
    if (pixels.size() != model.config.layers.front()) {
        throw InputError({file,
                          "",
                          fmt::format("a network that reads {} pixels", pixels.size()),
                          fmt::format("one that reads {}", model.config.layers.front()),
                          "predict with a run trained on 28x28 digits"});
    }
    const arma::vec probabilities = train::class_probabilities(model, pixels);
    read.prediction = {file,
                       probabilities.index_max(),
                       arma::conv_to<std::vector<double>>::from(probabilities),
                       read.digit.notes};
    return read;
}

std::string bar(double share) {
    std::string cells;
    for (int i = 0; i < std::lround(30.0 * share); ++i) cells += "█";
    return cells;
}

void print(const Read& read, const train::Model& model) {
    const Prediction& prediction = read.prediction;
    fmt::print("{}: {}\n\n",
               printable(prediction.image),
               model.class_names.at(prediction.digit));
    fmt::print("{}\n", side_by_side(read.digit.before, read.digit.image));
    for (std::size_t c = 0; c < prediction.probabilities.size(); ++c) {
        fmt::print("  {}  {:6.2f} %  {}\n",
                   model.class_names.at(c),
                   100.0 * prediction.probabilities[c],
                   bar(prediction.probabilities[c]));
    }
    for (const std::string& note : prediction.notes) {
        fmt::print("\n  {}\n", printable(note));
    }
    fmt::print("\n");
}

/// How heavily the run's own training digits are written; the built-in ones stand in
/// where its data are no longer there.
data::InkRange usual_ink(const train::Model& model) {
    try {
        return data::ink_range(data::load(model.config.data).train);
    } catch (const InputError&) {
        return data::ink_range(data::load("digits").train);
    }
}

int predict(const Given& given) {
    const fs::path run = given.run.front();
    std::error_code error;
    const train::Model model =
        train::load_model(fs::is_directory(run, error) ? run / "model.h5" : run);
    const data::InkRange usual = usual_ink(model);
    std::vector<Read> all;
    for (const std::string& image : given.images) {
        all.push_back(read_digit(model, image, usual));
    }
    if (given.json) {
        std::vector<Prediction> predictions;
        for (const Read& read : all) predictions.push_back(read.prediction);
        fmt::print("{}\n", json_of_predictions(predictions));
    } else {
        for (const Read& read : all) print(read, model);
    }
    return all_well;
}

}  // namespace

Command predict_command() {
    const auto given = std::make_shared<Given>();
    return {"predict",
            "Reads your own digits: before, after, and ten bars",
            "chainrule predict runs/first seven.png",
            {flag("--json", "print the probabilities as JSON", given->json)},
            {{"RUN", "folder of a run", 1, 1, &given->run},
             {"IMAGE", "PNG or PGM pictures of a digit", 1, 1000, &given->images}},
            [given] { return predict(*given); }};
}

}  // namespace chainrule::app

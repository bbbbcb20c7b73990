#include "chainrule/data/strokes.hpp"

#include "chainrule/data/stroke_glyphs.hpp"
#include "chainrule/random.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>

namespace chainrule::data {

namespace {

constexpr std::size_t side = 28;
constexpr std::size_t samples_a_span = 6;

/// The random choices behind one image. Lengths are pixels, angles radians. The spreads
/// are the difficulty of the data set: tests and strokes.hpp say what they amount to.
struct Hand {
    explicit Hand(Random& random)
        : turn(0.20 * random.normal()),
          slant(0.15 + 0.25 * random.normal()),
          width(random.uniform(0.75, 1.15)),
          height(random.uniform(0.75, 1.1)),
          shift{random.uniform(-3.0, 3.0), random.uniform(-3.0, 3.0)},
          bend{random.uniform(-1.2, 1.2), random.uniform(-1.2, 1.2)},
          phase{random.uniform(0.0, 2.0 * std::numbers::pi),
                random.uniform(0.0, 2.0 * std::numbers::pi)},
          pen_radius(random.uniform(0.8, 1.9)),
          blur(random.uniform(1.0, 1.8)),
          pressure(random.uniform(0.8, 1.0)) {}

    double turn, slant, width, height;
    PenPoint shift, bend, phase;
    double pen_radius, blur, pressure;
};

/// Where a point of the glyph's box lands on the image.
PenPoint place(PenPoint p, const Hand& hand) {
    constexpr double wave = 2.0 * std::numbers::pi / 20.0;
    const double bent_x = p.x + hand.bend.x * std::sin(wave * p.y + hand.phase.x);
    const double bent_y = p.y + hand.bend.y * std::sin(wave * p.x + hand.phase.y);
    const double y = hand.height * (bent_y - glyph_centre.y);
    const double x = hand.width * (bent_x - glyph_centre.x) - hand.slant * y;
    const double cosine = std::cos(hand.turn), sine = std::sin(hand.turn);
    constexpr double middle = side / 2.0;
    return {middle + hand.shift.x + cosine * x - sine * y,
            middle + hand.shift.y + sine * x + cosine * y};
}

/// Catmull and Rom's cubic from b to c, with a and d their neighbours, at 0 <= t <= 1.
PenPoint catmull_rom(PenPoint a, PenPoint b, PenPoint c, PenPoint d, double t) {
    const auto blend = [t](double p, double q, double r, double s) {
        const double linear = r - p;
        const double quadratic = 2 * p - 5 * q + 4 * r - s;
        const double cubic = 3 * (q - r) + s - p;
        return q + 0.5 * t * (linear + t * (quadratic + t * cubic));
    };
    return {blend(a.x, b.x, c.x, d.x), blend(a.y, b.y, c.y, d.y)};
}

/// The curve through the stroke's points, as a chain of points close together.
Stroke smooth(const Stroke& stroke) {
    const std::size_t last = stroke.size() - 1;
    Stroke curve{stroke.front()};
    for (std::size_t i = 0; i < last; ++i) {
        for (std::size_t k = 1; k <= samples_a_span; ++k) {
            curve.push_back(catmull_rom(stroke[i == 0 ? 0 : i - 1],
                                        stroke[i],
                                        stroke[i + 1],
                                        stroke[std::min(i + 2, last)],
                                        static_cast<double>(k) / samples_a_span));
        }
    }
    return curve;
}

/// The squared distance of every pixel's centre to the nearest ink line; pixels
/// farther than `reach` may keep infinity.
class DistanceField {
public:
    explicit DistanceField(double reach) : reach_(reach) {
        squared_.fill(std::numeric_limits<double>::infinity());
    }

    void add_segment(PenPoint from, PenPoint to) {
        const auto [top, bottom] = pixel_range(from.y, to.y);
        const auto [left, right] = pixel_range(from.x, to.x);
        for (std::size_t row = top; row < bottom; ++row) {
            for (std::size_t col = left; col < right; ++col) {
                double& kept = squared_[row * side + col];
                kept = std::min(kept, squared_distance(centre(row, col), from, to));
            }
        }
    }

    [[nodiscard]] std::span<const double> squared() const { return squared_; }

private:
    struct Range {
        std::size_t begin, end;
    };

    [[nodiscard]] Range pixel_range(double a, double b) const {
        const auto pixel = [](double at) {
            return static_cast<std::size_t>(std::clamp(at, 0.0, double(side)));
        };
        return {pixel(std::min(a, b) - reach_), pixel(std::max(a, b) + reach_ + 1.0)};
    }

    static PenPoint centre(std::size_t row, std::size_t col) {
        return {static_cast<double>(col) + 0.5, static_cast<double>(row) + 0.5};
    }

    static double squared_distance(PenPoint p, PenPoint a, PenPoint b) {
        const PenPoint ab{b.x - a.x, b.y - a.y};
        const PenPoint ap{p.x - a.x, p.y - a.y};
        const double length = ab.x * ab.x + ab.y * ab.y;
        const double along = length > 0.0 ? (ap.x * ab.x + ap.y * ab.y) / length : 0.0;
        const double t = std::clamp(along, 0.0, 1.0);
        const double dx = ap.x - t * ab.x, dy = ap.y - t * ab.y;
        return dx * dx + dy * dy;
    }

    double reach_;
    std::array<double, side * side> squared_;
};

/// Ink fades over `hand.blur` pixels at the edge of the pen; its darkness varies a
/// little from pixel to pixel, the paper's does not.
std::uint8_t darkness(double squared_distance, const Hand& hand, Random& random) {
    const double edge = (hand.pen_radius - std::sqrt(squared_distance)) / hand.blur;
    const double ink = std::clamp(0.5 + edge, 0.0, 1.0);
    if (ink == 0.0) return 0;
    const double grain = 1.0 - 0.1 * random.uniform();
    return static_cast<std::uint8_t>(std::lround(255.0 * ink * hand.pressure * grain));
}

/// No hand passes through the same points twice.
Stroke jittered(const Stroke& stroke, Random& random) {
    constexpr double spread = 0.5;
    Stroke moved;
    for (const PenPoint& p : stroke) {
        moved.push_back(
            {p.x + spread * random.normal(), p.y + spread * random.normal()});
    }
    return moved;
}

/// Draws digit `label` into the `side` * `side` pixels at `image`.
void draw(std::size_t label, Random& random, std::uint8_t* image) {
    const std::vector<Glyph>& ways = glyphs(label);
    const Glyph& glyph = ways[random.below(ways.size())];
    const Hand hand(random);
    DistanceField field(hand.pen_radius + 0.5 * hand.blur);
    for (const Stroke& stroke : glyph) {
        Stroke curve = smooth(jittered(stroke, random));
        for (PenPoint& p : curve) p = place(p, hand);
        for (std::size_t i = 1; i < curve.size(); ++i) {
            field.add_segment(curve[i - 1], curve[i]);
        }
    }
    std::transform(
        field.squared().begin(), field.squared().end(), image, [&](double squared) {
            return darkness(squared, hand, random);
        });
}

}  // namespace

DataSet draw_digits(std::size_t count, std::uint64_t seed) {
    DataSet digits;
    digits.image_rows = digits.image_cols = side;
    digits.pixels = room_for_images(side * side, count);
    digits.labels.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        Random random(seed, i);
        digits.labels[i] = static_cast<std::uint8_t>(random.below(DataSet::classes));
        draw(digits.labels[i], random, digits.pixels.colptr(i));
    }
    return digits;
}

}  // namespace chainrule::data

#include "chainrule/data/stroke_glyphs.hpp"

#include <array>

namespace chainrule::data {

namespace {

const std::vector<Glyph> zero{
    // an oval
    {{{7, 0}, {2, 3}, {0, 10}, {2, 17}, {7, 20}, {12, 17}, {14, 10}, {12, 3}, {7, 0}}},
    // a narrow one
    {{{7, 0}, {4, 3}, {2, 10}, {4, 17}, {7, 20}, {10, 17}, {12, 10}, {10, 3}, {7, 0}}},
    // not quite closed, the end inside
    {{{9, 1}, {3, 2}, {0, 10}, {3, 18}, {9, 19}, {13, 13}, {12, 4}, {7, 1}, {5, 3}}},
};

const std::vector<Glyph> one{
    // a bar
    {{{7, 0}, {7, 20}}},
    // with a flag
    {{{3, 5}, {8, 0}}, {{8, 0}, {8, 20}}},
    // with a flag and a foot
    {{{3, 4}, {7, 0}}, {{7, 0}, {7, 20}}, {{2, 20}, {12, 20}}},
};

const std::vector<Glyph> two{
    // a swan on a straight base
    {{{1, 4}, {5, 0}, {11, 1}, {12, 6}, {7, 13}, {1, 20}}, {{1, 20}, {14, 20}}},
    // with a loop at the foot
    {{{1, 5}, {6, 0}, {12, 3}, {10, 10}, {4, 18}, {1, 18}, {3, 15}, {8, 18}, {14, 19}}},
    // angular
    {{{1, 2}, {8, 0}, {13, 4}, {10, 10}, {0, 19}}, {{0, 19}, {13, 18}}},
};

const std::vector<Glyph> three{
    // two bows with a corner between
    {{{1, 3}, {6, 0}, {12, 3}, {10, 8}, {5, 10}},
     {{5, 10}, {12, 11}, {13, 16}, {7, 20}, {0, 17}}},
    // a flat top
    {{{1, 0}, {13, 0}},
     {{13, 0}, {6, 8}},
     {{6, 8}, {12, 10}, {13, 15}, {8, 20}, {0, 18}}},
    // a small loop in the middle
    {{{1, 2}, {8, 0}, {12, 4}, {7, 10}, {5, 9}, {8, 9}, {13, 14}, {8, 20}, {0, 19}}},
};

const std::vector<Glyph> four{
    // open
    {{{3, 0}, {1, 11}}, {{1, 11}, {14, 11}}, {{11, 2}, {10, 20}}},
    // closed
    {{{10, 0}, {0, 13}}, {{0, 13}, {14, 13}}, {{10, 0}, {10, 20}}},
    // open and round
    {{{2, 1}, {2, 8}, {6, 11}, {12, 9}}, {{13, 0}, {12, 9}, {11, 20}}},
};

const std::vector<Glyph> five{
    // a hat, a neck, a belly
    {{{12, 0}, {3, 0}},
     {{3, 0}, {2, 9}},
     {{2, 9}, {8, 7}, {13, 12}, {10, 19}, {1, 19}}},
    // in one go
    {{{13, 1}, {5, 1}, {2, 7}, {8, 9}, {13, 14}, {8, 20}, {0, 18}}},
};

const std::vector<Glyph> six{
    // bent like a spoon
    {{{11, 0}, {4, 5}, {1, 13}, {4, 19}, {10, 19}, {12, 14}, {8, 11}, {2, 14}}},
    // straight from above
    {{{8, 0}, {3, 8}, {1, 15}, {6, 20}, {12, 17}, {10, 12}, {2, 14}}},
};

const std::vector<Glyph> seven{
    // two lines
    {{{0, 1}, {13, 0}}, {{13, 0}, {5, 20}}},
    // with a bar
    {{{0, 1}, {13, 0}}, {{13, 0}, {5, 20}}, {{3, 10}, {12, 10}}},
    // with a serif and a bent leg
    {{{1, 4}, {1, 0}}, {{1, 0}, {13, 0}}, {{13, 0}, {8, 9}, {6, 20}}},
};

const std::vector<Glyph> eight{
    // in one go, crossing in the middle
    {{{11, 2},
      {6, 0},
      {2, 4},
      {7, 10},
      {12, 15},
      {7, 20},
      {1, 16},
      {7, 10},
      {12, 4},
      {11, 2}}},
    // two rings
    {{{7, 0}, {3, 2}, {3, 7}, {7, 10}, {11, 7}, {11, 2}, {7, 0}},
     {{7, 10}, {1, 13}, {2, 18}, {7, 20}, {12, 18}, {13, 13}, {7, 10}}},
};

const std::vector<Glyph> nine{
    // a ring on a stick
    {{{12, 3}, {7, 0}, {1, 4}, {3, 10}, {9, 9}, {12, 3}},
     {{12, 3}, {12, 10}, {10, 20}}},
    // a bent tail
    {{{12, 3}, {7, 0}, {1, 4}, {3, 10}, {9, 9}, {12, 3}},
     {{12, 3}, {13, 10}, {10, 18}, {3, 20}}},
    // in one go
    {{{12, 2}, {5, 0}, {1, 6}, {6, 10}, {12, 5}, {13, 2}, {11, 12}, {8, 20}}},
};

}  // namespace

const std::vector<Glyph>& glyphs(std::size_t digit) {
    static const std::array all{
        &zero, &one, &two, &three, &four, &five, &six, &seven, &eight, &nine};
    return *all.at(digit);
}

}  // namespace chainrule::data

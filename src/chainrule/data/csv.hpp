#pragma once

/// @file
/// MNIST as comma-separated values: a line is the label, then the 784 pixels row by
/// row, all whole numbers. Kaggle's files begin with a line of names
/// ("label,pixel0,..."), others do not; both are read. Lines end in LF or CR LF.

#include "chainrule/data/dataset.hpp"
#include "chainrule/data/named_bytes.hpp"

namespace chainrule::data {

/// `InputError` naming line and field, both counted from 1, if a line has not 785
/// fields, a label is above 9, or a field is not a whole number of 0 to 255.
[[nodiscard]] DataSet read_csv(const NamedBytes& file);

/// Whether the first line names columns of which the first is not "label", as in the
/// test.csv of Kaggle's competition: such a file says nothing about right or wrong.
[[nodiscard]] bool is_unlabelled_csv(const NamedBytes& file);

}  // namespace chainrule::data

// SPDX-License-Identifier: MIT
// Tables of operators' options in a .tflite, whatever the operator: graph/operator_options.h says which
// fields one has.
#pragma once

#include <optional>

#include "graph/operator_options.h"
#include "tflite/flatbuffer_layout.h"

namespace nanonas {

// The options of a table of this type at `table`, whose start and vtable have been verified to lie within
// `file`; NoOptions where nanonas does not know the type, nothing where a field does not lie within the file.
std::optional<OperatorOptions> read_options(int type, const std::byte* table,
                                            std::span<const std::byte> file);

// How options of this operator stand in a file; null: it has none.
const OptionsForm* options_form_of(const GraphOperator& op);

// Adds the table. The options outlive the layout's write().
FlatbufferLayout::Part add_options(FlatbufferLayout& layout, const OptionsForm& form,
                                   const OperatorOptions& options);

}  // namespace nanonas

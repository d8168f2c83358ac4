// SPDX-License-Identifier: MIT
// The parts of nanonas._core: each function adds the names of the file that is called like it.
#pragma once

#include <nanobind/nanobind.h>

namespace nanonas::python {

void bind_inspection(nanobind::module_& core);
void bind_networks(nanobind::module_& core);
void bind_pictures(nanobind::module_& core);
void bind_runs(nanobind::module_& core);

}  // namespace nanonas::python

// SPDX-License-Identifier: MIT
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include "bindings.h"
#include "nanonas/version.h"

NB_MODULE(_core, core) {
    core.doc() = "The library behind the package nanonas. Use the package: names here may change.";
    core.attr("version") = std::string(nanonas::version());
    nanonas::python::bind_pictures(core);
    nanonas::python::bind_networks(core);
    nanonas::python::bind_inspection(core);
    nanonas::python::bind_runs(core);
}

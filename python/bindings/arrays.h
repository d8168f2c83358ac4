// SPDX-License-Identifier: MIT
// Values of the library as numpy arrays, and back.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "nanonas/dataset.h"
#include "nanonas/model.h"

namespace nanonas::python {

// Pictures, [picture][height][width][channel].
using PictureArray =
    nanobind::ndarray<const std::uint8_t, nanobind::ndim<4>, nanobind::c_contig, nanobind::device::cpu>;

template <typename T>
using Numpy = nanobind::ndarray<nanobind::numpy, T>;

// An array that owns the values, without copying them.
template <typename T>
Numpy<T> to_numpy(std::vector<T> values, std::initializer_list<std::size_t> shape) {
    auto* owned = new std::vector<T>(std::move(values));
    const nanobind::capsule owner(
        owned, [](void* pointer) noexcept { delete static_cast<std::vector<T>*>(pointer); });
    return Numpy<T>(owned->data(), shape, owner);
}

Numpy<std::uint32_t> to_numpy(const Confusion& confusion);  // [true class][answer]

// A usage error that names both shapes unless pictures are such as the network takes.
Result<void> check_shape(const InputShape& pictures, const InputShape& wanted);

// The pictures of an array that Python keeps alive; their classes are not known. A usage error unless they
// are such as the network takes.
Result<MemoryPictures> pictures_of(const PictureArray& array, const InputShape& wanted);

}  // namespace nanonas::python

// SPDX-License-Identifier: MIT
#pragma once

#include "base/random.h"
#include "sample/street.h"

namespace nanonas::sample {

// Perhaps puts something between the camera and a board at `centre`: a branch, a pole or a passing van.
void occlude(Canvas& canvas, const Street& street, Vec2 centre, float radius, Random& random);

}  // namespace nanonas::sample

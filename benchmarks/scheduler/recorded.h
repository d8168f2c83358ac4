// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "nanonas/memory.h"
#include "search/occam_walk.h"

namespace nanonas {

// What one set of pictures and one seed gave for every candidate that may come up (record.py).
struct Recorded {
    struct Figures {
        double seconds = 0, score = 0;
    };
    std::string set;
    InputShape input;
    int classes = 2;
    int seed = 0;
    std::map<PlanePoint, Figures> candidates;

    Architecture architecture(PlanePoint point) const {
        return {Family::current, point.k, point.c, input, classes};
    }
};

// Lines of set,input,classes,seed,k,c,seconds,score below a heading.
Result<std::vector<Recorded>> read_recorded(const std::string& path);

}  // namespace nanonas

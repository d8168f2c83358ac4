// SPDX-License-Identifier: MIT
#include "recorded.h"

#include <fstream>
#include <sstream>

namespace nanonas {

Result<std::vector<Recorded>> read_recorded(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    if (!std::getline(file, line)) return failure("\"{}\" could not be read.", path);
    std::vector<Recorded> all;
    while (std::getline(file, line)) {
        for (char& c : line) c = c == ',' ? ' ' : c;
        std::istringstream fields(line);
        std::string set, input;
        int classes = 0, seed = 0;
        PlanePoint point;
        Recorded::Figures figures;
        if (!(fields >> set >> input >> classes >> seed >> point.k >> point.c >> figures.seconds >>
              figures.score)) {
            return failure("\"{}\": \"{}\" is not a line of figures.", path, line);
        }
        if (all.empty() || all.back().set != set || all.back().seed != seed) {
            NANONAS_TRY(const InputShape shape, parse_input_shape(input));
            all.push_back({set, shape, classes, seed, {}});
        }
        all.back().candidates[point] = figures;
    }
    return all;
}

}  // namespace nanonas

// SPDX-License-Identifier: MIT
// load_pictures HEIGHTxWIDTHxCHANNELS PICTURE...: the bytes of every picture as a network sees them, one
// after the other on standard output; the first one that can't be read ends it.
#include <cstdio>

#include "nanonas/pictures.h"

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    const auto shape = nanonas::parse_input_shape(argv[1]);
    if (!shape) return 2;
    for (int i = 2; i < argc; ++i) {
        const auto pixels = nanonas::load_picture(argv[i], {*shape});
        if (!pixels) {
            std::fprintf(stderr, "%s\n", pixels.error().message.c_str());
            return 1;
        }
        std::fwrite(pixels->data(), 1, pixels->size(), stdout);
    }
    return 0;
}

// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "base/random.h"
#include "sample/canvas.h"

namespace nanonas::sample {

// Things along a street that share colours and shapes with road signs.
enum class Decoy {
    clock,
    round_advert,
    square_advert,
    banner,
    letter_box,
    traffic_light,
    cone,
    sign_back,
    parasol,
    pennant,
};

// One of them, to be painted on a board.
class DecoyFace {
  public:
    explicit DecoyFace(Random& random);
    Layer paint(const Board::Spot& spot) const;
    bool on_post() const { return decoy_ != Decoy::cone; }  // rather than on the ground

  private:
    struct Painting;
    void clock(Painting& painting) const;
    void round_advert(Painting& painting) const;
    void square_advert(Painting& painting) const;
    void banner(Painting& painting) const;
    void letter_box(Painting& painting) const;
    void traffic_light(Painting& painting) const;
    void cone(Painting& painting) const;
    void sign_back(Painting& painting) const;
    void parasol(Painting& painting) const;
    void pennant(Painting& painting) const;

    Decoy decoy_;
    Colour ground_, ink_, trim_;
    std::string_view text_;
    int variant_;                  // of the shape or the emblem, 0 to 5
    Vec2 long_hand_, short_hand_;  // of a clock
};

}  // namespace nanonas::sample

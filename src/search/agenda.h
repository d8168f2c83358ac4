// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <vector>

#include "search/ahead.h"

namespace nanonas {

// What a strategy wants to know at one moment: the score of one point now, and perhaps those of others later.
class Agenda {
  public:
    virtual ~Agenda() = default;
    virtual Point needed() const = 0;
    // Up to `count` points without a known score that are needed now or may be later, the most urgent first.
    virtual std::vector<Point> upcoming(const KnownScore& score, std::size_t count) const = 0;
    // Whether the point will not be needed any more, whatever the scores.
    virtual bool passed(Point point) const = 0;
};

// Algorithm 1: needs points in ascending order, and guesses which.
class OccamAgenda : public Agenda {
  public:
    explicit OccamAgenda(const OccamWalk& walk) : walk_(walk) {}
    Point needed() const override { return walk_.needed(); }
    std::vector<Point> upcoming(const KnownScore& score, std::size_t count) const override {
        return likely_needed(walk_, score, count);
    }
    bool passed(Point point) const override { return point < walk_.needed(); }

  private:
    const OccamWalk walk_;
};

// A list: needs all of it. The first point is the one needed now.
class ListAgenda : public Agenda {
  public:
    explicit ListAgenda(std::vector<Point> points) : points_(std::move(points)) {}
    Point needed() const override { return points_.front(); }
    std::vector<Point> upcoming(const KnownScore& score, std::size_t count) const override {
        std::vector<Point> unknown;
        std::copy_if(points_.begin(), points_.end(), std::back_inserter(unknown),
                     [&](Point point) { return !score(point); });
        if (unknown.size() > count) unknown.resize(count);
        return unknown;
    }
    bool passed(Point) const override { return false; }

  private:
    const std::vector<Point> points_;
};

}  // namespace nanonas

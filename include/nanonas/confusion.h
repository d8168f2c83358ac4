// SPDX-License-Identifier: MIT
/// @file
/// How good a network is: which answers it gives for pictures whose class is known, and where it is most
/// wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nanonas/dataset.h"
#include "nanonas/executor.h"
#include "nanonas/float_network.h"
#include "nanonas/graph.h"
#include "nanonas/progress.h"
#include "nanonas/result.h"

namespace nanonas {

/// How often pictures of one class got each answer.
struct Confusion {
    int classes = 0;                    ///< both sides of the matrix
    std::vector<std::uint32_t> counts;  ///< [true class][answer]

    /// One of the counts.
    std::uint32_t& at(int truth, int answer);
    /// One of the counts.
    std::uint32_t at(int truth, int answer) const;
    /// The share of right answers, 0 to 1; 0 without pictures.
    double accuracy() const;
    /// All pictures.
    std::int64_t pictures() const;
    /// Those of one class.
    std::int64_t pictures_of(int truth) const;
};

/// A picture that got another answer than its class.
struct Mistake {
    std::uint32_t picture = 0;     ///< index into the source
    int label = 0;                 ///< its class
    int answer = 0;                ///< the class with the highest probability
    float answer_probability = 0;  ///< of the answer
    float label_probability = 0;   ///< of its class

    bool operator==(const Mistake&) const = default;
};

/// What a network answers for some pictures.
struct Examination {
    Confusion confusion;            ///< of all of them
    std::vector<Mistake> mistakes;  ///< the worst first: by how much the answer is above the class
};

/// The float network's answers for every picture of `source`: the classes with the highest probability, the
/// first of equals. Errors: a picture that can't be read; a stop (interrupted).
Result<Confusion> confusion(const FloatNetwork& network, const PictureSource& source, Executor& executor,
                            Progress& progress);
/// The same for the integer graph of a classifier.
Result<Confusion> confusion(const Graph& graph, const PictureSource& source, Executor& executor,
                            Progress& progress);
/// The integer graph's answers for `pictures` (indices into `source`) with the `most_mistakes` worst
/// mistakes, which are the same for any number of workers.
Result<Examination> examine(const Graph& graph, const PictureSource& source,
                            std::span<const std::uint32_t> pictures, std::size_t most_mistakes,
                            Executor& executor, Progress& progress);

}  // namespace nanonas

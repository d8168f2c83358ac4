// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <numeric>

#include "base/random.h"
#include "base/test_memory.h"
#include "base/test_threads.h"
#include "kernels/simd_targets.h"
#include "nanonas/reference_network.h"
#include "nanonas/training.h"

namespace nanonas {
namespace {

// Noise with a bright square whose place tells the class.
class Squares : public PictureSource {
  public:
    Squares(InputShape shape, int classes, std::uint32_t count)
        : shape_(shape), classes_(classes), count_(count) {}

    InputShape shape() const override { return shape_; }
    std::uint32_t size() const override { return count_; }
    int label(std::uint32_t picture) const override { return static_cast<int>(picture) % classes_; }
    Result<void> read(std::uint32_t picture, std::span<std::uint8_t> out) const override {
        if (picture == unreadable) return failure("Picture {} can't be read.", picture);
        Random random(3, RandomPurpose::test, picture);
        for (auto& byte : out) byte = static_cast<std::uint8_t>(random.below(120));
        const int size = 2 + 2 * label(picture);
        for (int y = 1; y < 1 + size; ++y) {
            for (int x = 1; x < 1 + size; ++x) {
                for (int c = 0; c < shape_.channels; ++c)
                    out[(y * shape_.width + x) * shape_.channels + c] = 220;
            }
        }
        return {};
    }

    std::uint32_t unreadable = ~0u;

  private:
    InputShape shape_;
    int classes_;
    std::uint32_t count_;
};

std::vector<std::uint32_t> range(std::uint32_t begin, std::uint32_t end) {
    std::vector<std::uint32_t> indices(end - begin);
    std::iota(indices.begin(), indices.end(), begin);
    return indices;
}

struct Setting {
    Squares source{{12, 12, 3}, 3, 150};
    std::vector<std::uint32_t> training = range(0, 105), validation = range(105, 150);
    Architecture architecture{Family::current, 3, 2, {12, 12, 3}, 3};
    TrainingRecipe recipe{.epochs = 4,
                          .batch = 16,
                          .learning_rate = 0.01f,
                          .dropout = 0.25f,
                          .flip = true,
                          .shift = 1,
                          .weight_decay = 0.01f,
                          .norm_momentum = 0.9f};
    Progress progress;

    Result<TrainedNetwork> train(int threads = 1) {
        TestThreads executor(threads);
        return nanonas::train(architecture, {&source, training, validation}, recipe, {.seed = 11}, executor,
                              progress);
    }
};

std::uint64_t digest(const TrainedNetwork& trained) {
    std::uint64_t hash = 0xCBF29CE484222325u;
    const auto add = [&](const std::vector<float>& values) {
        for (const float value : values) hash = (hash ^ std::bit_cast<std::uint32_t>(value)) * 0x100000001B3u;
    };
    for (const Weights* c : trained.network.convolutions()) {
        add(c->kernel);
        add(c->bias);
    }
    for (const BatchNorm* n : trained.network.norms()) {
        for (const auto* values : {&n->gamma, &n->beta, &n->mean, &n->variance}) add(*values);
    }
    add(trained.network.dense().kernel);
    add(trained.network.dense().bias);
    for (const double loss : trained.training_loss)
        hash = (hash ^ std::bit_cast<std::uint64_t>(loss)) * 0x100000001B3u;
    return hash;
}

TEST(Training, LearnsWhatIsThereToLearn) {
    for (const Family family : {Family::current, Family::prime23}) {
        Setting setting;
        setting.architecture.family = family;
        setting.recipe.epochs = 12;
        setting.recipe.schedule = TrainingRecipe::Schedule::cosine;
        const auto trained = setting.train();
        ASSERT_TRUE(trained) << trained.error().message;
        EXPECT_GT(trained->best_val_accuracy, 0.95);
        EXPECT_LT(trained->training_loss.back(), 0.5 * trained->training_loss.front());
    }
}

// Recorded once: the bits are the same on every machine, SIMD target and number of threads. Those of
// WebAssembly are its own, because it rounds products that are fused elsewhere; they are the same in every
// engine. A change of the arithmetic changes both; say so in the change log.
TEST(Training, GivesTheSameBitsOnEveryTargetAndForAnyNumberOfThreads) {
    struct Row {
        Family family;
        int k, batch;
        std::uint64_t native, wasm;
    };
    for (const Row& row : {Row{Family::current, 3, 16, 16240767104741586577u, 3761828169085140422u},
                           Row{Family::current, 6, 40, 11407323493643902460u, 10092208182399515518u},
                           Row{Family::prime23, 3, 40, 18264893152354924900u, 7525926237078168027u},
                           Row{Family::current, 12, 40, 12592877858639105185u, 9610583677511336977u},
                           Row{Family::prime23, 12, 16, 3155653956554066832u, 1111773334569284642u}}) {
#ifdef __wasm__
        const std::uint64_t expected = row.wasm;
#else
        const std::uint64_t expected = row.native;
#endif
        for (const std::int64_t target : kernels::simd_targets()) {
            kernels::use_simd_target(target);
            for (const int threads : {1, 2, 3}) {
                Setting setting;
                setting.architecture.family = row.family;
                setting.architecture.k = row.k;
                setting.recipe.batch = row.batch;
                const auto trained = setting.train(threads);
                ASSERT_TRUE(trained) << trained.error().message;
                EXPECT_EQ(digest(*trained), expected)
                    << kernels::simd_target_name(target) << ", threads " << threads;
            }
        }
        kernels::use_simd_target(0);
    }
}

TEST(Training, WithFastMathLearnsAsWellAndRepeatsForAnyNumberOfThreads) {
    for (const Family family : {Family::current, Family::prime23}) {
        std::vector<std::uint64_t> digests;
        for (const int threads : {1, 2, 3}) {
            Setting setting;
            setting.architecture.family = family;
            setting.recipe.batch = 40;
            setting.recipe.epochs = 12;
            setting.recipe.schedule = TrainingRecipe::Schedule::cosine;
            TestThreads executor(threads);
            const auto trained =
                train(setting.architecture, {&setting.source, setting.training, setting.validation},
                      setting.recipe, {.seed = 11, .math = Math::fast}, executor, setting.progress);
            ASSERT_TRUE(trained) << trained.error().message;
            EXPECT_GT(trained->best_val_accuracy, 0.9);
            EXPECT_LT(trained->training_loss.back(), 0.6 * trained->training_loss.front());
            digests.push_back(digest(*trained));
            const auto exact = setting.train(threads);
            EXPECT_EQ(digest(*exact) == digest(*trained), !fast_math_supported());
        }
        EXPECT_EQ(digests[0], digests[1]);
        EXPECT_EQ(digests[0], digests[2]);
    }
}

TEST(Training, AnotherSeedGivesAnotherNetwork) {
    Setting setting;
    SerialExecutor executor;
    const auto a = train(setting.architecture, {&setting.source, setting.training, setting.validation},
                         setting.recipe, {.seed = 1}, executor, setting.progress);
    const auto b = train(setting.architecture, {&setting.source, setting.training, setting.validation},
                         setting.recipe, {.seed = 2}, executor, setting.progress);
    EXPECT_NE(digest(*a), digest(*b));
}

TEST(Training, KeepsTheEpochWithTheBestValidation) {
    Setting setting;
    setting.recipe.epochs = 6;
    setting.recipe.learning_rate = 0.05f;
    const auto trained = setting.train();
    ASSERT_TRUE(trained);
    EXPECT_EQ(trained->best_val_accuracy,
              *std::max_element(trained->val_accuracy.begin(), trained->val_accuracy.end()));
    TestThreads executor(2);
    const auto probabilities = predict(trained->network, setting.source, setting.validation, executor);
    ASSERT_TRUE(probabilities);
    int right = 0;
    for (std::size_t i = 0; i < setting.validation.size(); ++i) {
        const float* row = probabilities->data() + i * 3;
        EXPECT_NEAR(row[0] + row[1] + row[2], 1.0, 1e-5);
        right += std::max_element(row, row + 3) - row == setting.source.label(setting.validation[i]) ? 1 : 0;
    }
    EXPECT_EQ(static_cast<double>(right) / 45, trained->best_val_accuracy);
}

// predict() runs what was trained as the layers' definitions do.
void expect_equals_reference(const FloatNetwork& network, const PictureSource& source,
                             std::span<const std::uint32_t> pictures) {
    SerialExecutor executor;
    const auto probabilities = predict(network, source, pictures, executor);
    ASSERT_TRUE(probabilities) << probabilities.error().message;
    const ReferenceNetwork reference(unfolded(network));
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(source.shape().bytes()));
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        ASSERT_TRUE(source.read(pictures[i], pixels));
        const std::vector<float> scores = reference.run(pixels);
        double sum = 0;
        for (const float score : scores) sum += std::exp(static_cast<double>(score));
        for (std::size_t label = 0; label < scores.size(); ++label) {
            EXPECT_NEAR((*probabilities)[i * scores.size() + label],
                        std::exp(static_cast<double>(scores[label])) / sum, 1e-4);
        }
    }
}

TEST(Training, TakesAnyPlaneAndAnyNumberOfClasses) {
    struct Row {
        InputShape shape;
        int k, c, classes;
    };
    for (const Row& row :
         {Row{{11, 10, 1}, 1, 0, 4}, Row{{17, 31, 3}, 9, 4, 4}, Row{{12, 13, 1}, 40, 3, 5}}) {
        for (const Family family : {Family::current, Family::prime23}) {
            const Squares source(row.shape, row.classes, 37);
            const auto indices = range(0, 37);
            SerialExecutor executor;
            Progress progress;
            const auto trained =
                train({family, row.k, row.c, row.shape, row.classes}, {&source, indices, indices},
                      {.epochs = 1, .batch = 20}, {.seed = 1}, executor, progress);
            ASSERT_TRUE(trained) << trained.error().message;
            expect_equals_reference(trained->network, source, indices);
        }
    }
}

TEST(Training, BalancedOnClassesOfOneSizeIsThatWithoutWeights) {
    Setting plain, balanced;
    balanced.recipe.balance = true;
    EXPECT_EQ(digest(*balanced.train()), digest(*plain.train()));
}

// 35 pictures of a class against 3 of each other one.
TEST(Training, BalancedThinksMoreOftenOfSmallClasses) {
    const auto of_small_classes = [](bool balance) {
        Setting setting;
        setting.training.clear();
        for (std::uint32_t i = 0; i < 105; ++i) {
            if (i % 3 == 0 || i < 9) setting.training.push_back(i);
        }
        setting.recipe = {.epochs = 12,
                          .batch = 16,
                          .learning_rate = 0.003f,
                          .dropout = 0,
                          .balance = balance,
                          .norm_momentum = 0.8f};
        const auto trained = setting.train();
        TestThreads executor(1);
        const auto all = predict(trained->network, setting.source, setting.validation, executor).value();
        double sum = 0;
        for (std::size_t i = 0; i < all.size(); ++i) sum += i % 3 == 0 ? 0 : static_cast<double>(all[i]);
        return sum / static_cast<double>(setting.validation.size());
    };
    EXPECT_GT(of_small_classes(true), of_small_classes(false) + 0.1);
}

TEST(Training, StopsWhenAsked) {
    struct Impatient : Progress {
        bool stop_requested() const override { return true; }
    } progress;
    Setting setting;
    SerialExecutor executor;
    const auto trained = train(setting.architecture, {&setting.source, setting.training, setting.validation},
                               setting.recipe, {.seed = 1}, executor, progress);
    ASSERT_FALSE(trained);
    EXPECT_EQ(trained.error().kind, ErrorKind::interrupted);
}

TEST(Training, PassesOnThatAPictureCantBeRead) {
    for (const std::uint32_t picture : {7u, 140u}) {
        Setting setting;
        setting.source.unreadable = picture;
        const auto trained = setting.train(2);
        ASSERT_FALSE(trained);
        EXPECT_EQ(trained.error().message, fmt::format("Picture {} can't be read.", picture));
    }
}

#ifdef __cpp_exceptions
TEST(Training, AndPredictionSayThatMemoryIsMissing) {
    Setting setting;
    setting.recipe.epochs = 1;
    expect_errors_without_memory({"Training"}, [&] { return setting.train(); });
    const auto trained = setting.train();
    ASSERT_TRUE(trained);
    SerialExecutor executor;
    expect_errors_without_memory({"Prediction"}, [&] {
        return predict(trained->network, setting.source, setting.validation, executor);
    });
}
#endif

#ifdef __wasm__  // where a test has 256 MiB (cmake/wasm.cmake) and an address 32 bits
TEST(Training, AndPredictionSayThatMemoryIsMissingAndGiveItBack) {
    const auto refusal = [](const auto& result) { return result ? "none" : result.error().message; };
    const std::string sentence =
        " needs more memory than there is; take a smaller input or network, or end other programs.";
    for (const int k : {8, 256, 300}) {  // bytes: some, none and few in 32 bits
        const Architecture architecture{Family::current, k, 0, {1024, 1024, 3}, 3};
        const Squares source(architecture.input, 3, 40);
        const auto indices = range(0, 40);
        SerialExecutor executor;
        Progress progress;
        EXPECT_EQ(refusal(train(architecture, {&source, indices, indices}, {.epochs = 1, .batch = 16},
                                {.seed = 1}, executor, progress)),
                  "Training" + sentence);
        EXPECT_EQ(refusal(predict(blank_network(architecture), source, indices, executor)),
                  "Prediction" + sentence);
        Setting setting;
        EXPECT_EQ(refusal(setting.train()), "none");
    }
}
#endif

TEST(Training, RefusesWhatMakesNoSense) {
    const auto refusal = [](const auto& change) {
        Setting setting;
        change(setting);
        const auto trained = setting.train();
        return trained ? std::string("none") : trained.error().message;
    };
    EXPECT_EQ(refusal([](Setting& s) { s.architecture.classes = 2; }).substr(0, 8), "Picture ");
    EXPECT_EQ(refusal([](Setting& s) { s.architecture.classes = 1; }),
              "A network needs at least 2 classes to tell apart, not 1.");
    EXPECT_EQ(refusal([](Setting& s) { s.architecture.input.height = 13; }),
              "The pictures are 12x12x3, but the network takes 13x12x3.");
    EXPECT_EQ(refusal([](Setting& s) { s.architecture.k = 0; }),
              "(0,2) names no network; k is at least 1 and c at least 0.");
    EXPECT_EQ(refusal([](Setting& s) { s.training.clear(); }),
              "There is no picture to train on; add some to the folder.");
    EXPECT_EQ(refusal([](Setting& s) { s.recipe.epochs = 0; }),
              "Training takes at least 1 epoch and a batch of 1, not 0 and 16.");
    EXPECT_EQ(refusal([](Setting& s) { s.recipe.batch = 0; }),
              "Training takes at least 1 epoch and a batch of 1, not 4 and 0.");
    EXPECT_EQ(refusal([](Setting&) {}), "none");
}

}  // namespace
}  // namespace nanonas

// SPDX-License-Identifier: MIT
// fuzz_... SECONDS FILE...: gives LLVMFuzzerTestOneInput the files, then changed copies of them until the
// time is over. Built with -fsanitize=fuzzer instead of this file, a target is one of libFuzzer. fuzz_...
// --round N FILE... repeats the one input that a crash names.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "system/files.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" void __sanitizer_set_death_callback(void (*)()) __attribute__((weak));

namespace nanonas {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::uint64_t round_now = 0;  // for who reads of a crash

std::uint32_t place_in(std::size_t size, Random& random) {
    // Headers are more interesting than pixels.
    const auto end = static_cast<std::uint32_t>(size);
    return random.below(random.below(2) == 0 ? std::min(end, 128u) : end);
}

void change(Bytes& bytes, const std::vector<Bytes>& corpus, Random& random) {
    constexpr std::uint8_t borders[] = {0, 1, 0x7F, 0x80, 0xFE, 0xFF};
    const std::uint32_t at = place_in(bytes.size(), random);
    const std::uint32_t length =
        std::min(1 + random.below(16), static_cast<std::uint32_t>(bytes.size()) - at);
    const auto from = bytes.begin() + at, to = from + length;
    switch (random.below(7)) {
        case 0:
            bytes[at] = static_cast<std::uint8_t>(random.bits());
            break;
        case 1:
            bytes[at] ^= static_cast<std::uint8_t>(1u << random.below(8));
            break;
        case 2:
            std::fill(from, to, borders[random.below(6)]);
            break;
        case 3:
            bytes.erase(from, to);
            break;
        case 4:
            bytes.insert(from, length, static_cast<std::uint8_t>(random.bits()));
            break;
        case 5: {
            const Bytes& other = corpus[random.below(static_cast<std::uint32_t>(corpus.size()))];
            const std::uint32_t start = place_in(other.size(), random);
            const auto count = std::min<std::size_t>(length, other.size() - start);
            std::copy_n(other.begin() + start, count, from);
            break;
        }
        default:
            bytes.resize(at);
    }
}

// The input of a round: the corpus as it is, then with up to eight changes.
Bytes input_of(std::uint64_t round, const std::vector<Bytes>& corpus) {
    if (round < corpus.size()) return corpus[round];
    Random random(1, RandomPurpose::test, round);
    Bytes bytes = corpus[random.below(static_cast<std::uint32_t>(corpus.size()))];
    for (std::uint32_t changes = 1 + random.below(8); changes > 0 && !bytes.empty(); --changes)
        change(bytes, corpus, random);
    return bytes;
}

int run(int argc, char** argv) {
    const bool repeat = argc > 2 && std::string_view(argv[1]) == "--round";
    std::vector<Bytes> corpus;
    for (int i = repeat ? 3 : 2; i < argc; ++i) {
        const auto bytes = read_bytes(argv[i]);
        if (!bytes || bytes->empty()) continue;
        corpus.emplace_back(bytes->size());
        std::transform(bytes->begin(), bytes->end(), corpus.back().begin(),
                       [](std::byte byte) { return std::to_integer<std::uint8_t>(byte); });
    }
    if (corpus.empty()) {
        std::fprintf(stderr, "usage: %s SECONDS FILE... or %s --round N FILE...\n", argv[0], argv[0]);
        return 2;
    }
    if (__sanitizer_set_death_callback) {
        __sanitizer_set_death_callback(
            [] { std::fprintf(stderr, "crashed in --round %zu\n", std::size_t{round_now}); });
    }
    if (repeat) round_now = std::strtoull(argv[2], nullptr, 10);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(repeat ? 0 : std::atoi(argv[1]));
    do {
        const Bytes input = input_of(round_now, corpus);
        LLVMFuzzerTestOneInput(input.data(), input.size());
        ++round_now;
    } while (std::chrono::steady_clock::now() < end || (!repeat && round_now < corpus.size()));
    std::printf("%zu inputs\n", std::size_t{round_now});
    return 0;
}

}  // namespace
}  // namespace nanonas

int main(int argc, char** argv) {
    return nanonas::run(argc, argv);
}

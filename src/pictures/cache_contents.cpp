// SPDX-License-Identifier: MIT
#include "pictures/cache_contents.h"

#include <cstring>

namespace nanonas {
namespace {

class Encoder {
  public:
    explicit Encoder(std::size_t expected_bytes) { bytes_.reserve(expected_bytes); }

    template <typename T>
    void number(T value) {
        append(&value, sizeof value);
    }
    // Its length, then its elements: a string or a vector of numbers.
    template <typename T>
    void sequence(const T& values) {
        number(static_cast<std::uint64_t>(values.size()));
        append(values.data(), values.size() * sizeof values[0]);
    }
    std::vector<std::byte> take() { return std::move(bytes_); }

  private:
    void append(const void* data, std::size_t size) {
        const auto* begin = static_cast<const std::byte*>(data);
        bytes_.insert(bytes_.end(), begin, begin + size);
    }
    std::vector<std::byte> bytes_;
};

class Decoder {
  public:
    explicit Decoder(std::span<const std::byte> bytes) : rest_(bytes) {}

    template <typename T>
    void number(T& value) {
        if (has(sizeof value)) copy(&value, sizeof value);
    }
    template <typename T>
    void sequence(T& values) {
        std::uint64_t size = 0;
        number(size);
        if (size > rest_.size()) valid_ = false;
        if (!valid_ || !has(size * sizeof values[0])) return;
        values.resize(size);
        copy(values.data(), size * sizeof values[0]);
    }
    bool complete() const { return valid_ && rest_.empty(); }
    bool valid() const { return valid_; }

  private:
    bool has(std::size_t size) { return valid_ = valid_ && size <= rest_.size(); }
    void copy(void* out, std::size_t size) {
        if (size > 0) std::memcpy(out, rest_.data(), size);
        rest_ = rest_.subspan(size);
    }
    std::span<const std::byte> rest_;
    bool valid_ = true;
};

bool consistent(const CacheContents& contents, std::uint32_t slots) {
    const std::size_t pictures = contents.slots.size();
    if (contents.labels.size() != pictures || contents.name_ends.size() != pictures) return false;
    std::uint32_t begin = 0;
    for (std::uint32_t end : contents.name_ends) {
        if (end < begin || end > contents.names.size()) return false;
        begin = end;
    }
    for (std::uint32_t slot : contents.slots) {
        if (slot >= slots) return false;
    }
    return true;
}

}  // namespace

void CacheContents::add(std::uint32_t slot, const PictureFile& file) {
    slots.push_back(slot);
    labels.push_back(static_cast<std::uint32_t>(file.label));
    names += file.path;
    name_ends.push_back(static_cast<std::uint32_t>(names.size()));
}

std::string CacheContents::name(std::uint32_t picture) const {
    const std::uint32_t begin = picture == 0 ? 0 : name_ends[picture - 1];
    return names.substr(begin, name_ends[picture] - begin);
}

std::vector<std::byte> encode(const CacheContents& contents) {
    Encoder out(contents.slots.size() * 12 + contents.names.size() + 4096);
    out.sequence(contents.slots);
    out.sequence(contents.labels);
    out.sequence(contents.name_ends);
    out.sequence(contents.names);
    out.number(contents.enlarged);
    out.number(contents.transparent);
    out.number(contents.deep);
    out.number(static_cast<std::uint32_t>(contents.all_equal));
    out.number(static_cast<std::uint64_t>(contents.unreadable.size()));
    for (const UnreadablePicture& picture : contents.unreadable) {
        out.sequence(picture.path);
        out.sequence(picture.reason);
    }
    return out.take();
}

std::optional<CacheContents> decode_contents(std::span<const std::byte> bytes, std::uint32_t slots) {
    CacheContents contents;
    Decoder in(bytes);
    in.sequence(contents.slots);
    in.sequence(contents.labels);
    in.sequence(contents.name_ends);
    in.sequence(contents.names);
    in.number(contents.enlarged);
    in.number(contents.transparent);
    in.number(contents.deep);
    std::uint32_t all_equal = 0;
    in.number(all_equal);
    contents.all_equal = all_equal != 0;
    std::uint64_t unreadable = 0;
    in.number(unreadable);
    for (std::uint64_t i = 0; i < unreadable && in.valid(); ++i) {
        UnreadablePicture& picture = contents.unreadable.emplace_back();
        in.sequence(picture.path);
        in.sequence(picture.reason);
    }
    if (!in.complete() || !consistent(contents, slots)) return std::nullopt;
    return contents;
}

}  // namespace nanonas

// SPDX-License-Identifier: MIT
// HTML and SVG as text in which nothing from outside is left unescaped: a Markup is finished, any other
// string is made harmless on its way in.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace nanonas {

// For element content and quoted attributes alike. Bytes that are no UTF-8, control characters and those that
// turn the direction of writing become U+FFFD.
std::string escape(std::string_view text);

class Markup {
  public:
    Markup() = default;
    explicit Markup(std::string html) : html_(std::move(html)) {}

    const std::string& html() const { return html_; }
    bool empty() const { return html_.empty(); }
    Markup& operator+=(const Markup& more) {
        html_ += more.html_;
        return *this;
    }

  private:
    std::string html_;
};

template <typename T>
auto markup_piece(const T& value) {
    if constexpr (std::is_same_v<T, Markup>) {
        return std::string_view(value.html());
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
        return escape(value);
    } else {
        static_assert(std::is_arithmetic_v<T>, "A Markup is made of markup, text and numbers.");
        return value;
    }
}
template <typename T>
using MarkupPiece = decltype(markup_piece(std::declval<const T&>()));

// markup("<td>{}</td>", class_name)
template <typename... Args>
Markup markup(fmt::format_string<MarkupPiece<Args>...> format, const Args&... args) {
    return Markup(fmt::format(format, markup_piece(args)...));
}

}  // namespace nanonas

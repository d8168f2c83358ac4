// SPDX-License-Identifier: MIT
#include "report/markup.h"

#include <gtest/gtest.h>

#include "report/drawing.h"
#include "report/picture_markup.h"

namespace nanonas {
namespace {

TEST(Escape, LeavesNoCharacterThatHtmlReads) {
    EXPECT_EQ(escape(R"(<a href="x" id='y'>&)"), "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;");
    EXPECT_EQ(escape("Füße 猫 🐈"), "Füße 猫 🐈");
}

TEST(Escape, ReplacesWhatIsNoText) {
    const std::string sign = "\xEF\xBF\xBD";
    EXPECT_EQ(escape("a\xFF"
                     "b"),
              "a" + sign + "b");
    EXPECT_EQ(escape("\xC0\xAF"), sign + sign);             // '/' in two bytes
    EXPECT_EQ(escape("\xED\xA0\x80"), sign + sign + sign);  // half of a surrogate pair
    EXPECT_EQ(escape("\xE7\x8C"), sign + sign);             // cut off
    EXPECT_EQ(escape(std::string_view("a\0b", 3)), "a" + sign + "b");
    EXPECT_EQ(escape("\x1B[31m"), sign + "[31m");
    EXPECT_EQ(escape("gpj.\xE2\x80\xAE"
                     "exe"),
              "gpj." + sign + "exe");  // right-to-left override
}

TEST(Markup, EscapesTextAndKeepsMarkup) {
    const Markup inner = markup("<b>{}</b>", "1 < 2");
    EXPECT_EQ(markup("<p title=\"{}\">{} {}</p>", std::string("\"><script>"), inner, 7).html(),
              "<p title=\"&quot;&gt;&lt;script&gt;\"><b>1 &lt; 2</b> 7</p>");
}

TEST(Drawing, EscapesItsTexts) {
    Drawing drawing(10, 20, "a \"b\"");
    drawing.text({1, 2}, "</svg><script>", "tick", Anchor::end, "<tip>");
    const std::string svg = drawing.markup().html();
    EXPECT_NE(svg.find("aria-label=\"a &quot;b&quot;\""), svg.npos);
    EXPECT_NE(svg.find("&lt;/svg&gt;&lt;script&gt;"), svg.npos);
    EXPECT_NE(svg.find("<title>&lt;tip&gt;</title>"), svg.npos);
}

TEST(Drawing, CutsTextBetweenCharacters) {
    EXPECT_EQ(fitting("short", 100, 10), "short");
    EXPECT_EQ(fitting("äöüäöüäöü", 5 * 10 * 0.58 + 0.1, 10), "äöüä…");
}

TEST(Base64, IsThatOfTheRfc) {  // RFC 4648, 10
    const auto of = [](std::string_view text) { return base64(std::as_bytes(std::span(text))); };
    EXPECT_EQ(of(""), "");
    EXPECT_EQ(of("f"), "Zg==");
    EXPECT_EQ(of("fo"), "Zm8=");
    EXPECT_EQ(of("foo"), "Zm9v");
    EXPECT_EQ(of("foobar"), "Zm9vYmFy");
}

}  // namespace
}  // namespace nanonas

// SPDX-License-Identifier: MIT
// What row-streaming C keeps instead of whole feature maps: the last rows of each convolution's input.
#include "base/figures.h"
#include "nanonas/c_layout.h"
#include "report/axis.h"
#include "report/sections.h"
#include "report/wording.h"

namespace nanonas {
namespace {

constexpr double left = 124, right = 404, width = 412, top = 14, row = 24;

}  // namespace

Markup ring_layout(const RunRecord& run) {
    if (!run.architecture) return {};
    const CShape shape = c_shape(*run.architecture);
    const std::vector<CStage>& all = shape.stages;
    const RingPlan plan = ring_plan(shape);
    const double rows = static_cast<double>(all.size());
    const Axis x{0, static_cast<double>(plan.ring_bytes) * 1.02, left, right};
    Drawing drawing(width, top + rows * row + 40,
                    fmt::format("Ring buffers of the row-streaming C: {} convolutions, {} bytes together.",
                                all.size(), grouped(plan.ring_bytes)));
    draw_x_axis(drawing, x, {left, top, right - left, rows * row}, Quantity::bytes, 4);
    for (std::size_t i = 0; i < plan.rings.size(); ++i) {
        const Ring& ring = plan.rings[i];
        const double y = top + static_cast<double>(i) * row;
        const std::string title = all.size() == 1 ? "Convolution" : fmt::format("Convolution {}", i + 1);
        drawing.text({left - 6, y + row / 2 + 4}, title, "label", Anchor::end);
        for (int slot = 0; slot < ring.slots; ++slot) {
            const double begin = x.at(static_cast<double>(ring.offset + slot * ring.row_bytes));
            const double end = x.at(static_cast<double>(ring.offset + (slot + 1) * ring.row_bytes));
            drawing.box({begin, y + 2, std::max(end - begin - 1, 1.2), row - 4},
                        i == 0 ? "block input" : "block pooled", 2,
                        fmt::format("{}, row {} of {}: {}×{}, {} bytes", title, slot + 1, ring.slots,
                                    all[i].width, all[i].in_channels, grouped(ring.row_bytes)));
        }
        const std::string bytes = fmt::format("{} × {} B", ring.slots, ring.row_bytes);
        const double end = x.at(static_cast<double>(ring.offset + ring.bytes()));
        const bool behind = end + 6 + text_width(bytes, 11) < right;
        drawing.text({behind ? end + 6 : x.at(static_cast<double>(ring.offset)) - 6, y + row / 2 + 4}, bytes,
                     "tick", behind ? Anchor::start : Anchor::end);
    }
    drawing.text({(left + right) / 2, top + rows * row + 34}, "address in the ring buffers", "axis-name",
                 Anchor::middle);
    const std::string share =
        run.arena_bytes && *run.arena_bytes > 0
            ? fmt::format(" That is {} of the tensor arena.", percent(static_cast<double>(plan.ring_bytes) /
                                                                      static_cast<double>(*run.arena_bytes)))
            : std::string();
    const bool linked = run.verified && run.verified->ram_bytes && run.verified->flash_bytes;
    const auto ram = linked ? run.verified->ram_bytes : run.c_ram_bytes;
    const auto flash = linked ? run.verified->flash_bytes : run.c_flash_bytes;
    const std::string in_all =
        ram && flash
            ? fmt::format(" {} {} bytes of RAM and {} of Flash.",
                          linked ? "Linked, the C takes in all" : "In all the C takes", grouped(*ram),
                          grouped(*flash))
            : std::string();
    return card(
        "RAM of the row-streaming C", drawing.markup(),
        markup("The C code takes a picture row by row and keeps only the rows that each convolution still "
               "needs: {} bytes of rings.{}{} The rest is a few columns, sums and the stack.",
               grouped(plan.ring_bytes), share, in_all));
}

}  // namespace nanonas

# SPDX-License-Identifier: MIT
"""A page in headless Chromium: what it measures, what it logs, how it looks and prints."""
import html
import json
import pathlib
import re
import shutil
import subprocess

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

# Runs in a page around the report, which runs no script of its own: reads what the report became.
MEASURE = """
<!doctype html><meta charset="utf-8"><body style="margin:0">
<iframe src="{page}" width="{width}" height="900" style="border:0"></iframe><pre id="measured"></pre>
<script>
onload = () => {{
  const w = document.querySelector("iframe").contentWindow, d = w.document;
  const all = [...d.querySelectorAll("body *")];
  const scrolled = e => e.parentElement && (e.parentElement.closest(".scroll") || e.parentElement.closest("svg"));
  const hex = e => w.getComputedStyle(e).color;
  document.getElementById("measured").textContent = JSON.stringify({{
    title: d.title,
    text: d.body.innerText,
    scroll_width: d.documentElement.scrollWidth,
    inner_width: w.innerWidth,
    wide: all.filter(e => !scrolled(e) && e.getBoundingClientRect().right > w.innerWidth + 0.5).map(e => e.outerHTML.slice(0, 100)),
    ground: w.getComputedStyle(d.body).backgroundColor,
    ink: hex(d.body),
    muted: hex(d.querySelector("figcaption")),
    drawings: [...d.querySelectorAll("svg[role=img]")].map(e => e.getAttribute("aria-label")),
    cut: [...d.querySelectorAll("svg[role=img]")].flatMap(s => {{
      const box = s.viewBox.baseVal;
      return [...s.querySelectorAll("text")].filter(t => !t.hasAttribute("transform")).map(t => [t.textContent, t.getBBox()])
        .filter(([, b]) => b.x < box.x - 1 || b.x + b.width > box.x + box.width + 1 || b.y < box.y - 1 || b.y + b.height > box.y + box.height + 3)
        .map(([text]) => text);
    }}),
    pictures: [...d.images].map(i => [i.naturalWidth, i.naturalHeight, i.alt]),
    scripts: d.scripts.length,
    outside: [...d.querySelectorAll("[src],[href]")].map(e => e.getAttribute("src") || e.getAttribute("href"))
      .filter(u => !u.startsWith("data:") && !u.startsWith("#")),
  }});
}};
</script>
"""


def chromium(*options, cwd):
    """Runs it to its end; returns standard output and what pages wrote to the console."""
    assert CHROMIUM, "chromium is missing; scripts/install --tests installs it."
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
         "--allow-file-access-from-files", f"--user-data-dir={cwd / 'profile'}", "--enable-logging=stderr",
         *map(str, options)], text=True, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def measure(page, folder, width=1280, dark=False):
    around = pathlib.Path(folder) / f"around-{width}.html"
    around.write_text(MEASURE.format(page=pathlib.Path(page).resolve().as_uri(), width=width))
    dom, console = chromium(f"--blink-settings=preferredColorScheme={0 if dark else 1}", "--window-size=1400,1000",
                            "--virtual-time-budget=5000", "--dump-dom", around.as_uri(), cwd=pathlib.Path(folder))
    measured = json.loads(html.unescape(re.search(r'<pre id="measured">(.*?)</pre>', dom, re.S).group(1)))
    return measured | {"console": console}


def contrast(one, other):
    """WCAG 2.1's ratio of two colours such as "rgb(1, 2, 3)"."""
    def luminance(colour):
        channels = [int(c) / 255 for c in re.findall(r"\d+", colour)[:3]]
        r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)

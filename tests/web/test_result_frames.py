"""Scrolling through a million rows does not freeze the page: the time between frames, in build/web-pictures/frames.json."""

import json
import statistics

from conftest import PICTURES
from playwright.sync_api import expect
from test_result_view import grid  # noqa: F401 (a fixture)

WHEELS = 120
# Milliseconds. About 20 on an idle machine; tests run beside others, on few cores, and draw without a graphics card.
P95_BOUND = 400
LONGEST_BOUND = 5000

RECORD = """() => {
    const frames = window.frameTimes = [];
    let before = performance.now();
    const next = (now) => { frames.push(now - before); before = now; window.frameTimes === frames && requestAnimationFrame(next); };
    requestAnimationFrame(next);
}"""
STOP = "() => { const frames = window.frameTimes; window.frameTimes = null; return frames.slice(1); }"


def measure(page, scroll):
    page.evaluate(RECORD)
    scroll()
    frames = page.evaluate(STOP)
    return {"frames": len(frames), "median": round(statistics.median(frames), 1), "longest": round(max(frames), 1),
            "p95": round(statistics.quantiles(frames, n=20)[-1], 1)}


def test_a_million_rows_scroll_without_freezing(grid):  # noqa: F811
    columns = ", ".join(f"n + {at} AS column_{at}" for at in range(10))
    grid.run(f"SELECT SEQ4() AS n, 'row ' || n AS t, {columns} FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) ORDER BY n")
    grid.cell(0, 0).click()

    def wheel():
        for _ in range(WHEELS):
            grid.page.mouse.wheel(0, 400)

    def drag():
        for part in range(1, 21):
            grid.element.evaluate(f"grid => grid.scrollTo(0, grid.scrollHeight * {part} / 20)")

    found = {"wheel": measure(grid.page, wheel), "drag": measure(grid.page, drag)}
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / "frames.json").write_text(json.dumps(found, indent=1) + "\n")
    for name, one in found.items():
        assert one["p95"] < P95_BOUND and one["longest"] < LONGEST_BOUND, (name, one)
    expect(grid.cell(999999, 1)).to_have_text("row 999999", timeout=30000)

"""Make the pictures of README and docs from the practice mailbox: `make screenshots`, or those named behind it.

Needs rsvg-convert and a CJK font (Debian: apt-get install librsvg2-bin fonts-noto-cjk fonts-noto-mono).
The SVG itself is never published: its widths for Japanese are wrong outside librsvg.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))
os.environ |= {"TZ": "Asia/Tokyo", "COLORTERM": "truecolor"}
os.environ.pop("NO_COLOR", None)
time.tzset()

from textual import events  # noqa: E402 (as below)
from textual.keys import _character_to_key  # noqa: E402 (as below)

from cli.demo.decided import decide  # noqa: E402 (the zone must stand before the rest is loaded)
from cli.demo.home import CHARTER, let_review_be_over  # noqa: E402 (as above)
from config.languages import set_language  # noqa: E402 (the zone must stand before the rest is loaded)
from core.canned import CannedLibrary  # noqa: E402 (as above)
from core.care.faq.answers import public_answers  # noqa: E402 (as above)
from core.care.faq.site import export_site  # noqa: E402 (as above)
from tests.tui.seeded import NOW, seed, storm_arrivals  # noqa: E402 (as above)
from tui.app import ConsoleApp  # noqa: E402 (as above)

# File name, language, columns and rows, the keys that lead to the screen ("=" types what stands behind it).
PICTURES: tuple[tuple[str, str, tuple[int, int], tuple[str, ...]], ...] = (
    ("console", "en", (150, 40), ("j",) * 10),
    ("console-ja", "ja", (150, 40), ("j",) * 10),
    ("narrow", "ja", (80, 24), ()),
    ("composer", "ja", (120, 36), ("j", "j", "r", "g", "o", "t", "tab")),
    ("suggest", "en", (120, 32), ("j", "r", "=;de")),
    ("checks", "en", (120, 32), ("j", "r", "=We deliver on Monday, 26 November.", "ctrl+s")),
    ("gaps", "en", (120, 32), ("j", "semicolon", "=refund", "enter")),
    ("customer", "ja", (120, 36), ("slash", "=24-10871", "enter", "enter", "tab", "j")),
    ("person-merge", "en", (120, 32), ("equals_sign", "=tom.becker", "enter", "down")),
    ("search", "ja", (150, 40), ("slash", "=返金")),
    ("find", "en", (120, 32), ("slash", "=kettle", "enter", "enter", "f", "=kettle", "enter")),
    ("palette", "ja", (120, 32), ("ctrl+p", "=保")),
    ("care-reply", "en", (120, 36), ("slash", "=Wholesale", "enter", "r", "=We will send it on Friday.", "ctrl+t")),
    ("report", "en", (120, 40), ("percent_sign",)),
    ("handover", "ja", (120, 36), ("H",)),
    ("practice", "en", (120, 40), ("d", "enter", "r", "=Thank you, we will look into it.", "ctrl+s")),
    ("promises", "ja", (120, 30), ("W",)),
    ("voice", "en", (120, 30), ("number_sign",)),
    ("clip", "en", (120, 32), ("slash", "=Wholesale", "enter", "b")),
    ("digest", "en", (120, 40), ("colon", "=digest", "enter")),
    ("late", "en", (150, 32), ("6",)),
    ("review", "ja", (120, 20), ("colon", "=canned-review", "enter")),
    ("often-asked", "en", (120, 20), ("colon", "=faq", "enter")),
    ("closing", "en", (150, 32), ("slash", "=Wholesale", "enter", "enter", "s")),
    ("charter", "ja", (120, 24), ("colon", "=charter", "enter")),
    ("storm", "ja", (120, 32), ("w",)),
    ("holding", "en", (120, 36), ("slash", "=Wholesale", "enter", "h")),
    ("help", "en", (120, 36), ("question_mark",)),
)


async def _press(app: ConsoleApp, key: str) -> None:
    named = len(key) > 1
    app.post_message(events.Key(key if named else _character_to_key(key), None if named else key))


async def draw(name: str, language: str, size: tuple[int, int], keys: tuple[str, ...], folder: Path) -> None:
    """One picture: the console on a fresh practice desk after some keys."""
    set_language(language)
    desk = seed(folder / name, language)
    let_review_be_over(desk.home, NOW)
    if name in ("charter", "late"):
        (desk.home.root / "charter.toml").write_text(CHARTER, "utf-8")
    if name == "storm":
        desk.take_in(storm_arrivals())
    decide(desk)
    for ticket in desk.rows("", 8, None):
        desk.mark_read(ticket.code)
    # Queries ask the machine's clock who is late: where they are the picture, the console asks the same one.
    clock = (lambda: datetime.now(UTC)) if name == "late" else (lambda: NOW)
    app = ConsoleApp(desk, network=False, clock=clock)
    try:
        async with app.run_test(size=size) as pilot:
            await pilot.pause(0.5)
            for key in keys:
                for one in key[1:] if key[0] == "=" and len(key) > 1 else (key,):
                    await _press(app, one)
                    await pilot.pause(0.02 if one is not key else 0.2)
                await pilot.pause(0.2)
            await pilot.pause(0.5)
            svg = folder / f"{name}.svg"
            drawn = app.export_screenshot(title="Madoguchi 窓口")
            # Without it librsvg drops the blanks that a piece of text begins with.
            svg.write_text(drawn.replace("<text ", '<text xml:space="preserve" '), encoding="utf-8")
    finally:
        app.close_threads()
        desk.close()
    subprocess.run(["rsvg-convert", str(svg), "-o", str(HERE / f"{name}.png")], check=True)
    print(f"docs/pictures/{name}.png")


def faq_site(folder: Path) -> None:
    """One picture of the public answers, as a browser shows them."""
    set_language("ja")
    with seed(folder / "faq", "ja") as desk:
        for key in ("exchange", "invoice", "cancellation"):
            for file in desk.home.canned_folder.glob(f"{key}.*.md"):
                file.write_text(file.read_text("utf-8").replace("public: no", "public: yes", 1), "utf-8")
        export_site(folder / "site", public_answers(CannedLibrary(desk.home.canned_folder).all(), "葵茶舗"), "葵茶舗")
    page = f"file://{folder}/site/index.html#lang=ja"
    words = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=900,620"]
    words += [f"--user-data-dir={folder}/browser", f"--screenshot={HERE / 'faq.png'}"]
    subprocess.run(["chromium", *words, page], check=True, capture_output=True, timeout=60)
    print("docs/pictures/faq.png")


def main() -> None:
    """Make them all, or those named."""
    if shutil.which("rsvg-convert") is None:
        sys.exit("rsvg-convert is missing (Debian: apt-get install librsvg2-bin fonts-noto-cjk fonts-noto-mono)")
    with tempfile.TemporaryDirectory() as folder:
        for picture in (p for p in PICTURES if p[0] in sys.argv[1:] or not sys.argv[1:]):
            asyncio.run(draw(*picture, Path(folder)))
        if not sys.argv[1:] or "faq" in sys.argv[1:]:
            faq_site(Path(folder))


if __name__ == "__main__":
    main()

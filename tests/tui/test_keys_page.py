from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_page_of_keys_is_what_the_commands_say() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "make_keys.py"))["page"]()
    assert (ROOT / "docs" / "keys.md").read_text(encoding="utf-8") == made

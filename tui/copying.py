"""Putting text on the clipboard: through the terminal (OSC 52), and by the platform's own tool where there is one.

Nobody answers OSC 52, so it is never known whether the terminal took it; a tool that ran is known to have worked.
Over SSH the tool would fill the other machine's clipboard, so the terminal alone is asked there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence

from tui.labels import _

_PATIENCE = 2.0


def tools(environment: Mapping[str, str]) -> Sequence[Sequence[str]]:
    """The commands that fill this machine's clipboard, best first; none over SSH."""
    if environment.get("SSH_CONNECTION"):
        return ()
    found: list[Sequence[str]] = [("pbcopy",)]
    if environment.get("WAYLAND_DISPLAY"):
        found.append(("wl-copy",))
    if environment.get("DISPLAY"):
        found += [("xclip", "-selection", "clipboard"), ("xsel", "--clipboard", "--input")]
    found.append(("clip.exe",))
    return [command for command in found if shutil.which(command[0])]


def copy_by_tool(text: str) -> str:
    """Hand a text to the first tool that takes it and return its name; "" where none did."""
    for command in tools(os.environ):
        try:
            done = subprocess.run(
                list(command), input=text.encode(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                timeout=_PATIENCE, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return command[0]
    return ""


def said(what: str, tool: str) -> str:
    """The sentence for the status line: what was copied, and which way."""
    if tool:
        return _("Copied {what} ({tool}).").format(what=what, tool=tool)
    return _("Copied {what} through the terminal (OSC 52).").format(what=what)

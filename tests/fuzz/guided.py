"""The fuzz targets driven by coverage: `python -m tests.fuzz.guided parse -max_total_time=60`.

Needs atheris (`pip install atheris`), which has wheels for a few versions of Python only; hypothesis builds the
inputs, so that what atheris changes still looks like mail. Words after the target's name are libFuzzer's.
"""

from __future__ import annotations

import importlib
import sys

from hypothesis import given, settings


def main() -> None:
    """Run one target until libFuzzer's limits end it; a failing input ends the process with its traceback."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["core.mail", "core.text", "core.threads"]):
        targets = importlib.import_module("tests.fuzz.test_fuzz").TARGETS
    if len(sys.argv) < 2 or sys.argv[1] not in targets:
        sys.exit(f"usage: python -m tests.fuzz.guided {{{'|'.join(targets)}}} [-max_total_time=60 …]")
    target, inputs = targets[sys.argv[1]]

    @settings(deadline=None, database=None)
    @given(inputs)
    def run(given_input: object) -> None:
        target(given_input)

    atheris.Setup([sys.argv[0], *sys.argv[2:]], run.hypothesis.fuzz_one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

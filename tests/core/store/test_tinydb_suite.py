"""TinyDB's own tests of its tables and queries, run on our store.

They come from the released sdist, which pip fetches once and which is kept beside pytest's own notes; without a
network this is skipped.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FILES = ("test_tables.py", "test_queries.py", "test_operations.py", "test_tinydb.py")
EXCEPTIONS = {
    # Another process may write at any time, so no answer is kept for the next question.
    "test_query_cache",
    "test_query_cache_size",
    "test_lru_cache",
    "test_search",
    "test_search_path",
    # `repr` names no count: it would read every document.
    "test_table_repr",
}
OUR_DB = """
import pytest
from config.home import Home
from core.store import Store


@pytest.fixture
def db(tmp_path):
    with Store.open(Home(tmp_path / "home").ensure()) as store:
        store.db.insert_multiple({"int": 1, "char": c} for c in "abc")
        yield store.db
"""


def _sdist(folder: Path) -> Path:
    """The released sources of the TinyDB that is installed."""
    wanted = f"tinydb=={version('tinydb')}"
    if kept := sorted(folder.glob("tinydb-*.tar.gz")):
        return kept[0]
    argv = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "tinydb", wanted]
    done = subprocess.run(
        [*argv, "--retries", "0", "--timeout", "15", "--dest", str(folder)], capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"pip could not fetch the sources of {wanted}: {done.stderr.strip().splitlines()[-1:]}")
    (found,) = folder.glob("tinydb-*.tar.gz")
    return found


def test_tinydbs_own_tests_pass_on_our_store_but_for_what_is_documented(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    suite = tmp_path / "suite"
    suite.mkdir()
    beside = pytestconfig.cache
    kept = beside.mkdir(f"tinydb-{version('tinydb')}") if beside is not None else tmp_path
    with tarfile.open(_sdist(kept)) as archive:
        for member in archive:
            if member.isfile() and member.name.endswith(tuple(f"/tests/{name}" for name in FILES)):
                file = archive.extractfile(member)
                assert file is not None
                (suite / Path(member.name).name).write_bytes(file.read())
    (suite / "conftest.py").write_text(OUR_DB, encoding="utf-8")
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-c", "/dev/null"]
    done = subprocess.run(
        [*argv, "--rootdir", str(suite), str(suite)], capture_output=True, text=True, cwd=tmp_path, env=_env()
    )
    failed = set(re.findall(r"^(?:FAILED|ERROR) \S+::(\w+)", done.stdout, re.MULTILINE))
    assert failed == EXCEPTIONS, done.stdout[-3000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None
    assert int(passed[1]) >= 100


def _env() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}

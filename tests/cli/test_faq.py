"""`mado faq`: exactly the public responses become a page that searches by itself; what is asked often is listed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.calling import Mado
from tests.cli.mails import folder_with, mail

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def _canned(mado: Mado, name: str, header: str, text: str) -> None:
    folder = mado.home / "canned"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.md").write_text(f"---\n{header}\n---\n{text}\n", encoding="utf-8")


@pytest.fixture
def public(mado: Mado) -> Mado:
    """A home with two public responses, one of them in Japanese, and a private one."""
    shutil.rmtree(mado.home / "canned", ignore_errors=True)
    _canned(
        mado,
        "returns.en",
        "name: How do I return <b>something</b>?\npublic: yes\ntags: returns",
        "{{customer.greeting}}\n\nSend it to us within 14 days: https://shop.example/returns?a=1&b=2\n\n{{agent.name}}",
    )
    _canned(
        mado,
        "henkin.ja",
        "name: 返金はいつですか\npublic: yes",
        "{{customer.greeting}}\n\nご返金は{{?days|日数}}日で完了します。",
    )
    _canned(mado, "secret.en", "name: Secret margin\npublic: no", "We earn 30 percent.")
    return mado


def test_exactly_the_public_responses_stand_on_the_page_and_in_markdown(public: Mado, tmp_path: Path) -> None:
    said = public("faq", "export", str(tmp_path / "site"), "--json").json
    page = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert said["answers"] == {"en": 1, "ja": 1}
    assert "within 14 days" in page
    assert "返金はいつですか" in page
    assert "Secret" not in page
    assert "30 percent" not in page
    assert "<b>" not in page
    assert "{{" not in page
    assert 'href="https://shop.example/returns?a=1&amp;b=2"' in page
    assert "…日で完了します" in (tmp_path / "site" / "faq.ja.md").read_text(encoding="utf-8")
    assert "\\<b\\>" in (tmp_path / "site" / "faq.en.md").read_text(encoding="utf-8")


def test_a_response_that_is_no_longer_public_leaves_the_page(public: Mado, tmp_path: Path) -> None:
    public("faq", "export", str(tmp_path / "site"))
    _canned(public, "henkin.ja", "name: 返金はいつですか\npublic: no", "ご返金は5日で完了します。")
    public("faq", "export", str(tmp_path / "site"))
    assert "返金" not in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert not (tmp_path / "site" / "faq.ja.md").exists()


def test_a_page_of_somebody_else_is_left_alone(public: Mado, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<h1>Ours</h1>", encoding="utf-8")
    said = public("faq", "export", str(tmp_path), "--json", code=5)
    assert said.error["code"] == "not_ours"
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "<h1>Ours</h1>"


def test_nothing_public_makes_an_empty_page(mado: Mado, tmp_path: Path) -> None:
    shutil.rmtree(mado.home / "canned", ignore_errors=True)
    said = mado("faq", "export", str(tmp_path / "site"))
    assert "empty" in said.err
    assert "<details" not in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


@pytest.mark.skipif(CHROMIUM is None or not os.environ.get("MADO_TORTURE"), reason="needs a browser, and takes 5 s")
def test_a_real_browser_searches_the_page(public: Mado, tmp_path: Path) -> None:
    public("faq", "export", str(tmp_path / "site"))

    def shown(fragment: str) -> str:
        page = f"file://{tmp_path}/site/index.html#{fragment}"
        words = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/browser"]
        return subprocess.run([*words, "--dump-dom", page], capture_output=True, text=True, timeout=60).stdout

    found = shown("lang=ja&q=ﾍﾝ返金")
    assert '<details id="henkin.ja" hidden="">' in found
    found = shown("lang=ja&q=返金")
    assert '<details id="henkin.ja">' in found
    assert '<section lang="en" hidden="">' in found
    assert "<title>よくあるご質問</title>" in found
    found = shown("lang=en&q=14%20days")
    assert '<details id="returns.en">' in found
    assert '<section lang="ja" hidden="">' in found
    assert '<details id="returns.en" hidden="">' in shown("lang=en&q=margin")


def test_what_many_ask_and_no_public_answer_covers_is_listed(public: Mado, tmp_path: Path) -> None:
    senders = ["A <a@x.example>", "B <b@y.example>", "C <c@z.example>"]
    mails = [
        mail(n, sender=s, subject=f"Q{n}", body=f"Hello. Do you ship parcels to {c}? Write to x@y.example")
        for n, (s, c) in enumerate(zip(senders, ["Norway", "Norway", "Spain"], strict=True), 1)
    ]
    mails.append(mail(4, sender="D <d@w.example>", body="How do I return something to you?"))
    mails.append(mail(5, sender="E <e@w.example>", body="How can I return something?"))
    public("import", str(folder_with(tmp_path / "mail", *mails)))
    (asked,) = public("faq", "asked", "--days", "3660", "--json").json
    assert asked["people"] == 3
    assert "ship parcels" in asked["text"]
    assert "@" not in asked["text"]
    covered = public("faq", "asked", "--days", "3660", "--all", "--json").json
    assert {a["answered_by"] for a in covered} == {None, "returns"}

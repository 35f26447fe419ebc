"""The reply is in the customer's language, and in characters that their mail program can show."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from config.languages import language, translator
from core.care.checks.case import Case
from core.care.checks.tongue import written_in
from core.compose_headers import TO_JIS
from core.problems import Problem

_ = translator("core")
_ALIASES = {
    "windows-31j": "cp932",
    "ms932": "cp932",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "sjis": "cp932",
    "cp50220": "iso2022_jp",
    "iso-2022-jp-ms": "iso2022_jp",
    "us-ascii": "ascii",
}


def check_language(case: Case) -> Iterator[Problem]:
    """wrong_language and charset_loss (warnings); nothing where language or charset are not known."""
    wanted = case.reader.language[:2].lower()
    written = written_in(case.own)
    if wanted and written and written != wanted:
        reason = _("The customer writes {wanted}, this reply is in {written}.")
        yield Problem(
            "warn",
            "wrong_language",
            reason.format(wanted=_named(wanted), written=_named(written)),
            fix=_excuse(wanted, written),
        )
    if lost := lost_in(case.own, case.reader.charset):
        reason = _("The customer's mail program ({charset}) may not show: {lost}")
        yield Problem("warn", "charset_loss", reason.format(charset=case.reader.charset, lost=lost), lost)


_TONGUES_TEXT = (
    "ja:日本語:Japanese en:英語:English de:ドイツ語:German fr:フランス語:French es:スペイン語:Spanish "
    "it:イタリア語:Italian pt:ポルトガル語:Portuguese nl:オランダ語:Dutch pl:ポーランド語:Polish "
    "sv:スウェーデン語:Swedish da:デンマーク語:Danish zh:中国語:Chinese ko:韓国語:Korean ru:ロシア語:Russian "
    "th:タイ語:Thai ar:アラビア語:Arabic el:ギリシャ語:Greek hi:ヒンディー語:Hindi"
)
_TONGUES = {code: (ja, en) for code, ja, en in (one.split(":") for one in _TONGUES_TEXT.split())}


def _named(code: str) -> str:
    """The name of a language in the language in force; its code where it has none here."""
    ja, en = _TONGUES.get(code, (code, code))
    return ja if language() == "ja" else en


def _excuse(wanted: str, written: str) -> str | None:
    """A first line in the customer's language that says in which one the reply is; None where we speak not "
    "theirs."""
    ja, en = _TONGUES.get(written, ("外国語", "another language"))
    if wanted == "ja":
        return f"恐れ入りますが、以下は{ja}にて失礼いたします。日本語でのご返信も承っております。"
    if wanted == "en":
        return f"Please excuse that what follows is in {en}. Do write to us in English."
    return None


def lost_in(text: str, charset: str) -> str:
    """The characters of a text that a charset lacks, each once; those with a twin in it do not count."""
    name = charset.strip().lower()
    name = _ALIASES.get(name, name)
    if not name or name.startswith("utf"):
        return ""
    try:
        codec = codecs.lookup(name)
    except LookupError:
        return ""
    if name.startswith(("iso2022_jp", "iso-2022-jp")):
        text = text.translate(TO_JIS)
    lost = []
    for character in dict.fromkeys(text):
        try:
            codec.encode(character)
        except UnicodeError:
            lost.append(character)
    return "".join(lost)

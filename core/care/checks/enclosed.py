"""Attachments that our own words speak of and the mail does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from config.languages import translator
from core.care.checks.case import Case
from core.problems import Problem

_ = translator("core")
_JA = re.compile(
    "(?:ファイル|PDF|画像|写真|資料|書類|図面?|領収書|見積書?|請求書|一覧|表|地図|見本|記入例|時間割|案内図?|"
    "用紙|データ|リスト|カタログ|控え|証明書)\\)?(?:を|も)?(?:お付け(?:し|"
    "いた)|"
    "付けて(?:お送|おり|い)|添えて(?:お送|おり|ござ|ご返)|お添え(?:し|いた))|"
    "(?:本|この|こちらの|当)メールに[^。、]{1,14}を?(?:付け|お付け|添え)|添付|別添|同封|別紙(?:の|を|に|にて)|"
    "(?:メール|文面)に(?:添え|付け|お付け)"
)
_JA_OURS = re.compile(
    "(?:添付|同封)(?:いたし|致し|しま|してお(?:り|送り(?:し|いた|申))|させて|申し上げ|の(?:とおり|通り)|"
    "[^。、]{0,12}を(?:ご覧|ご確認|ご査収|ご参照|お送り(?:し|いた))|にてお?送|でお送り(?:し|いた))(?!ようお願い)"
)
_JA_THEIRS = re.compile(
    "(?:添付|同封)(?:を|も)?(?:して)?(?:いただ|頂|ください|下さい|くださ|お?願い|ご返信|ご連絡|お申|ほし|もら)|"
    "(?:添付|同封)(?:して|の(?:うえ|上)|し(?:た)?(?:うえ|上))[^。]{0,14}(?:ください|下さい|いただ|頂|願い)|"
    "(?:添付|同封)されて(?:い(?:た|ない|ませ)|おり?ませ)|(?:添付|同封)(?:ファイル|の?(?:資料|画像|写真|"
    "データ|書類|もの))?"
    "(?:が|は)(?:開|見|あり|ござい|付|つい|確認|届|不要|でき|お控|拝見)|(?:添付|同封)(?:し忘れ|漏れ|もれ|"
    "忘れ|可能|の際)|"
    "(?:お送り|ご送付|送って|お寄せ)(?:いただ|頂|くださ)[^。]{0,12}添付|(?:商品|お荷物|箱|梱包|荷物|製品|本体|"
    "お品)[^。]{0,10}(?:同封|添付)|同封(?:の|されて)[^。]{0,10}(?:返送|説明書|納品書|"
    "保証書|部品|伝票)"
)
_EN = re.compile(
    r"\b(?:attach(?:ed|ing|ment|ments)?|enclos(?:ed|ing|ure)|pfa|i(?:'m| am) including (?:a|the|your) "
    r"[\w ]{0,20}(?:file|pdf|copy|screenshot|document)|i(?:'ve| have) (?:also )?included (?:a|the|your) [\w ]{0,20}"
    r"(?:file|pdf|screenshot|document)|(?:see|find) the (?:pdf|file) (?:with|in) this (?:e-?mail|message))\b",
    re.IGNORECASE,
)
_EN_THEIRS = re.compile(
    r"\b(?:you(?:'ve| have| had)? (?:\w+ )?(?:attach|enclos)|your (?:\w+ )?(?:attachment|"
    r"attached|enclosed)|please (?!find|see|note|check|review|refer)(?:\w+ )?(?:attach|enclose)|(?:could|can|would|"
    r"if) you (?:\w+ ){0,3}(?:attach|enclose)|attach (?:a|an|the|your|it|them|any)|"
    r"attached to (?:your|the (?:e-?mail|message) you)|"
    r"(?:no|without|any|missing|the) attachments?\b(?! (?:contains?|shows?|explains?|lists?|"
    r"has|have|below|describes?|gives?|covers?|for|with|to this|i|we))|attachments? (?:you|was|were|is|are|"
    r"did|could|cannot|can't|wasn't|"
    r"weren't|in your|from you|to your)|(?:enclosed|attached) (?:in|inside|with|"
    r"to) (?:the|your) (?:box|parcel|package|device|product|unit|order)|in (?:the|"
    r"your) (?:box|parcel|package).{0,20}enclosed|reply with .{0,30}attached|with (?:a|"
    r"the|your) [\w ]{2,30} attached)",
    re.IGNORECASE,
)


def check_enclosed(case: Case) -> Iterator[Problem]:
    """missing_attachment (warn)."""
    if case.attachments:
        return
    for sentence in case.sentences:
        said = sentence.plain
        spoken, theirs = (_JA, _JA_THEIRS) if sentence.japanese else (_EN, _EN_THEIRS)
        hit = spoken.search(said)
        ours = sentence.japanese and _JA_OURS.search(said)
        if hit and (ours or not theirs.search(said)):
            yield Problem(
                "warn", "missing_attachment", _("An attachment is spoken of, but there is none."), sentence.text
            )
            return

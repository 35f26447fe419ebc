"""Places that a template or its writer left open: `{{…}}`, 〇〇様, [name], XXXX."""

from __future__ import annotations

import re
from collections.abc import Iterator

from config.languages import translator
from core.care.checks.case import Case
from core.problems import Problem

_ = translator("core")
_OPEN = re.compile(
    r"\{\{[^{}\n]{0,80}\}\}|\{\{|\}\}|\{%[^\n]{0,80}%\}|\$\{[^{}\n]{1,60}\}|"
    r"%[A-Z][A-Z_]{2,30}%|\{[A-Za-z_][A-Za-z_. ]{1,40}\}|<<[^<>\n]{1,40}>>|"
    r"\[(?:(?:insert|your|customer|client|first|last|full|order|ticket|agent|company|"
    r"product|tracking|invoice|recipient|enter |add )[\w' -]{0,40}|name|date|amount|number|"
    r"x+|\.\.\.|…|link|url|here|TBD|placeholder)\]|<(?:(?:insert|your|customer|first|"
    r"last|order|ticket|agent|company|product|tracking)[\w' -]{0,40}|name|date|amount|"
    r"number|link)>|"
    r"(?<![A-Za-z0-9])[Xx]{3,}(?![A-Za-z])|(?<![A-Za-z0-9])[Xx]{2}(?=[月日時分円年])|(?:[$€£¥]\s?|"
    r"(?<![A-Za-z0-9])(?=[Xx]{2}[.:/-][Xx]))[Xx]{2}(?:[.:/-][Xx]{2})*|"
    r"_{4,}(?!_*$)|＿{2,}|(?:(?<=is )|(?<=on )|(?<=at )|(?<=by )|(?<=of )|(?<=: )|(?<=：)|(?<=は))(?:TODO|TBD)\b|"
    r"(?<![一二三四五六七八九十百千〇○\d])[〇○◯●△▲□■◎](?=[月日時円年番](?![曜]))|[ 　]{1,6}月[ 　]{1,6}日|"
    r"[（(※][^（()）\n]{0,10}(?:を入れる|を入力|を記入|に差し替え|要修正|記入すること)[）)]?|"
    r"[〇○◯●△▲□■◎☆★×]{2,}|[【\[（(](?:お名前|氏名|お客様名|顧客名|宛名|日付|"
    r"日時|金額|ご?注文番号|商品名|担当者?名?|会社名|ご?住所|電話番号|URL|リンク|期日|期限|理由|"
    r"内容|[^】\]）)\n]{1,6}(?:名|番号|日付|日時|金額|住所|品番|"
    r"型番))[】\]）)](?=[はがをのにへでと様円まより、。])|"
    r"[【\[（(](?:ここに[^】\]）)]{0,20}|〇+|入力|要入力|[^】\]）)\n]{0,10}(?:を挿入|を入力))[】\]）)]|"
    r"(?:お客様名|顧客名)(?:様)|<[^<>\n]{1,10}(?:番号|名前?|日付|日時|金額|住所)>|"
    r"(?-i:\[(?:[A-Z][A-Z0-9]*[ _-]){0,3}(?:NAME|KEY|NUMBER|NO|DATE|TIME|CODE|TYPE|ADDRESS|LINK|URL|AMOUNT|"
    r"PRICE|FEE|"
    r"REFERENCE|REF|ID|EMAIL|PHONE|ORDER|PRODUCT|REASON)\])|"
    r"\[(?:TODO|TBD|TBC|FIXME)\b[^\]\n]{0,60}\]|<(?=[a-z ]*[ _])[a-z][a-z _]{2,30}>|_{2,}[/.-]_{2,}|"
    r"\[[a-z]+ (?:number|name|date|address|link|amount|time|code|id|email|url|price)\]|(?<=\s)_{3}(?=[\s.,])|"
    r"(?<=\s)\?{2,}(?=[ .,])|"
    r"[(\[](?:add|insert|put|paste|describe|explain|fill in|enter|write)\b[^()\[\]\n]{0,40}\bhere[)\]]",
    re.MULTILINE | re.IGNORECASE,
)


def check_unfinished(case: Case) -> Iterator[Problem]:
    """unfilled_placeholder (stop), once for each piece."""
    for piece in dict.fromkeys(m[0].strip() for m in _OPEN.finditer(case.own)):
        yield Problem(
            "stop", "unfilled_placeholder", _("A placeholder is not filled in: {piece}").format(piece=piece), piece
        )

"""Subjects: encoded words (RFC 2047) as they should be, as they are, and bytes that nobody declared."""

from __future__ import annotations

import base64

from tests.corpus.charsets import jis
from tests.corpus.kit import Case, header_case, subject, word

JA = "注文番号12345のお問い合わせについて"
_B = base64.b64encode(JA.encode())
_SJIS = "表示が予定と違います".encode("cp932")

CASES: list[Case] = [
    subject("plain", b"Where is my parcel?", "Where is my parcel?"),
    subject("empty", b"", ""),
    subject("utf-8 in B", word(JA), JA),
    subject("utf-8 in Q", word("Grüße & Küsse", kind="Q"), "Grüße & Küsse"),
    subject("lower-case kind", b"=?utf-8?b?" + _B + b"?=", JA),
    subject("underscore is a space", b"=?utf-8?q?a_b=20c=5Fd?=", "a b c_d"),
    subject("iso-2022-jp", word(JA, "iso-2022-jp", "iso2022_jp"), JA),
    subject(
        "iso-2022-jp with NEC row 13", b"=?ISO-2022-JP?B?" + base64.b64encode(jis("①㈱ご注文")) + b"?=", "①㈱ご注文"
    ),
    subject("iso-2022-jp half-width kana", b"=?ISO-2022-JP?B?" + base64.b64encode(jis("ｻﾎﾟｰﾄ")) + b"?=", "ｻﾎﾟｰﾄ"),
    subject("iso-2022-jp in Q", b'=?iso-2022-jp?Q?=1B$B$"$$=1B(B?=', "あい"),
    subject("shift_jis with 髙", word("髙橋①", "shift_jis", "cp932"), "髙橋①"),
    subject("shift_jis in Q with a backslash byte", b"=?Shift_JIS?Q?=95\\=8E=A6?=", "表示"),
    subject("euc-jp", word(JA, "euc-jp", "euc_jp"), JA),
    subject("gb2312 that is gbk", word("朱镕基先生", "gb2312", "gbk"), "朱镕基先生"),
    subject("big5", word("訂單問題", "big5"), "訂單問題"),
    subject("euc-kr", word("주문 문의", "euc-kr"), "주문 문의"),
    subject("koi8-r", word("Где заказ", "koi8-r"), "Где заказ"),
    subject("windows-1251", word("Где заказ", "windows-1251"), "Где заказ"),
    subject("iso-8859-1", word("Año nuevo", "iso-8859-1", kind="Q"), "Año nuevo"),
    subject("two words, space between is dropped", word("注文") + b" " + word("番号"), "注文番号"),
    subject("two words, folded", word("注文") + b"\r\n " + word("番号"), "注文番号"),
    subject("two words, folded by a tab", word("注文") + b"\r\n\t" + word("番号"), "注文番号"),
    subject("two words without space", word("注文") + word("番号"), "注文番号"),
    subject(
        "different charsets side by side", word("注文", "iso-2022-jp", "iso2022_jp") + b" " + word("番号"), "注文番号"
    ),
    subject("B and Q side by side", word("é", kind="Q") + b" " + word("à"), "éà"),
    subject("split inside a character", b"=?utf-8?B?5rOo5pY=?= =?utf-8?B?h+eVquWPtw==?=", "注文番号"),
    subject("split inside a character in Q", b"=?utf-8?Q?=E6=B3=A8=E6=96?= =?utf-8?Q?=87?=", "注文"),
    subject("split inside a character in shift_jis", b"=?shift_jis?Q?=92=8D=95?= =?shift_jis?Q?=B6?=", "注文"),
    subject("shift state carried into the next word", b'=?iso-2022-jp?Q?=1B$B$"?= =?iso-2022-jp?Q?$$=1B(B?=', "あい"),
    subject("split inside four letters of base64", b"=?utf-8?B?5rOo5p?= =?utf-8?B?aH?=", "注文"),
    subject("no padding", b"=?utf-8?B?5rOo5paH55Wq?= =?utf-8?B?5Y+3IQ?=", "注文番号!"),
    subject("no padding in two words", b"=?utf-8?B?44GT44KTIQ?= =?utf-8?B?44Gr44Gh?=", "こん!にち"),
    subject("text before and after", b"Re: " + word("注文") + b" [123]", "Re: 注文 [123]"),
    subject("text stuck to the word", b"Re:" + word("注文") + b"(2)", "Re:注文(2)"),
    subject("in brackets", b"(" + word("注文") + b")", "(注文)"),
    subject("in quotes", b'"' + word("注文") + b'" asked', '"注文" asked'),
    subject("spaces inside Q", b"=?utf-8?Q?Hello w=C3=B6rld again?=", "Hello wörld again"),
    subject("spaces inside B", b"=?utf-8?B?5rOo 5paH?=", "注文"),
    subject("folded inside a word", b"=?utf-8?B?5rOo\r\n 5paH?=", "注文"),
    subject("language mark", b"=?utf-8*ja?B?5rOo5paH?=", "注文"),
    subject("unknown charset that is utf-8", b"=?x-foo?B?5rOo5paH?=", "注文"),
    subject("declared ascii, is utf-8", b"=?us-ascii?Q?=E6=B3=A8=E6=96=87?=", "注文"),
    subject(
        "declared utf-8, is shift_jis",
        b"=?utf-8?B?" + base64.b64encode(_SJIS) + b"?=",
        "表示が予定と違います",
        charset_repaired=True,
    ),
    subject(
        "declared utf-8, is iso-2022-jp",
        b"=?utf-8?B?" + base64.b64encode(JA.encode("iso2022_jp")) + b"?=",
        JA,
        charset_repaired=True,
    ),
    subject(
        "declared iso-2022-jp, is shift_jis",
        b"=?iso-2022-jp?B?" + base64.b64encode(_SJIS) + b"?=",
        "表示が予定と違います",
        charset_repaired=True,
    ),
    subject("declared iso-8859-1, is utf-8", b"=?iso-8859-1?B?" + _B + b"?=", JA, charset_repaired=True),
    subject("end of the word lost", b"=?utf-8?B?5rOo5paH", "注文"),
    subject("unknown kind stays", b"=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
    subject("no word at all", b"what =? is ?= this", "what =? is ?= this"),
    subject("empty word", b"a=?utf-8?Q??= b", "a b"),
    subject("question mark in Q text", b"=?utf-8?Q?what=3F?=", "what?"),
    subject("equals sign last in Q", b"=?utf-8?Q?a=3D?=", "a="),
    subject("utf-7 stays as it stands", b"=?utf-7?Q?+AGEAYg-?=", "=?utf-7?Q?+AGEAYg-?="),
    subject("control characters inside a word", b"=?utf-8?Q?a=1B]0;x=07b=00c?=", "a]0;xbc"),
    subject(
        "line end inside a word is no header", b"=?utf-8?B?QQ0KQmNjOiBldmlsQGUuY29t?=", "A Bcc: evil@e.com", cc=[]
    ),
    subject("bidi override inside a word", b"=?utf-8?Q?abc=E2=80=AEfdp.exe?=", "abcfdp.exe"),
    subject("raw utf-8", JA.encode(), JA, charset_repaired=False),
    *(
        subject(f"declared {label}, is utf-8", word("見積書", label, "utf-8"), "見積書", charset_repaired=True)
        for label in ("shift_jis", "euc-jp", "gb2312", "big5", "euc-kr")
    ),
    *(
        subject(f"declared {label} and is: {text}", word(text, label, codec), text, charset_repaired=False)
        for label, codec, text in (
            *(("shift_jis", "cp932", t) for t in ("見積書", "ﾃｽﾄ ﾃｱﾃｱ", "隱匿", "縺れ", "繧")),
            *(("euc-jp", "euc_jp", t) for t in ("見積書", "納品", "神戸")),
            *(("gb2312", "gb18030", t) for t in ("联通", "报价单")),
        )
    ),
    subject("raw iso-2022-jp", JA.encode("iso2022_jp"), JA, charset_repaired=True),
    subject("raw shift_jis", JA.encode("cp932"), JA, charset_repaired=True),
    subject("raw euc-jp", JA.encode("euc_jp"), JA, charset_repaired=True),
    subject("raw latin", "Grüße aus Köln".encode("latin-1"), "Grüße aus Köln", charset_repaired=True),
    subject("raw utf-8 beside a word", "注文 ".encode() + word("番号"), "注文 番号"),
    subject(
        "raw shift_jis beside ascii", b"Re: " + "返品したい".encode("cp932"), "Re: 返品したい", charset_repaired=True
    ),
    subject("folded plain text", b"one\r\n two\r\n\tthree", "one two three"),
    subject("very long word", b"=?utf-8?B?" + base64.b64encode(("長い" * 200).encode()) + b"?=", "長い" * 200),
    subject("lone half of a word", b"=?utf-8?B?", ""),
    header_case(
        "raw header read by the body's charset",
        b"Content-Type: text/plain; charset=koi8-r\r\nSubject: " + "Вопрос".encode("koi8-r"),
        subject="Вопрос",
    ),
    header_case("two subjects, the first counts", b"Subject: one\r\nSubject: two", subject="one"),
    header_case("name in odd case", b"SUBJECT : spaced", subject="spaced"),
    header_case("no subject", b"X-Nothing: 1", subject=""),
]

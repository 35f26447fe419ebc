"""Bodies in the charsets that reach a counter, rightly and wrongly labelled."""

from __future__ import annotations

import base64
import quopri

from tests.corpus.kit import Case, text_case

JA = "お世話になっております。注文の件でご連絡いたしました。\n山田"
KANA = "ハンカクカナとひらがな"
CASES: list[Case] = []


def _add(name: str, label: str | None, data: bytes, text: str, *, repaired: bool = False, more: str = "") -> None:
    kind = "text/plain" + (f"; charset={label}" if label is not None else "") + more
    CASES.append(text_case(f"charset {name}", kind, data, text, charset_repaired=repaired))


def jis(text: str) -> bytes:
    """ISO-2022-JP as cp932-based programs write it, by the arithmetic of rows and cells."""
    out = b""
    for c in text:
        code = c.encode("cp932") if not c.isascii() else c.encode()
        if len(code) == 1 and code[0] < 0x80:
            out += code
        elif len(code) == 1:
            out += b"\x1b(I" + bytes([code[0] & 0x7F]) + b"\x1b(B"
        else:
            lead, trail = code
            row = (lead - (0x81 if lead < 0xA0 else 0xC1)) * 2
            cell = trail - (0x40 if trail < 0x7F else 0x41)
            out += b"\x1b$B" + bytes([row + cell // 94 + 0x21, cell % 94 + 0x21]) + b"\x1b(B"
    return out


_RIGHT: list[tuple[str, str, str, str]] = [
    ("utf-8", "utf-8", "utf-8", JA),
    ("utf8 alias", "utf8", "utf-8", JA),
    ("upper case quoted", '"UTF-8"', "utf-8", JA),
    ("iso-2022-jp", "iso-2022-jp", "iso2022_jp", JA),
    ("iso-2022-jp upper case", "ISO-2022-JP", "iso2022_jp", JA),
    ("iso-2022-jp-ms", "iso-2022-jp-ms", "iso2022_jp", JA),
    ("cp50220", "cp50220", "iso2022_jp", JA),
    ("cp50221", "CP50221", "iso2022_jp", JA),
    ("shift_jis", "shift_jis", "shift_jis", JA),
    ("Shift-JIS with a hyphen", "Shift-JIS", "cp932", JA),
    ("x-sjis", "x-sjis", "cp932", "①②③ ㈱山﨑 髙橋 Ⅳ ㎏ ℡ №"),
    ("windows-31j", "Windows-31J", "cp932", "①㈱髙﨑"),
    ("cp932", "cp932", "cp932", "～ー－"),
    ("ms_kanji", "MS_Kanji", "cp932", JA),
    ("half-width kana in shift_jis", "shift_jis", "cp932", "ｻﾎﾟｰﾄ窓口"),
    ("euc-jp", "euc-jp", "euc_jp", JA),
    ("x-euc-jp", "x-euc-jp", "euc_jp", JA),
    ("gb2312", "gb2312", "gb2312", "您好,我的订单还没有收到。"),
    ("gb2312 that is gbk", "gb2312", "gbk", "镕基朱鎔基 您好"),
    ("gb18030", "gb18030", "gb18030", "您好㐀𠀀"),
    ("gbk", "GBK", "gbk", "请问發票"),
    ("big5", "big5", "big5", "您好,我的訂單還沒有收到。"),
    ("big5 with cp950 extensions", "Big5", "cp950", "恒碁銹裏"),
    ("euc-kr", "euc-kr", "euc_kr", "안녕하세요, 주문한 상품이 아직 안 왔습니다."),
    ("ks_c_5601-1987", "ks_c_5601-1987", "cp949", "똠방각하 펲시콜라"),
    ("koi8-r", "koi8-r", "koi8-r", "Здравствуйте, где мой заказ?"),
    ("koi8-u", "koi8-u", "koi8-u", "Де моє замовлення? їґ"),
    ("windows-1251", "windows-1251", "cp1251", "Здравствуйте, где мой заказ?"),
    ("windows-1250", "windows-1250", "cp1250", "Příliš žluťoučký kůň"),
    ("windows-1252", "windows-1252", "cp1252", "„Grüße“ – 5 € • naïve…"),
    ("iso-8859-1", "iso-8859-1", "latin-1", "Grüße aus Köln, à bientôt"),
    ("iso-8859-1 that is windows-1252", "iso-8859-1", "cp1252", "“quoted” – 5 €"),
    ("latin1 alias", "latin1", "latin-1", "señor"),
    ("iso-8859-15", "iso-8859-15", "iso8859-15", "5 € œuvre"),
    ("iso-8859-2", "iso-8859-2", "iso8859-2", "Zażółć gęślą jaźń"),
    ("iso-8859-5", "iso-8859-5", "iso8859-5", "Привет"),
    ("iso-8859-7", "iso-8859-7", "iso8859-7", "Καλημέρα"),
    ("iso-8859-8-i", "iso-8859-8-i", "iso8859-8", "שלום"),
    ("iso-8859-9", "iso-8859-9", "iso8859-9", "Teşekkürler, ığdır"),
    ("windows-1256", "windows-1256", "cp1256", "مرحبا"),
    ("windows-1258", "windows-1258", "cp1258", "đây"),
    ("tis-620", "tis-620", "tis-620", "สวัสดี"),
    ("windows-874", "windows-874", "cp874", "สวัสดี"),
    ("macintosh", "macintosh", "mac-roman", "Grüße"),
    ("ibm850", "ibm850", "cp850", "Grüße"),
    ("cp-850 with a hyphen", "cp-850", "cp850", "Grüße"),
    ("utf-16 with mark", "utf-16", "utf-16", "Hello 日本"),
    ("utf-16le", "utf-16le", "utf-16-le", "Hello 日本"),
    ("us-ascii", "us-ascii", "ascii", "plain words"),
    ("ansi_x3.4-1968", "ANSI_X3.4-1968", "ascii", "plain words"),
    ("hz-gb-2312", "hz-gb-2312", "hz", "您好"),
    ("iso-2022-kr", "iso-2022-kr", "iso2022_kr", "안녕하세요"),
    ("utf-8 with NFD", "utf-8", "utf-8", "か\u3099"),
]
for _name, _label, _codec, _text in _RIGHT:
    _add(f"right: {_name}", _label, _text.encode(_codec), "が" if _text == "か\u3099" else _text)

_add("iso-2022-jp with NEC row 13", "iso-2022-jp", jis("①②③ ㈱ ㎏ ℡ № Ⅳ ㍻ ∑"), "①②③ ㈱ ㎏ ℡ № Ⅳ ㍻ ∑")
_add("iso-2022-jp with IBM extensions by NEC", "iso-2022-jp", b"\x1b$B|byu\x1b(B", "髙﨑")
_add("iso-2022-jp with half-width kana by escape", "iso-2022-jp", b"\x1b(I;N\x5f0D\x1b(B ok", "ｻﾎﾟｰﾄ ok")
_add("iso-2022-jp with half-width kana by shift", "iso-2022-jp", b'\x0e;N\x5f0D\x0f ok \x1b$B$"\x1b(B', "ｻﾎﾟｰﾄ ok あ")
_add(
    "iso-2022-jp with half-width kana in 8 bit", "iso-2022-jp", b'\xbb\xce\xdf\xb0\xc4 \x1b$B$"$$\x1b(B', "ｻﾎﾟｰﾄ あい"
)
_add("iso-2022-jp old JIS C 6226", "iso-2022-jp", b'\x1b$@$"$$\x1b(J ok', "あい ok")
_add("iso-2022-jp-1 with JIS X 0212", "iso-2022-jp-1", "丂丄".encode("iso2022_jp_1"), "丂丄")
_add("iso-2022-jp-2 with Chinese and Latin", "iso-2022-jp-2", "日本 们 é".encode("iso2022_jp_2"), "日本 们 é")
_add("iso-2022-jp-2004", "iso-2022-jp-2004", "俱吞𠀋".encode("iso2022_jp_2004"), "俱吞𠀋")
_add("iso-2022-jp never switched back", "iso-2022-jp", b'\x1b$B$"$j$,$H$&\r\nok', "ありがとう\nok")
_add(
    "iso-2022-jp running over lines", "iso-2022-jp", b'\x1b$B$"$j$,$H$&\r\n$4$6$$$^$9\x1b(B', "ありがとう\nございます"
)
_add("iso-2022-jp wave dash as one form", "iso-2022-jp", "10〜20".encode("iso2022_jp"), "10～20")
_add("euc-jp with NEC row 13", "euc-jp", b"\xad\xa1\xad\xea \xa4\xa2", "①㈱ あ")
_add("euc-jp wave dash as one form", "euc-jp", "10〜20です".encode("euc_jp"), "10～20です")
_add(
    "iso-2022-jp in base64",
    "iso-2022-jp\r\nContent-Transfer-Encoding: base64",
    base64.b64encode(JA.encode("iso2022_jp")),
    JA,
)
_add(
    "iso-2022-jp in quoted-printable",
    "iso-2022-jp\r\nContent-Transfer-Encoding: quoted-printable",
    quopri.encodestring(JA.encode("iso2022_jp")),
    JA,
)
_add(
    "utf-8 in quoted-printable",
    "utf-8\r\nContent-Transfer-Encoding: quoted-printable",
    quopri.encodestring(JA.encode()),
    JA,
)
_add("utf-8 with BOM", "utf-8", b"\xef\xbb\xbfHello \xe2\x98\x83", "Hello ☃")
_add("ASCII only under iso-2022-jp", "iso-2022-jp", b"costs $B(5) or so", "costs $B(5) or so")
_add("ASCII only under utf-16", "utf-16", b"not wide at all!", "not wide at all!", repaired=True)

_add("wrong: none, iso-2022-jp", None, JA.encode("iso2022_jp"), JA, repaired=True)
_add("wrong: none, shift_jis", None, JA.encode("cp932"), JA, repaired=True)
_add("wrong: none, euc-jp", None, JA.encode("euc_jp"), JA, repaired=True)
_add("wrong: none, utf-8", None, JA.encode(), JA, repaired=True)
_add("wrong: none, short shift_jis", None, "はい、了解です".encode("cp932"), "はい、了解です", repaired=True)
_add("wrong: none, kanji only shift_jis", None, "請求書送付".encode("cp932"), "請求書送付", repaired=True)
_add(
    "wrong: none, mixed shift_jis",
    None,
    "Re: 注文番号12345の件 thanks".encode("cp932"),
    "Re: 注文番号12345の件 thanks",
    repaired=True,
)
_add(
    "wrong: none, latin",
    None,
    "Grüße aus München, à bientôt".encode("latin-1"),
    "Grüße aus München, à bientôt",
    repaired=True,
)
_add(
    "wrong: none, windows-1252 quotes", None, "it’s “fine” – 5 €".encode("cp1252"), "it’s “fine” – 5 €", repaired=True
)
_add(
    "wrong: none, french",
    None,
    "été élevé déjà reçu, façade".encode("latin-1"),
    "été élevé déjà reçu, façade",
    repaired=True,
)
_add(
    "wrong: none, windows-1251",
    None,
    "Здравствуйте, где мой заказ? Спасибо за ответ".encode("cp1251"),
    "Здравствуйте, где мой заказ? Спасибо за ответ",
    repaired=True,
)
_add(
    "wrong: none, koi8-r",
    None,
    "Здравствуйте, где мой заказ? Спасибо за ответ".encode("koi8-r"),
    "Здравствуйте, где мой заказ? Спасибо за ответ",
    repaired=True,
)
_add(
    "wrong: none, gbk",
    None,
    "您好,我的订单还没有收到,请问是什么时候发货的?".encode("gbk"),
    "您好,我的订单还没有收到,请问是什么时候发货的?",
    repaired=True,
)
_add(
    "wrong: none, euc-kr",
    None,
    "안녕하세요, 주문한 상품이 아직 도착하지 않았습니다.".encode("euc_kr"),
    "안녕하세요, 주문한 상품이 아직 도착하지 않았습니다.",
    repaired=True,
)
_add("wrong: us-ascii, utf-8", "us-ascii", JA.encode(), JA, repaired=True)
_add("wrong: us-ascii, shift_jis", "us-ascii", JA.encode("cp932"), JA, repaired=True)
_add("wrong: us-ascii, iso-2022-jp", "us-ascii", JA.encode("iso2022_jp"), JA, repaired=True)
_add("wrong: utf-8, shift_jis", "utf-8", JA.encode("cp932"), JA, repaired=True)
_add("wrong: utf-8, short shift_jis", "utf-8", "はい。".encode("cp932"), "はい。", repaired=True)
_add("wrong: utf-8, euc-jp", "utf-8", JA.encode("euc_jp"), JA, repaired=True)
_add("wrong: utf-8, iso-2022-jp", "utf-8", JA.encode("iso2022_jp"), JA, repaired=True)
_add("wrong: utf-8, latin", "utf-8", "Grüße aus Köln".encode("latin-1"), "Grüße aus Köln", repaired=True)
_add("wrong: iso-2022-jp, shift_jis", "iso-2022-jp", JA.encode("cp932"), JA, repaired=True)
_add("wrong: iso-2022-jp, utf-8", "iso-2022-jp", JA.encode(), JA, repaired=True)
_add("wrong: iso-2022-jp, euc-jp", "iso-2022-jp", JA.encode("euc_jp"), JA, repaired=True)
_add("wrong: shift_jis, iso-2022-jp", "shift_jis", JA.encode("iso2022_jp"), JA, repaired=True)
_add("wrong: shift_jis, utf-8", "shift_jis", JA.encode(), JA, repaired=True)
_add("wrong: shift_jis, euc-jp", "shift_jis", JA.encode("euc_jp"), JA, repaired=True)
_add("wrong: euc-jp, shift_jis", "euc-jp", JA.encode("cp932"), JA, repaired=True)
_add("wrong: euc-jp, utf-8", "euc-jp", JA.encode(), JA, repaired=True)
_add("wrong: iso-8859-1, utf-8", "iso-8859-1", JA.encode(), JA, repaired=True)
_add("wrong: iso-8859-1, shift_jis", "iso-8859-1", JA.encode("cp932"), JA, repaired=True)
_add("wrong: iso-8859-1, iso-2022-jp", "iso-8859-1", JA.encode("iso2022_jp"), JA, repaired=True)
_add("wrong: windows-1252, shift_jis", "windows-1252", JA.encode("cp932"), JA, repaired=True)
_add("unknown name, utf-8", "x-unknown", JA.encode(), JA, repaired=True)
_add("unknown name, shift_jis", "foo-8bit", JA.encode("cp932"), JA, repaired=True)
_add("unknown-8bit, latin", "unknown-8bit", "Grüße".encode("latin-1"), "Grüße", repaired=True)
_add("empty name", "", b"plain words", "plain words")
_add("no semicolon before format", "utf-8 format=flowed", "日本 \r\n語".encode(), "日本 語")
_add("name with a comment", "us-ascii (Plain text)", b"plain words", "plain words")
_add("name after a lost escape", "iso-2022-jp", b'$B$"$j$,$H$&(B ok', "ありがとう ok", repaired=True)
_add("old _iso-2022-jp$ESC name", "_iso-2022-jp$ESC", JA.encode("iso2022_jp"), JA)
_add("a codec that is no charset", "base64", b"plain words", "plain words")
_add("idna is no charset", "idna", "日本".encode(), "日本", repaired=True)
_add("utf-7 is refused", "utf-7", b"+AGEAYgBj-", "+AGEAYgBj-")
_add("torn utf-8 at the end", "utf-8", "日本語です".encode()[:-1], "日本語で�", repaired=True)
_add(
    "one bad byte in utf-8",
    "utf-8",
    b"caf\xc3\xa9 \xff na\xc3\xafve \xe2\x82\xac \xc3\xbc",
    "café � naïve € ü",
    repaired=True,
)
_QUOTES = b"It\x92s a \x93test\x94, I don\x92t know"
_add("cp1252 quotation marks said to be latin-1", "iso-8859-1", _QUOTES, "It’s a “test”, I don’t know")
_add("cp1252 quotation marks said to be ascii", "us-ascii", _QUOTES, "It’s a “test”, I don’t know", repaired=True)
_add("one cp1252 apostrophe", "iso-8859-1", b"O\x92Brien", "O’Brien")
_add("French with cp1252 signs", "iso-8859-1", b"l\x92\xe9t\xe9 \x96 5 \x80", "l’été – 5 €")
_add(
    "Shift_JIS said to be latin-1",
    "iso-8859-1",
    "お世話になります".encode("cp932"),
    "お世話になります",
    repaired=True,
)
_add("a Shift_JIS name said to be ascii", "us-ascii", "山田".encode("cp932"), "山田", repaired=True)

"""From, To and Cc in every shape that programs give them."""

from __future__ import annotations

from typing import Any

from tests.corpus.kit import Case, header_case, person, word

CASES: list[Case] = []


def _from(name: str, value: bytes, shown: str, address: str, **expected: Any) -> None:
    CASES.append(header_case(f"from: {name}", b"From: " + value, **{"from": person(shown, address)}, **expected))


def _to(name: str, value: bytes, *people: tuple[str, str]) -> None:
    CASES.append(header_case(f"to: {name}", b"From: x@y.example\r\nTo: " + value, to=[person(*p) for p in people]))


_from("bare", b"a@b.example", "", "a@b.example")
_from("bracketed", b"<a@b.example>", "", "a@b.example")
_from("name", b"Ann Other <a@b.example>", "Ann Other", "a@b.example")
_from("quoted name", b'"Other, Ann" <a@b.example>', "Other, Ann", "a@b.example")
_from("quoted with escapes", b'"Ann \\"The\\" Other" <a@b.example>', 'Ann "The" Other', "a@b.example")
_from("comma in a name without quotes", b"Other, Ann <a@b.example>", "Other, Ann", "a@b.example")
_from("comment as name", b"a@b.example (Ann Other)", "Ann Other", "a@b.example")
_from("comment as encoded name", b"a@b.example (" + word("山田") + b")", "山田", "a@b.example")
_from("nested comment", b"a@b.example (Ann (the) Other)", "Ann (the) Other", "a@b.example")
_from("comment beside a name", b"Ann <a@b.example> (sales)", "Ann", "a@b.example")
_from("comment inside the brackets", b"Ann <a@b.example (x)>", "Ann", "a@b.example")
_from("encoded name", word("山田 太郎") + b" <a@b.example>", "山田 太郎", "a@b.example")
_from("encoded name in quotes", b'"' + word("山田") + b'" <a@b.example>', "山田", "a@b.example")
_from("encoded name stuck to the address", word("山田") + b"<a@b.example>", "山田", "a@b.example")
_from("encoded name in two words", word("山田") + b" " + word("太郎") + b" <a@b.example>", "山田太郎", "a@b.example")
_from(
    "encoded name with NEC character", word("髙橋", "shift_jis", "cp932") + b" <a@b.example>", "髙橋", "a@b.example"
)
_from("encoded and plain", word("é", kind="Q") + b" Corp. <a@b.example>", "é Corp.", "a@b.example")
_from("encoded comma", b"=?utf-8?Q?Other=2C_Ann?= <a@b.example>", "Other, Ann", "a@b.example", to=[])
_from(
    "encoded false address",
    b"=?utf-8?q?x=22=2C_=3Cevil=40e=2Eexample=3E=2C_=22?= <v@e.example>",
    'x", <evil@e.example>,',
    "v@e.example",
    to=[],
)
_from("address inside the encoded word", word("山田 <a@b.example>"), "山田", "a@b.example")
_from("raw utf-8 name", "山田 <a@b.example>".encode(), "山田", "a@b.example")
_from(
    "raw shift_jis name",
    "山田太郎様です <a@b.example>".encode("cp932"),
    "山田太郎様です",
    "a@b.example",
    charset_repaired=True,
)
_from("raw iso-2022-jp name", "山田 <a@b.example>".encode("iso2022_jp"), "山田", "a@b.example", charset_repaired=True)
_from("raw iso-2022-jp in quotes", '"青木" <a@b.example>'.encode("iso2022_jp"), "青木", "a@b.example")
_from("raw latin name", "Jürgen Müller <a@b.example>".encode("latin-1"), "Jürgen Müller", "a@b.example")
_from(
    "mixed scripts", "Paypаl Support <a@b.example>".encode(), "Paypаl Support", "a@b.example", warns="mixes letters"
)
_from(
    "scripts that Japanese mixes",
    "ABC株式会社サポート <a@b.example>".encode(),
    "ABC株式会社サポート",
    "a@b.example",
    warnings=[],
)
_from("Russian name", "Иван Smith <a@b.example>".encode(), "Иван Smith", "a@b.example", warnings=[])
_from(
    "international domain in punycode",
    b"a@xn--bcher-kva.example",
    "",
    "a@xn--bcher-kva.example",
    warns="bücher.example",
)
_from(
    "another address as the name",
    b'"boss@bank.example" <a@b.example>',
    "boss@bank.example",
    "a@b.example",
    warns="another address",
)
_from(
    "own address as the name",
    b'"info@b.example" <a@mail.b.example>',
    "info@b.example",
    "a@mail.b.example",
    warnings=[],
)
_from("docomo dots", b"a..b.@docomo.ne.jp", "", "a..b.@docomo.ne.jp")
_from("docomo dots with name", b"Taro <.a-b..@docomo.ne.jp>", "Taro", ".a-b..@docomo.ne.jp")
_from("quoted local part that needs it", b'"a b"@c.example', "", '"a b"@c.example')
_from("quoted local part that does not", b'"ab.c"@d.example', "", "ab.c@d.example")
_from("address as name", b'"a@b.example" <a@b.example>', "a@b.example", "a@b.example")
_from("address as name without quotes", b"a@b.example <a@b.example>", "a@b.example", "a@b.example")
_from("address after the name, no brackets", b"Ann Other a@b.example", "Ann Other", "a@b.example")
_from("opening bracket only", b"Ann <a@b.example", "Ann", "a@b.example")
_from("closing bracket only", b"a@b.example>", "", "a@b.example")
_from("double brackets", b"Ann <<a@b.example>>", "Ann", "a@b.example")
_from("open quote", b'"Ann <a@b.example>', "Ann", "a@b.example")
_from("route", b"Ann <@x.example,@y.example:a@b.example>", "Ann", "a@b.example")
_from("mailto", b"Ann <mailto:a@b.example>", "Ann", "a@b.example")
_from("spaces inside the brackets", b"Ann < a@b.example >", "Ann", "a@b.example")
_from("space round the at sign", b"Ann <a @ b.example>", "Ann", "a@b.example")
_from("folded", b"Ann\r\n Other\r\n <a@b.example>", "Ann Other", "a@b.example")
_from("colon in the name", b"Shop: Ann <a@b.example>", "Ann", "a@b.example")
_from("name only", b"Mail Delivery Subsystem", "Mail Delivery Subsystem", "")
_from("local user", b"root", "", "root")
_from("address literal", b"a@[192.0.2.1]", "", "a@[192.0.2.1]")
_from("address literal of six", b"a@[IPv6:2001:db8::1]", "", "a@[IPv6:2001:db8::1]")
_from("escaped comma without quotes", b"Other\\, Ann <a@b.example>", "Other, Ann", "a@b.example")
_from("comma inside an encoded word", b"=?utf-8?Q?Foo, Inc.?= <a@b.example>", "Foo, Inc.", "a@b.example")
_from("international domain", "a@bücher.example".encode(), "", "a@bücher.example")
_from("japanese local part", "山田@例え.example".encode(), "", "山田@例え.example")
_from("plus and slash", b"a+b/c=d@e.example", "", "a+b/c=d@e.example")
_from("apostrophe", b"O'Neil <o'neil@b.example>", "O'Neil", "o'neil@b.example")
_from("brackets in the name", b"Ann [Sales] <a@b.example>", "Ann [Sales]", "a@b.example")
_from("two people, the first counts", b"Ann <a@b.example>, Bob <b@b.example>", "Ann", "a@b.example")
_from("escape sequence in the name", b'"\x1b]0;x\x07Ann" <a@b.example>', "]0;xAnn", "a@b.example")
_from(
    "carriage return in an encoded name",
    b"=?utf-8?Q?Ann=0D=0ABcc:_x?= <a@b.example>",
    "Ann Bcc: x",
    "a@b.example",
    cc=[],
)
_from("bell", b"=?utf-8?Q?A=07nn?= <a@b.example>", "Ann", "a@b.example")

for _name, _value in (("empty", b""), ("empty brackets", b"<>"), ("a quote", b'"'), ("spaces", b"   ")):
    CASES.append(header_case(f"from: {_name}", b"From: " + _value, **{"from": None}))
CASES.append(
    header_case("from: missing, sender given", b"Sender: a@b.example", **{"from": person("", "a@b.example")})
)
CASES.append(header_case("from: missing", b"X-Y: z", **{"from": None}))

_to("two", b"a@b.example, c@d.example", ("", "a@b.example"), ("", "c@d.example"))
_to("names", b"Ann <a@b.example>, Bob <c@d.example>", ("Ann", "a@b.example"), ("Bob", "c@d.example"))
_to("quoted comma", b'"A, B" <a@b.example>, c@d.example', ("A, B", "a@b.example"), ("", "c@d.example"))
_to(
    "comma names without quotes",
    b"A, B <a@b.example>, C, D <c@d.example>",
    ("A, B", "a@b.example"),
    ("C, D", "c@d.example"),
)
_to("semicolons", b"a@b.example; c@d.example", ("", "a@b.example"), ("", "c@d.example"))
_to("group", b"Team: Ann <a@b.example>, c@d.example;", ("Ann", "a@b.example"), ("", "c@d.example"))
_to(
    "group with comments everywhere",
    b"A Group(Some people)\r\n :Ann Other <c@(the host)public.example>,\r\n joe@x.example,\r\n"
    b" John <jdoe@one.example> (my friend); (the end)",
    ("Ann Other", "c@public.example"),
    ("", "joe@x.example"),
    ("John", "jdoe@one.example"),
)
_to("empty group with comments", b"(Empty)(start)Hidden  :(nobody(that I know))  ;")
_to("space round the dots", b"jdoe@test   . example", ("", "jdoe@test.example"))
_to("spaces instead of commas", b"a@b.example c@d.example", ("", "a@b.example"), ("", "c@d.example"))
_to("names, no commas", b"Ann <a@b.example> Bob <c@d.example>", ("Ann", "a@b.example"), ("Bob", "c@d.example"))
_to("users without a domain", b"a,b,c@d.example", ("", "a"), ("", "b"), ("", "c@d.example"))
_to("empty group", b"undisclosed-recipients:;")
_to("group and one more", b"undisclosed-recipients:;, a@b.example", ("", "a@b.example"))
_to("group then others", b"G: a@b.example;, Bob <c@d.example>", ("", "a@b.example"), ("Bob", "c@d.example"))
_to("empty pieces", b", a@b.example,, ,c@d.example,", ("", "a@b.example"), ("", "c@d.example"))
_to("angles without commas", b"<a@b.example> <c@d.example>", ("", "a@b.example"), ("", "c@d.example"))
_to("folded list", b"a@b.example,\r\n\tc@d.example", ("", "a@b.example"), ("", "c@d.example"))
_to(
    "encoded names",
    word("山田") + b" <a@b.example>, " + word("鈴木") + b" <c@d.example>",
    ("山田", "a@b.example"),
    ("鈴木", "c@d.example"),
)
_to("comments", b"a@b.example (Ann), c@d.example (Bob, sales)", ("Ann", "a@b.example"), ("Bob, sales", "c@d.example"))
_to("name without address among others", b"Ann, b@d.example", ("", "Ann"), ("", "b@d.example"))
_to("words before an address", b"(none), b@d.example", ("", "b@d.example"))
CASES.append(
    header_case(
        "to: twice", b"To: a@b.example\r\nTo: c@d.example", to=[person("", "a@b.example"), person("", "c@d.example")]
    )
)
CASES.append(
    header_case(
        "cc and reply-to",
        b"Cc: A <a@b.example>\r\nReply-To: r@b.example",
        cc=[person("A", "a@b.example")],
        reply_to=[person("", "r@b.example")],
    )
)

for _kanji in ("佐藤", "田中", "鈴木", "高橋 一", "渡辺 健太"):
    _from(
        f"Shift_JIS name {_kanji} said to be Latin",
        word(_kanji, "iso-8859-1", "cp932", "Q") + b" <t@x.example>",
        _kanji,
        "t@x.example",
    )
for _latin in ("Šime", "Žižek", "“Anna”", "Œuvre", "Müller", "ŠIŽE"):
    _from(
        f"Latin name {_latin} stays",
        word(_latin, "iso-8859-1", "cp1252", "Q") + b" <t@x.example>",
        _latin,
        "t@x.example",
    )

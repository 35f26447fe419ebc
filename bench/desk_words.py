"""Sentences of fictional support mail, with few frequent and many rare words, as real mail has."""

from __future__ import annotations

import random

GREETINGS = (
    ("お世話になっております。", "いつもありがとうございます。", "はじめまして。", "突然のご連絡失礼いたします。"),
    ("Hello,", "Dear team,", "Good morning,", "Hi there,"),
)
CLOSINGS = (
    ("よろしくお願いいたします。", "ご確認ください。", "お返事をお待ちしております。", "失礼いたします。"),
    ("Kind regards", "Thank you in advance.", "Many thanks", "I look forward to your answer."),
)
TOPICS = (
    ("{p}の返金をお願いできますでしょうか。", "I would like a refund for the {p}."),
    ("{p}の請求書の宛名を変更したいです。", "Please correct the name on the invoice for the {p}."),
    ("定期便の解約の手続きについて教えてください。", "I want to cancel my subscription of the {p}."),
    ("届いた{p}の箱が破損していました。", "The {p} arrived damaged."),
    ("{p}の見積書を送っていただけますか。", "Could you send me a quote for ten {p}?"),
    ("{p}の領収書の再発行は可能でしょうか。", "I have lost the receipt for the {p}."),
    ("{p}の配送先の住所を間違えてしまいました。", "I gave the wrong address for the {p}."),
    ("交換品の{p}の発送はいつ頃になりますか。", "When will the replacement {p} be shipped?"),
    ("{p}はサイズが合わないので返品を希望します。", "The {p} does not fit and I want to return it."),
    ("会員ページにログインできなくなりました。", "I cannot sign in any more to see my {p}."),
    ("{p}の支払いが二重になっているようです。", "I was charged twice for the {p}."),
    ("{p}の入荷予定を教えていただけますか。", "Will the {p} be back in stock soon?"),
    ("{p}の使い方が説明書を読んでも分かりません。", "The manual of the {p} is missing a page."),
    ("{p}の保証期間について質問があります。", "Is the {p} still under warranty?"),
    ("ギフト包装で{p}を注文できますか。", "Can the {p} be wrapped as a gift?"),
    ("{p}の色を変更することはできますか。", "May I change the colour of my {p}?"),
)
SYLLABLES = ("ka", "to", "mi", "ra", "no", "shi", "ben", "lux", "or", "vel", "tan", "hana", "ki", "zu", "mo", "pel")
KANA = (
    "カ",
    "ト",
    "ミ",
    "ラ",
    "ノ",
    "シ",
    "ベン",
    "ルクス",
    "オル",
    "ベル",
    "タン",
    "ハナ",
    "キ",
    "ズ",
    "モ",
    "ペル",
)
NAMES = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤", "Miller", "Jones", "Garcia")
DETAILS = (
    ("先週の{d}日に", "注文してから{d}日たちますが", "電話でも{d}回お伝えしましたが", "{d}個のうち1個だけ"),
    ("It has been {d} days.", "I ordered {d} of them.", "This is message number {d}.", "We are {d} people."),
)


_KANJI = "品色形音光水火木金土電源画面設定更新期限料金会員住所配達状況部品素材温度容量印刷接続保管表示番号券店舗数量"
_VERBS = (
    "が気になります",
    "について伺いたいです",
    "が違うようです",
    "を確認したいです",
    "に問題があります",
    "は変えられますか",
)
_ASKED = ("seems wrong", "is not what I expected", "needs to be changed", "stopped working", "looks different now")


def made_up(noise: random.Random, syllables: tuple[str, ...], kinds: int) -> str:
    """A word out of syllables: some are frequent, most are seldom."""
    number = int(kinds * noise.random() ** 2.5)
    size = len(syllables)
    return syllables[number % size] + syllables[number // size % size] + syllables[number // size**2 % size]


def product(noise: random.Random, japanese: bool) -> str:
    """A made-up product."""
    return made_up(noise, KANA, 4000) + "ー" if japanese else made_up(noise, SYLLABLES, 4000)


def matter(noise: random.Random, japanese: bool) -> str:
    """What somebody writes about: one of the usual topics, or something else."""
    about = product(noise, japanese)
    if noise.random() < 0.3:
        return noise.choice(TOPICS)[0 if japanese else 1].format(p=about)
    if japanese:
        return f"{about}の{noise.choice(_KANJI)}{noise.choice(_KANJI)}{noise.choice(_VERBS)}。"
    return f"The {made_up(noise, SYLLABLES[::-1], 3000)} of the {about} {noise.choice(_ASKED)}."


def sentence_text(noise: random.Random) -> str:
    """The text of a message: a greeting, one to three matters with details, an order number, some quoting."""
    japanese = noise.random() < 0.6
    side = 0 if japanese else 1
    lines = [noise.choice(GREETINGS[side])]
    for _number in range(noise.randint(1, 3)):
        detail = noise.choice(DETAILS[side]).format(d=noise.randint(2, 90))
        said = matter(noise, japanese)
        lines.append(f"{detail}、{said}" if japanese else f"{said} {detail}")
    number = noise.randint(10**6, 10**7)
    lines.append(f"注文番号 {number}" if japanese else f"Order MX-{number}")
    lines.append(noise.choice(CLOSINGS[side]))
    lines.append(f"{noise.choice(NAMES)} {noise.randbytes(3).hex()}")
    if noise.random() < 0.6:
        lines += [f"> {line}" for line in sentence_text(noise).split("\n")]
    return "\n".join(lines)

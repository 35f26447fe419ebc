"""Manners: a greeting, an apology where one is due, honorifics not doubled, no words that hurt or stay inside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from config.languages import translator
from core.care.checks.case import Case
from core.problems import Problem

_ = translator("core")
_GREETS_JA = re.compile(
    "様|さま|さん|御中|各位|殿|世話|ありがとう|有難う|はじめまして|初めまして|こんにちは|"
    "おはよう|こんばんは|お疲れ|申し訳|お詫び|お待たせ|失礼いたします|恐れ入り|拝啓|"
    "突然の|平素|いつも|ご連絡|お問い合わせ|ご無沙汰|先日は|お手数"
)
_GREETS_EN = re.compile(
    r"^\W*(?:hi|hello|dear|hey|good (?:morning|afternoon|evening|day)|greetings|thanks?\b|"
    r"thank you|many thanks|welcome|sorry|apologies|i(?:'m| am) (?:so |very |"
    r"really )?sorry|we(?:'re| are) (?:so |very )?sorry|hope|"
    r"[^\W\d_]+(?: [^\W\d_]+){0,2}\s*[,!:–—-]\s*$)",
    re.IGNORECASE,
)
_APOLOGY = re.compile(
    "申し訳|もうしわけ|お詫び|おわび|すみません|すいません|ご迷惑|御迷惑|ご不便を|"
    "失礼(?:いた|を|し)|ご容赦|深く反省|謝罪|陳謝|"
    r"\b(?:sorry|apolog\w*|regret|my (?:fault|bad)|forgive|our mistake|we let you down)\b",
    re.IGNORECASE,
)
_DOUBLED = re.compile(
    "(?:お|ご|御)[^、。\\s]{1,8}?に(?:な|成)られ(?!ず)|(?:おっしゃ|仰)られ|(?:いらっしゃ|"
    "召し上が|めしあが|なさ|くださ|お見えにな)られ|ご覧になられ|拝(?:見|聴|読|"
    "借)(?:を)?させて(?:いただ|頂)|(?:ご|お)拝(?:見|読|聴|借|受|察)|"
    "(?:お|ご)[^、。\\s]{1,6}(?:して|し)(?:いらっしゃら)れ|お(?:伺|"
    "うかが)いさせて(?:いただ|頂)|伺わさせて|(?:各位|御中|殿)(?:様|殿)|各位(?:の)?皆様|"
    "(?:社長|部長|課長|店長|先生|会長|専務)様|おられになり|お求めになられ|ご(?:利用|注文|"
    "購入|確認|覧|使用|参加|検討|希望|連絡|来店|出席|乗車)され(?:ます|る|た|て|まし)|"
    "(?:お|ご)[^、。\\s]{1,6}になってい?らっしゃられ|お承り(?:いた|し)|ご申し込み|おビール"
)
_INTERNAL = re.compile(
    "社内(?:メモ|用|限|資料|共有|連絡|向け|のみ|扱い|秘|で(?:の|は)?(?:クレーム|要注意))|社外秘|内部(?:用|"
    "資料|向け|メモ|情報)|部外秘|取扱注意|クレーマー|モンスター|ブラックリスト|"
    "要注意(?:人物|顧客|客)|(?:この|例の|あの|面倒な|うるさい|厄介な|やっかいな)(?:客|"
    "顧客|お客)(?!様)|クレーム(?:客|対応中|処理|案件|扱い)|客(?:が|は)(?:怒|うるさ|"
    "しつこ|文句)|"
    "(?:※|＊|\\*|【|\\[)?(?:送信前に|送らないで|送信しない|送信禁止|お客様には(?:言わ|"
    "内緒|伝え(?:ない|ず)))|(?:上司|部長|課長|店長|リーダー)(?:に|の)(?:要)?(?:確認待ち|"
    "承認待ち|確認すること)|要確認(?:】|\\]|：|:|$)|【(?:社内|メモ|要確認|下書き|未確認)|"
    "過去に(?:クレーム|トラブル)|クレーム(?:あり|歴|履歴)|"
    "エスカレ|ここだけの話|オフレコ|丸投げ|塩対応|(?:社外|外部)に(?:は)?(?:出さ|漏らさ)|返金を?渋|二次受け|"
    "対応履歴(?:参照|を参照)|(?:原価|仕入れ?(?:値|価格)|粗利|利益率|掛け?率)|"
    r"(?<![A-Za-z])(?:TODO|FIXME|TBD|XXX(?!X)|WIP|wontfix|JIRA)(?![A-Za-z])|\[internal\]|"
    r"\b[A-Z]{2,6}-\d{2,6}(?= (?:in|on) (?:jira|the board|our tracker))\b|"
    r"(?<![\w.])@(?!gmail|example)[a-z][a-z0-9_]{2,20}\b(?!\.)|"
    r"\b(?:internal (?:note|only|use|memo|policy|comment)|for internal|"
    r"not for (?:the )?customers?|(?:do not|don't|never) (?:share|disclose|mention|show|reveal|"
    r"pass on|say)\b.{0,30}\b(?:customers?|clients?|users?|outside)|off the record|between us\b|"
    r"keep (?:this|it) internal|do not (?:send (?:this|yet|to|before)|forward (?:this|to)|tell (?:the )?customer)|"
    r"don't tell the customer|confidential|note (?:to|for) (?:self|the team|team|staff|colleagues|ops|"
    r"agents|support|us)|(?:she|he|they|this one) always complain\w*|"
    r"(?:do not|don't) (?:offer|give) (?:\w+ )?(?:a |any )?(?:discount|refund|money|compensation)|"
    r"waiting (?:for|on) (?:l ?[123]|tier ?\d)|(?:this|that) (?:guy|dude|woman|"
    r"idiot)|annoying (?:customer|client)|difficult customer|problem customer|(?:our|"
    r"the) (?:margin|markup|cost price|backlog|sprint|standup|kanban|runbook)|"
    r"escalat\w+ to (?:tier|l) ?\d|\b(?:tier|level|l)[- ]?[23] (?:team|queue|support)|"
    r"slack (?:channel|thread)|in slack|blocklist(?:ed)?|blacklist(?:ed)?|churn risk|"
    r"customer is (?:angry|difficult|lying|wrong)|cya\b)",
    re.IGNORECASE,
)
_NG = re.compile(
    "了解(?:しました|です|いたしました(?!ので))|ご苦労(?:様|さま)|なるほどですね|"
    "とりあえず|お前|おまえ|あんた(?!し)|ウチ(?:の|で|と|は)|めんどくさ|面倒(?:くさ|です|"
    "なので)|知りません(?:よ|が|。)|やばい|ヤバい|ムリです|無理です|ダメです|だめです|"
    "(?:お客様|そちら|あなた)(?:の)?(?:勘違い|思い込み|間違い|誤解|せい|責任|自己責任|ミス|落ち度|"
    "不注意)|当たり前|常識(?:です|で考え|的に)|(?:前(?:に)?も|何度も|すでに何度)[^。]{0,6}(?:言い|申し|説明|"
    "お伝え|案内|お話し)(?:し|いたし)?(?:まし|上げ|た(?:よ|は|が))|何度言えば|いちいち|しつこ|嫌なら|"
    "いやなら|嫌でしたら|"
    "(?:他社|よそ|他|ほか)を(?:ご利用|当たって|お探し)|(?:うち|こちら|当社|弊社|当店)(?:の|に|には|"
    "側の)?(?:責任|落ち度|非|ミス)"
    "(?:では|は)(?:あり|ござい|な)|(?:書いて|記載して)(?:あ(?:る|り)|い(?:る|ま))[^。]{0,4}(?:よね|でしょ|はず)|"
    "(?:操作|入力|確認)(?:ミス|不足|漏れ)です|(?:ちゃんと|よく|きちんと)(?:読ん|見て|確認して|聞い)|"
    "読(?:んで(?:い|お)ない|みました)のですか|こっち(?:は|も|の)|そんなこと|知ったこと|規則ですので|"
    "決まりなので|忙しいので|暇|"
    "だから(?:、|言)|(?:そう)?言われても|仕方(?:が)?(?:ない|"
    "ありません)|しょうがない|でしょ(?:。|？|\\?|!|$)|(?:っす|だよ|だね|じゃん|"
    "だろ)(?:。|！|!|？|$)|どうでもい|勝手に(?:して|され)|文句|バカ|馬鹿|アホ|うざ|"
    "(?:読め|見れ|調べれ)ば(?:わか|分か)|わかりますよね|分かりますよね|"
    "弊社に(?:は)?(?:責任|落ち度)は(?:あり|ござい)ません|関係(?:あり|ござい)ません|"
    "すいません|ご理解いただけないよう|(?:クレーム|文句)(?:は|を)|"
    r"\b(?:per my (?:last|previous)|take it or leave it|policy is policy|stop (?:emailing|asking|"
    r"complaining|writing)|"
    r"you clearly|clearly,? you|why didn't you|get over it|overreact\w*|if you don't like it|i don't have time|"
    r"that's (?:just )?how it (?:is|works)|you don't understand|you (?:people|lot)|common sense|"
    r"calm down|as i (?:already )?(?:said|told you|explained)|like i (?:said|told)|"
    r"obviously|your (?:own )?(?:fault|mistake|problem)|not (?:my|our) (?:problem|fault|"
    r"job|issue)|whatever|you people|you (?:failed|neglected|forgot) to|stupid|idiot\w*|"
    r"dumb|moron|you(?:'re| are) wrong|you should have (?:read|known|checked|told|done|"
    r"called|written|asked|looked|noticed|ordered|kept|paid)|you should've|"
    r"it's not rocket science|can't be bothered|don't be|shut up|damn|hell|crap|sucks?|"
    r"wtf|lol|lmao|no idea|how hard is it|if you(?:'d| had) (?:just |actually |"
    r"bothered )?(?:read|looked|checked|bothered)|read the (?:manual|docs|"
    r"instructions) (?:first|next time|properly|again)|(?:there's |"
    r"there is )?nothing (?:i|we) can do|deal with it|too bad|tough luck|we don't care|"
    r"calm yourself|relax\b|for the last time|you claim|that's impossible|user error|"
    r"you must have done)\b",
    re.IGNORECASE,
)
SHORTEST = 12
"""Characters; what is shorter is no letter."""


def check_manners(case: Case) -> Iterator[Problem]:
    """missing_apology, internal_words, ng_word, no_greeting (warnings); double_honorific (hint)."""
    if (case.late or case.complaint) and not _APOLOGY.search(case.own):
        yield Problem(
            "warn", "missing_apology", _("We are late or there is a complaint, and the reply does not apologise.")
        )
    if not _greets(case):
        yield Problem(
            "warn", "no_greeting", _("The reply begins without a greeting."), case.head[0] if case.head else ""
        )
    yield from _hits(case, "warn", "internal_words", _INTERNAL, _("This is a word for inside: {words}"))
    yield from _hits(case, "warn", "ng_word", _NG, _("Rather say this in other words: {words}"))
    for word in case.ng_words:
        if word.casefold() in case.own.casefold():
            yield Problem("warn", "ng_word", _("The team does not say: {words}").format(words=word), word)
    yield from _hits(case, "hint", "double_honorific", _DOUBLED, _("The honorific is doubled or misplaced: {words}"))


def _greets(case: Case) -> bool:
    if len(case.own.strip()) < (SHORTEST * 2 // 3 if case.japanese else SHORTEST):
        return True
    if case.japanese:
        return any(_GREETS_JA.search(line) for line in case.head[:3])
    return any(_GREETS_EN.match(line) for line in case.head[:2])


def _hits(case: Case, level: str, code: str, pattern: re.Pattern[str], reason: str) -> Iterator[Problem]:
    told: set[str] = set()
    for sentence in case.sentences:
        for hit in pattern.finditer(sentence.plain):
            words = hit[0].strip("。！？!? ")
            if words and words not in told:
                told.add(words)
                yield Problem("warn" if level == "warn" else "hint", code, reason.format(words=words), words)

"""Weak signs of an unhappy customer: none says it alone, two of them in what somebody tells us do.

Strong words are in core/care/moods.py. These are turns of phrase that people use where they tell what went wrong
without naming a feeling: how often, how long, who did not, what was said before.
"""

from __future__ import annotations

import re

_EN = (
    (
        1.5,
        r"\byour (?:\w+ )?\w+ (?:\w+ )?(?:was|were|served|told|said|left|put|did|made|let|took|sent|refused|"
        r"hung|kept)\b",
    ),
    (
        1.5,
        r"without (?:any(?:one|body|thing)|even|so much)|in reality|(?:only|first) (?:learn\w*|found out|"
        r"heard) (?:about|of|from)",
    ),
    (1.0, r"\b(?:did|was|were|has|have|had|does|is|are|would|could)n't\b|\b(?:did|was|were|does) not\b"),
    (1.0, r"\bthe same\b|\bsame (?:old|thing|noise|error|answer|steps?)\b|\brepeat\w*\b"),
    (2.0, r"nothing like\b|far from\b|\btears\b|\bsobbing\b|(?:weren't|wasn't|isn't|aren't) even\b|not what\b"),
    (
        1.0,
        r"\b(?:half an hour|an hour|all (?:day|morning|afternoon|evening|night|week)|\w+ (?:hours|"
        r"minutes) (?:late|for|in|on))\b",
    ),
    (
        1.0,
        r"\b(?:you|they|he|she|phone|shop|site|staff|support) (?:\w+ )?(?:said|told|claimed|promised|assured|"
        r"insisted)\b",
    ),
    (1.0, r"\bit took\b|\btook (?:\w+ )?(?:days|weeks|months|hours|ages|forever|five|six|seven|ten)\b|\bpaid for\b"),
    (
        1.0,
        r"\b(?:squash\w*|crush\w*|bent|torn|ripped|soaked|spilt|spilled|rotten|expired|cold|burnt|rust\w*|"
        r"peel\w*)\b",
    ),
    (
        1.0,
        r"once more|yet again|\bagain\b(?! soon)|every (?:single )?(?:answer|reply|time|call|visit|day|morning|"
        r"night|week)\b",
    ),
    (
        1.0,
        r"\bno (?:notice|warning|reason|explanation|sign|answer|reply|response|idea)\b|without (?:a |"
        r"any )?(?:word|warning|notice)",
    ),
    (
        1.5,
        r"as i (?:have )?(?:already )?(?:mentioned|said|wrote|explained)|(?:i|we)(?:'ve|"
        r" have)? already (?:told|said|wrote|explained|sent|asked)",
    ),
    (
        1.0,
        r"\b(?:incorrect|wrong|mistakes?|missing|faulty|leak\w*|stain\w*|scribbl\w*|scratch\w*|dent\w*|"
        r"crack\w*|mess|mould\w*|noise|smell)\b",
    ),
    (2.0, r"(?:isn't|wasn't|aren't|not) the (?:\w+ ){1,3}(?:i|we) (?:ordered|asked|booked|chose|paid|wanted)"),
    (
        1.0,
        r"the (?:day|week|morning) after\b|too late|after the (?:event|fact|deadline)|late for (?:his|her|my|"
        r"our|their)",
    ),
    (
        1.0,
        r"nothing to do with|(?:doesn't|didn't|don't) (?:answer|address|match|explain|fit|help)|template|"
        r"standard reply",
    ),
    (2.0, r"washout|let ?down|(?:spoil\w*|ruin\w*|wreck\w*) (?:our|my|the)|write[- ]?off|sham\b|mockery"),
    (0.5, r"because of (?:that|your|the|this)\b|thanks to your\b"),
    (
        1.5,
        r"(?:only|just|simply|merely) (?:asked|wanted|needed|tried)\b|in return\b|a (?:sigh|shrug|"
        r"blank (?:look|stare))",
    ),
    (
        2.0,
        r"(?:ca|could|wo|would|did|do|does)n't even|cannot even\b|not even\b|looked (?:straight |"
        r"right )?through|turned (?:his|her|their) back",
    ),
    (
        1.0,
        r"\byour (?:staff|driver|people|colleague|team|receptionist|waiter|waitress|engineer|technician|agent|"
        r"man|nurse|company|system)s?\b",
    ),
    (
        1.0,
        r"\b(?:two|three|four|five|six|seven|eight|ten|\d+|several|many|countless) (?:hours|days|weeks|months|"
        r"times)\b",
    ),
    (
        1.0,
        r"\bfail\w*\b|\bnobody\b|\bno one\b|\bnever\b|\bstill\b|\bgone missing\b|\bvanish\w*|\bdisappear\w*|"
        r"\bgave up\b",
    ),
    (1.0, r"(?:was|were|been|being) (?:told|given|left|made|sent|charged|passed|kept|treated|asked to)\b"),
    (
        1.0,
        r"\bi (?:do )?(?:wonder|find it|have to say|must say|am (?:not sure|surprised))\b|to be (?:honest|"
        r"frank)|frankly|honestly",
    ),
    (0.5, r"\b(?:but|yet|although|even though|despite|instead|apparently|supposedly|only to)\b"),
    (
        1.0,
        r"(?:at|for) (?:that|this|your|these) (?:price|rate|money)s?|for what (?:i|we) pa(?:y|id)|"
        r"paid (?:extra|more|good)",
    ),
    (
        1.0,
        r"\bin the (?:waiting room|queue|cold|rain|dark)\b|on hold|stood (?:there|outside|waiting)|queu\w+|"
        r"for nothing",
    ),
)
_JA = (
    (1.0, "まま(?:、|で|に)|初めて知|知らされ|(?:抜か|置か|閉め|閉じ|回さ|切ら|濡れ|汚)(?:れ|て)"),
    (2.0, "泣|涙|かけ離れ|食い違|話と違|(?:も|すら|さえ)出て(?:来|き)ませ"),
    (1.0, "と(?:聞|伺|言われ|説明され|案内され)[^。]{0,6}(?:のに|が|けど)|のに、?"),
    (1.0, "同じ(?:手順|こと|説明|返事|回答|症状|音|箇所|ところ)|繰り返"),
    (1.0, "かかりました|かかった|[0-9一二三四五六七八九十]+分(?:も|、|以上|間)|異音|異臭|改善され(?:ず|な)"),
    (1.0, "(?:払|買|直|替え|始め)(?:っ|し)?たばかり"),
    (1.0, "前回も|以前も|先日も|前にも|再三|たびたび|度々|毎回|毎朝|毎晩|いつも"),
    (
        2.0,
        "また(?:違|間違|遅|壊|止|消|切|忘|漏)|(?:頼んだ|注文した|選んだ|予約した)[^。]{0,14}(?:では(?:あり|な)|じゃな|と違)",
    ),
    (1.0, "しかも|そのうえ|おまけに|挙げ?句|それなのに|にもかかわらず|なのに|くせに|わりに"),
    (1.5, "いまだに?|未だに?|(?:すら|さえ)(?:も)?[^。]{0,12}(?:な(?:い|く)|ませ|もらえ)"),
    (2.0, "これが(?:普通|当たり前|通常|プロ)|(?:当然|当たり前)なの(?:で|か)|こんな(?:もの|こと|対応)|こういうもの"),
    (1.0, "待ち時間|待たせ|待って(?:い|も)|並ん|立ちっぱなし"),
    (0.5, "[0-9一二三四五六七八九十数]+(?:時間|日|週間|か月|ヶ月|カ月|回|度)"),
    (1.0, "なかった|ませんでした|(?:もらえ|くれ|いただけ)(?:な|ませ)|教えて(?:もらえ|いただけ)"),
    (1.0, "さ(?:れ|せられ)(?:まし|た(?:の|ま|。|、))|られ(?:まし|た(?:の|ま|。|、))|させられ"),
    (1.0, "間違|違って|違い(?:ます|まし)|書き込み|汚|傷|破|漏れ|忘れられ|抜けて|消えて|動か(?:な|ず)"),
    (1.0, "御社|そちらの|貴社|スタッフ|店員|係の(?:方|人)|担当(?:者|の方)|受付|運転手"),
    (1.0, "だけなのに|だけで(?:す|した)|のせいで|せいか|ばかり|しか(?:あり|な|言)"),
    (1.0, "正直|率直|いかがな|どうなの|疑問|不思議"),
)
_ENOUGH = {True: 1.0, False: 1.5}
"""By language (True: Japanese): measured on the labelled mails, so that nine of ten flags are right."""
_RULES = {
    True: tuple((weight, re.compile(pattern)) for weight, pattern in _JA),
    False: tuple((weight, re.compile(pattern, re.IGNORECASE)) for weight, pattern in _EN),
}
_JAPANESE = re.compile("[\u3040-\u30ff]")
_PARTS = re.compile(r"[^.!?。！？\n]*[.!?。！？\n]?")
_PLAIN_QUESTION = re.compile(
    r"^(?:(?:and|also|so|or),? )?(?:how|what|where|which|who|when|do|does|did|is|are|can|could|would|will|may|"
    r"shall|should)\b.*\?$"
    r"|(?:ですか|ますか|でしょうか|ませんか)[。?？]?$",
    re.IGNORECASE,
)
_ASKS_US = re.compile(
    r"\b(?:please|could you|can you|would you|i(?:'d| would) like|i need|how do i|any idea|thanks?|thank you)\b|"
    "ください|お願い|いただけ(?:ます|ると)|教えて|ありがと",
    re.IGNORECASE,
)


def weak_signs(own: str) -> str:
    """The words of weak signs that together say "unhappy"; "" where they do not.

    Plain questions tell nothing, and where somebody asks us for something one sign more is needed.
    """
    japanese = bool(_JAPANESE.search(own))
    told = " ".join(
        p for part in _PARTS.findall(own[:4_000]) if (p := part.strip()) and not _PLAIN_QUESTION.search(p)
    )
    found = [(weight, hit[0]) for weight, pattern in _RULES[japanese] if (hit := pattern.search(told))]
    needed = _ENOUGH[japanese] + (1.0 if _ASKS_US.search(own) else 0.0)
    if sum(weight for weight, _words in found) < needed:
        return ""
    return ", ".join(" ".join(words.split()) for _weight, words in found[:4])

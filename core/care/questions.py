"""What a customer asks: questions and requests for an answer, one each, so that none is forgotten."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.care.sentences import Sentence, sentences
from core.mail.reply_text import reply_text

_MARK = re.compile(r"[?？][!?！？」』）)\"'”’\s]*$")
_JA_ASKS = re.compile(
    "(?:(?:です|ます|ません|でしょう|ましょう|ました|でした|のでしょう|ない|よろしい|"
    "良い|いい|ある|る|た|な|の|もの|もん|どう|だろう|んだ)か(?:ね|な|ねえ|しら)?|"
    "っけ|(?:何|なに|どこ|いつ|どう|なぜ|いくら|だれ|誰|どれ|どちら|どの|どんな|"
    "いくつ)[^。]{0,24}(?:でしょう|だろう|かな)|"
    "(?:のか|かな|か)、?(?:な)?と(?:思い|思って|気になり|存じ)(?:まし|て|ます).*|かどうか(?:を)?(?:、)?(?:教え|知り|お聞|ご教|確認|ご確認).*)"
    "[。.、!！…~\\s]*$"
)
_JA_WANTS = re.compile(
    "(?:教えて|お教え|おしえて|ご教示|ご教授|お知らせ|知らせて|ご回答|回答を|回答して|"
    "返答(?:を|して)|ご返答|ご説明|説明して|お聞かせ|聞かせて|ご連絡先を|ご案内|"
    "見積(?:り|もり|書)?を|ご確認|確認して|調べて|お調べ)[^。]{0,14}?"
    "(?:ください|下さい|いただけ|頂け|いただきた|頂きた|いただく|頂く|お願い|願い(?:ます|"
    "たく)|もらえ|くれ|ほしい|欲しい|幸い|くだされば|もらいた|ませ)|"
    "(?:知りたい|知りたく|お聞きし(?:たい|たく)|伺い(?:たい|たく)|うかがいたい|お尋ねし|"
    "お尋ねいた|質問(?:が(?:あり|ござい)|です|させて)|お伺いし(?:たい|たく|ます)|"
    "確認(?:し|させていただき)(?:たい|たく)|確認させて(?:ください|下さい|もら|頂)|情報を(?:いただ|頂|くだ|下さ)|(?:時期|日程|日時|金額|料金|方法|可否|状況|予定|場所|目安|"
    "納期)[^。]{0,6}を?ご連絡(?:いただけ|ください|下さい|願)|"
    "(?:何|どの|どれ|どこ|いつ|どう|どちら|いくら|だれ|誰|なぜ)[^。]{0,24}(?:分かり|わかり)(?:ません|ませ|かね)|気になっ|ご?相談(?:させて|したい|したく|に乗|でき(?:れば|ます|"
    "ませ|たら))|アドバイス(?:を|いただ|お願い))"
)
_JA_NOT_ASKED = re.compile(
    "(?:いかがお過ごし|お元気で|お世話になっ|信じられ(?:ません|ない)|どういう(?:つもり|神経)|ふざけ|いい加減に|何様|(?:添付|お送り|送付|同封)[^。]{0,14}(?:ので|"
    "から)、?ご(?:確認|査収|覧)|(?:何か|また|もし|変更)[^。]{0,14}(?:たら|れば|際は|時は)[^。?？]*(?:相談|質問|お知らせ|ご連絡|ご一報|お願い)[^?？]*$)"
)
_JA_ANNOUNCED = re.compile("(?:質問|伺い|お尋ね|確認)(?:が|し|させ|いた).{0,20}(?:点|こと|件|です|ます|あり)[^?？]*$")
_EN_ASKS = re.compile(
    r"\b(?:(?:could|can|would|will) (?:you|someone|anybody|anyone)(?: please| kindly)?|"
    r"(?:can't|cannot|couldn't|don't know how to|struggl\w+ to|unable to) (?:work out|figure out|find out|tell|see|"
    r"understand|decide) (?:if|whether|how|what|which|when|where|who|why)|please (?:tell|let (?:me|us) know|advise|"
    r"explain|confirm|clarify|inform|check|"
    r"send me (?:a quote|an update))|let me know (?:if|when|whether|what|how|where|why|"
    r"which|who)|kindly (?:advise|confirm|let)|"
    r"i(?:'d| would)(?: also)? (?:like|love|want) to (?:know|ask|find out|understand|"
    r"check|confirm)|i (?:was|am|'m) (?:just |also )?wondering|i wonder(?:ed)?\b|(?:trying|need|want|hoping|"
    r"like) to (?:work out|figure out|find out|understand|decide|see|learn) (?:if|whether|"
    r"how|what|why|which|when|where|who)|i(?:'m|"
    r" am) (?:not sure|unsure|curious) (?:if|whether|how|what|why|which|about)|"
    r"wanted to (?:ask|check|know|find out)|"
    r"i (?:need|want|have) to know|i(?:'d| would) appreciate (?:knowing|an (?:answer|"
    r"explanation|update)|it if you could (?:tell|confirm|let))|(?:interested|keen|good|nice|great|useful|"
    r"helpful|curious) to (?:know|hear|learn|see|find out) (?:if|whether|how|what|why|which|when|where|who|"
    r"more)|(?:confused|unclear|puzzled) (?:about|as to) (?:which|what|how|when|where|who|why|whether)|"
    r"let me know (?:roughly |exactly |please )?(?:when|what|how|where|which)|any (?:idea|news|update|"
    r"chance)\b|tell me (?:if|when|whether|what|how|where|why|which|who)|do you know)",
    re.IGNORECASE,
)
_EN_BEGINS = re.compile(
    r"^(?:(?:and|but|so|also|or|then|secondly|first(?:ly)?|second|finally|lastly|"
    r"another question|one more (?:question|thing)|my question is)[:,]?\s+)*"
    r"(?:is|are|was|were|do|does|did|can|could|will|would|should|shall|may|might|have|has|"
    r"am|isn't|aren't|don't|doesn't|didn't|can't|won't|what|when|where|which|who|whom|"
    r"whose|why|how)(?:'s|'re|'ll|'d)?\b(?! (?:i (?:say|think)\b))",
    re.IGNORECASE,
)
_EN_STATEMENT = re.compile(
    r"^(?:when|what|how|which|where|who|have|can|may|will|do|does|is|are)\b.*(?:,|\b(?:it|"
    r"i|you|we) (?:said|shows?|got|get|crash\w*|stop\w*)\b)",
    re.IGNORECASE,
)
_EN_NOT_ASKED = re.compile(
    r"\bhow (?:are|is) (?:you|things|everything|it going|your (?:day|week))|hope you|"
    r"how (?:dare|hard can)|are you (?:kidding|serious|joking)|what (?:a|an) |"
    r"seriously\?$|right\?$(?<=^right\?)|what the (?:hell|heck)|who (?:knew|cares)|guess what|"
    r"what kind of (?:company|service|business)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its words as they stand, and their place in the customer's own text."""

    text: str
    start: int


def questions(text: str) -> list[Question]:
    """The questions of a customer's mail in order; quoted history is not asked again."""
    return questions_in(reply_text(text))


def questions_in(own: str) -> list[Question]:
    """The questions of what somebody newly wrote."""
    return [Question(s.text, s.start) for s in sentences(own) if _asks(s)]


def _asks(sentence: Sentence) -> bool:
    said = sentence.plain
    return _asks_ja(said) if sentence.japanese else _asks_en(said)


def _asks_ja(said: str) -> bool:
    if _JA_NOT_ASKED.search(said):
        return False
    if _MARK.search(said) or _JA_ASKS.search(said):
        return len(said.strip("?？!！。 ")) > 1
    if _JA_ANNOUNCED.search(said) and not re.search(
        "(?:いつ|どこ|どの|何|なに|いくら|どう|なぜ|どちら|か(?:を|どうか|、|お|伺|確))", said
    ):
        return False
    return bool(_JA_WANTS.search(said))


def _asks_en(said: str) -> bool:
    if _EN_NOT_ASKED.search(said):
        return False
    if _MARK.search(said):
        return len(said.split()) > 1 or len(said) > 4
    if _EN_ASKS.search(said):
        return not re.search(r"\blet me know if (?:you|there|anything|i (?:can|should))", said, re.IGNORECASE)
    return (
        bool(_EN_BEGINS.match(said))
        and not said.endswith((".", "!", ",", ":"))
        and not _EN_STATEMENT.match(said)
        and len(said.split()) > 2
    )

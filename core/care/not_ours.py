"""What a mail says that is no complaint about us, whatever its words: taken out before its mood is read.

Conditions asked about ("if it breaks, who pays?"), the customer's own slips, other companies, what reviews say,
trouble that is denied. Reasoned by the shape of a sentence, not by lists of mails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PARTS = re.compile(r"[^.!?。！？\n]*[.!?。！？\n]?")
_CLAUSES = re.compile(r"[^,;:、]*[,;:、]?")
_ASKED_OF_A_CASE = re.compile(
    "(?:場合|際|とき|時)(?:は|の|に|、|には)[^。]*(?:か|か。|[?？]|教え|知り|伺い|確認|参考|気にな)|"
    "(?:た(?:場合|ら)|後に?|した(?:方|人|とき))[^。]*(?:か。?$|[?？]|教え|知りた|伺い)|"
    r"^(?:and |but |so )?(?:what (?:happens|if)\b|(?:if|in case|should|suppose)\b.*\?$)|^.*\bif (?:i|it|we|the|"
    r"they|there|"
    r"something|anything|one)\b.*\?$",
    re.IGNORECASE,
)
_OWN_SLIP = re.compile(
    "(?:私|こちら|当方|自分|うち|娘|息子|子ども|子供|弊社|母|父|主人|夫|妻|犬|猫)(?:の|が|で|側の)[^。]{0,16}"
    "(?:間違|ミス|勘違い|不注意|確認不足|落と|こぼ|壊し|なくし|紛失|割っ|汚し|忘れ|うっかり|見落と|手違い)|"
    "間違(?:えて|って)[^。]{0,16}(?:注文|入力|送|登録|購入|選|買|押|削除|消|振り込|払|"
    "申し?込)[^。]{0,4}(?:してしま|で?しま|し?まし|た)|"
    "うっかり|(?:落として|こぼして|割って|汚して|なくして|忘れて)しま|私の(?:勘違い|ミス|不注意)|(?:カード|"
    "期限)[^。]{0,12}切れて|"
    r"\b(?:my (?:own )?(?:fault|mistake|error|bad|doing|apologies)|(?:i|we)(?:'d| had| have|'ve)? (?:just |"
    r"accidentally |stupidly |simply |"
    r"must have )?(?:forgot(?:ten)?|spilled|spilt|dropped|misread|mistyped|mixed up|overlooked|misunderstood|"
    r"misplaced|lost my)|i (?:\w+ ){0,6}by (?:mistake|accident)|(?:i|we) accidentally|silly me|my card (?:had|"
    r"has|was|is))\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    "(?:前|以前|今まで|これまで|ほか|他|別)(?:の|に(?:使って|利用して)[^、。]{0,6}の?)(?:会社|お?店|業者|"
    "サービス|製品|メーカー|アプリ|ところ|もの)[^、。]{0,6}"
    "(?:は|では|が|だと|の)|他社(?:製品|さん)?(?:は|では|の|で)|"
    r"\b(?:our|my|the) (?:last|previous|old|former|other|current) (?:\w+ )?(?:host|landlord|place|firm|agent|"
    r"garage|"
    r"club|teacher|clinic|practice|supplier|provider|company|shop|"
    r"bank|hotel|"
    r"dentist|doctor|vendor|router|one|app|phone|brand|school|gym|garage|agency)\b|\banother (?:company|"
    r"shop)\b.*\b(?:was|were)\b",
    re.IGNORECASE,
)
_READ_OF = re.compile(
    "(?:口コミ|レビュー|評判|噂)(?:を|で|に|では|も)[^。、]*(?:見|読|あり|聞|拝見)|という(?:口コミ|レビュー|"
    "評判|噂)|"
    r"\breviews? (?:\w+ )?(?:say|said|complain|mention|claim)\w*",
    re.IGNORECASE,
)
_DENIED = re.compile(
    "(?:御社|そちら|貴社|こちら)(?:に|への?)(?:切り?替え|乗り?換え|移|移行)[^。]{0,12}|"
    "(?:他社|ほかの会社|別の会社)[^。]{0,10}から(?:の)?(?:乗り?換え|移行|切り?替え)[^。]{0,8}|"
    "(?:怒って|責めて|不満|文句|クレーム|苦情|急かし)[^。、]{0,10}(?:わけでは|つもりは|つもりで|では|訳では|"
    "のつけよう)[^。、]{0,6}(?:な|あり)[^。、]{0,10}|"
    "(?:とは|なんて)(?:思い(?:も)?(?:しません|ません)でした|思わなかった|想像していませんでした)|"
    "期待していなかった(?:の)?(?:ですが|けど)|"
    "(?:臭い|におい|傷|汚れ|不具合|問題|違和感|不良|遅れ|ストレス|エラー|トラブル|ムラ)(?:も|は|など|"
    "が)?(?:一切|全く|まったく|特に|一度も)?"
    "(?:なく|なかった|せず|ありませんでした|ありません|ございません|しません)|壊れにく|(?:届|来)な(?:く|"
    "か)ても(?:大丈夫|構い|問題)|"
    r"\b(?:switch\w*|mov\w*|chang\w*|com\w*|transfer\w*) (?:over )?to you\b|"
    r"\b(?:not (?:a|an|meant as a|at all)? ?(?:complain\w*|cross|mad|annoyed|unhappy|worried|angry|upset|urgent|"
    r"problem|criticis\w+)|"
    r"nothing to complain[^.]*|(?:never|not|"
    r"without|hardly|zero)(?: had)?(?: an?| any| a single| one)? (?:problem|issue|complaint|fault|trouble|hiccup)s?"
    r"|don't worry if[^.]*|(?:doesn't|does not) matter[^.]*|(?:happy|fine) to wait[^.]*|"
    r"unfortunately i (?:can't|cannot|"
    r"won't|have)|(?:can't|couldn't) fault)",
    re.IGNORECASE,
)


def about_us(text: str) -> str:
    """The text without what is no complaint about us; other words keep their order."""
    return "".join(_kept(text))


def _kept(text: str) -> Iterator[str]:
    for hit in _PARTS.finditer(text):
        part = _DENIED.sub(" ", hit[0])
        said = part.strip()
        if not said or _ASKED_OF_A_CASE.search(said) or _OWN_SLIP.search(said):
            yield " "
        elif _ELSEWHERE.search(said) or _READ_OF.search(said):
            yield "".join(c for c in _CLAUSES.findall(part) if not (_ELSEWHERE.search(c) or _READ_OF.search(c)))
        else:
            yield part

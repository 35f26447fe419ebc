"""Mail that only says thank you: nothing is asked, reported or wished, so its ticket need not reopen."""

from __future__ import annotations

import re
import unicodedata

from core.care.learned import is_japanese, learned
from core.care.questions import questions_in
from core.care.sentences import sentences
from core.mail.reply_text import reply_text

LONGEST = 600
"""Characters: whoever writes more has more to say than thanks."""
_THANKS = re.compile(
    "ありがと|有難|有り難|感謝|恐縮|御礼|お礼|助かりました|助かります|サンキュー|お世話になりました|thx|tysm|"
    r"\b(?:thanks?|thank you|thankyou|cheers|ta|much appreciated|appreciate (?:it|that|"
    r"your|the)|grateful|many thanks)\b",
    re.IGNORECASE,
)
SHORT = 80
"""Characters of an answer that takes note without a word of thanks."""
_TAKEN = re.compile(
    "承知|了解|かしこまり|拝受|(?:使える|動く|見られる|できる)ように|お騒がせ|わかりました|分かりました|解決(?:し|いたし|でき)|大丈夫です|問題(?:あり|"
    "ござい)ません|直りました|"
    "(?:届|受け取り|受領(?:し|いたし))(?:きま|ま)した|受領いたしました|確認(?:でき|しま|いたし)ました|"
    r"\b(?:received|got it|noted|understood|all (?:good|sorted|set|clear)|sorted|makes sense|ok(?:ay)?|"
    r"perfect|great|"
    r"(?:that|it) (?:worked|works|fixed it)|fixed|arrived|brilliant|resolved|solved|like a charm|"
    r"(?:all )?working again|star|legend|lifesaver|lovely|wow)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    "(?!.*(?:希望|依頼|中止|取消|変更|返金|返品|交換|不可|不要|至急|未着|解約|退会|"
    "注文))[一-龯々]{1,4}(?:[ 　][一-龯々]{1,3})?"
)
_NOTHING_MORE = re.compile(
    r"^(?:"
    "(?:お|大変お?|いつも(?:大変)?お?)世話(?:に)?(?:なって|様|さま).*|(?:ご|お)?(?:返信|"
    "返事|連絡|回答|対応|案内|説明|手配|教示|確認|配慮|丁寧|迅速|早速|親切|さっそく|早々|"
    "すぐ).{0,40}(?:ありがと|有難|有り難|感謝|御礼|お礼|助かり|恐れ入り|恐縮).*|"
    ".{0,48}(?:ありがと|有難う|有り難う|感謝|御礼|お礼申|助かりました|助かります).{0,24}|"
    "(?:はい、?)?(?:(?:無事(?:に)?|先ほど|本日|昨日|今|さきほど|商品|荷物|確か|たしか|"
    "早速|問題なく|きちんと|ちゃんと|おかげ(?:さま|様)?で|お陰(?:さま|様)?で|内容|ご案内|"
    "メール|書類|返金|資料|請求書|見積書|代替品|品物|を|が|は|も|の|に|、|,|さっそく|"
    "教えていただいた(?:方法|手順|とおり|通り)で?|いただいた(?:方法|手順)で)\\s*){0,8}"
    "(?:届き|届いて(?:おり|い)?|受け取り|受取り|受領(?:いたし|し)|拝受(?:いたし|し)|"
    "確認(?:いたし|し|でき|が?とれ|が?取れ)|解決(?:いたし|し|でき)|直り|治り|復旧し|改善し|繋がり|つながり|"
    "表示され|送れ|使え|できる(?:ように|"
    "よう)?なり|使える(?:ように|よう)?なり|開け|ログインでき|承知(?:いたし|し)|"
    "了解(?:いたし|し|です)|かしこまり|わかり|分かり|理解(?:いたし|し|でき)|"
    "安心(?:いたし|し|でき)|納得(?:いたし|し|でき)|うまくいき|動き|動くようになり|"
    "完了(?:いたし|し))(?:まし)?(?:た)?.{0,6}|"
    "お?(?:手数|騒がせ|手間|忙しい(?:中|ところ)|忙し).{0,24}|(?:よく|大変よく|十分)?(?:理解|納得|わかり|"
    "分かり).{0,10}|"
    "(?:はい|ええ|うん)?、?(?:その|この|こちらの|ご案内の|いただいた)?(?:内容|日程|件|形|方法|金額|条件|"
    "認識)?(?:で|は)?"
    "(?:問題|異存|異論)(?:は)?(?:あり|ござい|な).{0,8}|(?:です)?(?:承知|了解|かしこまり|わかり|分かり|"
    "りょうかい).{0,12}|(?:こちら|今後|引き続き|どうぞ|何卒|"
    "また|これから|今回|以上|とり|取り)(?:こそ|とも|も|"
    "、)?.{0,20}(?:お願い|よろしく|宜しく|失礼).{0,16}|(?:どうぞ|何卒|では、?|"
    "それでは、?)?(?:引き続き、?)?(?:よろしく|"
    "宜しく).{0,14}|(?:失礼|では、?失礼|それでは(?:また)?).{0,10}|(?:とても|大変|本当に|すごく|"
    "非常に)?(?:助かり|嬉し|うれし|安心し|満足し|満足で|感動し|気に入り|"
    "気に入って)(?:まし|かった|おり|い|です|く思)?.{0,10}|"
    "(?:これで|特に|もう)(?:全く|まったく)?(?:問題|不明(?:な)?点|疑問|質問)?(?:は|"
    "も)?(?:大丈夫|結構|問題|解決|あり|ござい|終わ|完了).{0,12}|(?:返信|お返事|"
    "ご返信)(?:は)?(?:不要|結構|お気遣い).{0,10}|以上です.?|また(?:の|何か|機会|利用|お|"
    "ご|よろしく|注文|購入).{0,24}(?:し(?:ます|たい)|お願い|いたします|させて|よろしく|"
    "楽しみ).{0,16}|(?:素晴らし|すばらし|迅速|丁寧|親切|完璧|最高|さすが).{0,24}|"
    ".{0,16}(?:様|さま|さん|御中)$|取り急ぎ.{0,16}|まずは.{0,16}|(?:本当に|大変|どうも|"
    "重ねて).{0,12}|.{1,12}(?:です|でございます|と申します)$"
    "|"
    ".{0,16}お世話に?なりました.{0,4}|(?:すみません|すいません|失礼しました|ごめんなさい)?(?:が)?、?(?:自己|"
    "自力で)?解決.{0,14}|"
    "無事(?:に)?.{0,16}(?:ました|です)|(?:よい|良い|いい|すてきな|素敵な)[、 ]?(?:週末|一日|1日|休日|お年|"
    "連休|夏|年末|旅).{0,16}|"
    "いえいえ.{0,8}|なるほど.{0,12}|"
    r"(?:(?:ah|oh|aha|i see|right|fair|fab|ace|lovely|phew|wow|yay|hooray|good news)[,!. ]*)+|"
    r"best[, ]+[a-z .]{1,30}|"
    r"(?:hi|hello|dear|hey|good (?:morning|afternoon|evening))\b.{0,40}|(?:(?:ok|okay|"
    r"great|perfect|excellent|brilliant|wonderful|awesome|super|fantastic|amazing|lovely|"
    r"cool|sure|yes|got it|understood|noted|all good|sounds good|will do|fair enough|"
    r"no worries|no problem|my pleasure|good to know|makes sense)[,!. ]*)+|"
    r".{0,60}\b(?:thanks?|thank you|thankyou|cheers|thx|tysm|ta|appreciate\w*|grateful)\b.{0,110}|"
    r"(?:it|that|this|everything|all|the (?:\w+ ){0,2}\w+|now it|it all|both)(?:'s| is|"
    r" has| just| now| all| does|'ve)*\s?(?:\w+ ){0,3}?(?:arriv|work|fix|solv|resolv|sort|"
    r"fine|good|great|perfect|receiv|clear|here|back|help|did the trick|look|done|came|"
    r"tast|fit|all set|up and running|explain|makes sense|settled|landed).{0,50}|"
    r"(?:i|we)(?:'ve| have)?(?: just| now| already)? (?:received|got|have) (?:it|the|my|"
    r"our|your|them|everything)\b.{0,60}|(?:i|we)(?:'m| am|'re| are)(?: now| all| very|"
    r" so| really| quite)* (?:set|good|happy|pleased|grateful|delighted|sorted|able to|"
    r"in again|back in|relieved|up and running|impressed).{0,50}|(?:i|"
    r"we) can (?:now )?(?:log|see|access|open|use|print).{0,50}|(?:problem|issue|"
    r"case) (?:solved|closed|fixed|sorted|resolved).{0,16}|works? (?:now|again|perfectly|"
    r"great|fine|like a charm).{0,30}|"
    r"(?:have|enjoy|wishing) (?:a|your|you).{0,40}|you too.{0,6}|(?:kind|best|"
    r"warm)(?:est)? (?:regards|wishes)|(?:kind |best |warm )?(?:regards|wishes)[, ]+[a-z .]{1,30}|regards|"
    r"best|all the best|sincerely|cheers|"
    r"take care|see you|bye|(?:no|nothing) (?:need to|further|more|else|other|"
    r"reply).{0,40}|(?:you|your (?:team|support|service|help|colleagues?)|[a-z]+)(?:'re|"
    r" are| is|'ve| have| has| was| were)? (?:\w+ ){0,3}?(?:great|the best|a star|"
    r"a lifesaver|awesome|amazing|fantastic|excellent|wonderful|brilliant|been (?:great|"
    r"very|so|really).{0,20}|helpful|kind|quick|fast|super|life ?saver|made my day|"
    r"rock).{0,40}|"
    r"(?:really|very|so|that was|super) (?:helpful|kind|quick|fast|nice|appreciated|"
    r"great).{0,30}|(?:i(?:'ll| will)|we(?:'ll| will)) (?:definitely |certainly |gladly |"
    r"happily )?(?:recommend|be back|order again|buy again|shop again|tell (?:my|all)|"
    r"leave (?:a|you) (?:\w+ )?(?:good|great|positive|nice|five|5)).{0,50}|"
    r"appreciate.{0,60}|love (?:it|them|the)\b.{0,30}|glad .{0,40}|(?:speak|talk) soon|"
    r"much appreciated.{0,20}|[a-z]+(?: [a-z]+\.?)?"
    r")$",
    re.IGNORECASE,
)
_BUT = re.compile(
    "(?<!遅くなりま)(?<!なってしまいま)(?<!かけしま)(?<!わせしま)(?<!恐れ入り)(?:です|ます|した|ました|でした)"
    "(?:が|けど|けれど)(?!、?(?:ありがと|おかげ|無事|"
    "助か|解決|安心|大変|本当|とても))|ただ(?:し|、|,)|しかし|ところで|ちなみに|一点|1点|"
    "もう(?:一|1)つ|別件|[^。ろし]でお願い|[0-9一二三四五六七八九]つ|希望|できれば|都合が(?:よ|良|い)|(?:が|を)(?:ほし|欲し)|同じエラー|検討(?:し|の)|つぶれ|へこ|破れ|"
    "割れ|別会社|足りな|まま(?:です|で|な)|でも、|"
    "を(?:[^。、]{0,8})お願い|ませんでした|追加で|(?:て|で)(?:ほしい|欲しい|いただきたい|頂きたい|もらいた|"
    "いただけ)|ください(?!ませ。?$)|下さい|届いて(?:い)?(?:ない|ませ)|まだ|"
    "(?:でき|直り|届き|動き|解決し|わかり|分かり)ません|変更|キャンセル|返品|交換|添付|"
    "送ります|お送りします|ご確認|以下|住所|番号は|"
    r"\b(?:but|however|except|although|though|unfortunately|one (?:more|other|last|small|"
    r"quick)(?: thing| question)?|also|another|by the way|btw|please|could you|can you|"
    r"would you|i(?:'d| would) (?:like|love|prefer)|i need|we need|i want|still|doesn't|"
    r"does not|didn't|isn't|not (?:yet|working)|no longer|attached|here (?:is|are)|"
    r"my (?:address|order number|account|number|phone) is|waiting|wrong|missing|instead|"
    r"change|cancel|return|refund me|let's|go ahead|go with|proceed|i'll (?:take|have|go)|we'll (?:take|have|go)|"
    r"rather|would suit|suits? (?:me|us)|(?:one|two|three|four|\d+) (?:blue|red|more|of)|squash\w*|dent\w*|"
    r"broken|damaged|crushed|same error|think about it|book (?:it|me|us|the)|sign me up|forward to (?:your|"
    r"hearing)|let me know|when (?:will|can|do)|"
    r"unless|until|(?:will|'ll|going to) (?:decide|let|get back|check|discuss|think|come back|test|try|send|need|"
    r"talk)|"
    r"if (?:you|it|there|i))\b",
    re.IGNORECASE,
)
_GREETED = re.compile(
    "(?:(?:よい|良い|いい|素敵な|すてきな)[^。]{1,6}を|お(?:体|身体|からだ)[^。]{0,12}|ご自愛|よろしくお伝え)(?:お過ごし|"
    "お気をつけ)?(?:ください|下さい)(?:ませ)?|"
    r"please (?:pass on|give|thank|say|extend|convey|tell) |^\s*please don't (?:reply|bother)",
    re.IGNORECASE,
)


_WELL = re.compile(
    r"^(?:(?:perfect|great|ok(?:ay)?|brilliant|lovely|super|excellent|fantastic|wonderful|ah|oh|yes|yep|hi|hello|"
    r"right|cool)"
    r"[,!. ]+)+",
    re.IGNORECASE,
)


def thanks_only(text: str) -> bool:
    """Whether a customer's mail says thanks and nothing that anybody must act on."""
    return only_thanks(reply_text(text))


def only_thanks(own: str) -> bool:
    """The same of what they newly wrote."""
    if len(own) > 3 * LONGEST:
        return False
    own = unicodedata.normalize("NFKC", own).replace("’", "'").strip()
    if not own or len(own) > LONGEST:
        return False
    if not _THANKS.search(own) and (len(own) > SHORT or not _TAKEN.search(own)):
        return False
    if questions_in(own):
        return False
    said = _GREETED.sub("", own)
    pieces = [s.plain for s in sentences(own)]
    if len(pieces) > 1 and _NAME.fullmatch(pieces[-1].strip("。 ")):
        pieces.pop()
    if _BUT.search(said):
        return False
    return all(_is_nothing_more(piece) for piece in pieces) or _reads_like_thanks(own)


_LIKE_THANKS = -0.8
_LIKE_A_COMPLAINT = -0.3
_SHORT_ENOUGH = 200


def _reads_like_thanks(own: str) -> bool:
    """Whether the learned weights take it for thanks, and not for a complaint."""
    japanese = is_japanese(own)
    return (
        len(own) <= _SHORT_ENOUGH
        and learned("thanks", japanese=japanese).score(own) > _LIKE_THANKS
        and learned("risk", japanese=japanese).score(own) < _LIKE_A_COMPLAINT
    )


def _is_nothing_more(said: str) -> bool:
    said = said.strip(" 。.!！?？,、:;-*~^()（）…\n\t♪☆★😊🙏👍❤️")
    return not said or bool(_NOTHING_MORE.match(said) or _NOTHING_MORE.match(_WELL.sub("", said)))

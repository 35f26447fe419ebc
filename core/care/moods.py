"""The mood a customer writes in, from their own words only, with the words that told it.

Read from the strongest on: somebody who is leaving is also unhappy. Polite formulas say nothing ("I'm afraid",
「恐れ入りますが」), and neither does what is denied ("no problem at all").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from core.care.thanks import thanks_only
from core.mail.reply_text import reply_text

Mood = Literal["calm", "worried", "unhappy", "angry", "leaving", "praise", "thanks_only"]
RISKS: frozenset[Mood] = frozenset({"unhappy", "angry", "leaving"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A mood and the words it was read from (empty for calm)."""

    mood: Mood
    words: str = ""


_LEAVING = re.compile(
    "解約(?!(?:金|手数料))|退会|(?:契約|利用|登録|サービス|購読|会員|プラン)(?:を|"
    "の)?(?:終了|取り?やめ|やめ|辞め|打ち切|停止|終わら|見直)|契約(?:を)?(?:更新しない|"
    "更新しません|解除|切)|"
    "(?:他社|他(?:の|の)?(?:会社|店|お店|サービス|業者)|別の(?:会社|店|サービス|業者)|"
    "乗り換え|乗換|のりかえ|移行(?:を|する|し)(?:検討|よう|ます)|"
    "競合)(?!.{0,8}(?:から(?:乗|移)|より(?:良|い|優)))|"
    "二度と(?:利用|使|買|購入|注文|頼)|もう(?:利用|使い|買い|購入|注文|頼み|結構|使わ|"
    "やめ|お願いし)(?:ません|ない|ませ|です|たく|たい|ま)|(?:利用|使う|購入|買う|"
    "注文)(?:の)?(?:を)?(?:やめ|辞め|控え|止め)(?:ます|る|よう|たい|させ)|"
    "アカウント(?:を|の)?(?:削除|閉鎖|消)|データ(?:を|の)(?:全て|すべて)?(?:削除|"
    "消去)して(?:ください|ほしい)|今後(?:の)?(?:利用|取引|購入|注文)は?(?:し|控|考|見送|"
    "やめ|ない|お断)|取引(?:を)?(?:停止|終了|やめ|中止)|"
    r"\b(?:cancel(?:l?ing|led)? (?:my|our|the|this) (?:\w+ )?(?:subscription|account|"
    r"membership|plan|contract|service|renewal)|cancel everything|close (?:my|"
    r"our) account|closing (?:my|our) account|delete (?:my|our) account|terminat\w+ (?:my|"
    r"our|the) (?:\w+ )?(?:contract|subscription|account|agreement)|"
    r"switch(?:ing|ed)? (?:to|over to) (?:an?other|a competitor|someone|a different|"
    r"your competitor|[a-z]+(?! (?:the|my|dark|annual|monthly|yearly)))|mov(?:e|"
    r"ing) (?:\w+ ){0,3}(?:to (?:a|another|your) (?:competitor|provider|different)|"
    r"elsewhere)|take (?:my|our) (?:business|money|custom) elsewhere|(?:looking|look|shop|"
    r"shopping|go|going) (?:for (?:an )?alternatives?|elsewhere)|"
    r"(?:never|not) (?:be )?(?:order|buy|shop|us|purchas|com|do)\w*(?: \w+){0,4} (?:again|"
    r"back|anymore)|(?:won't|will not) (?:be )?(?:renew|order|buy|us|stay|com|continu|"
    r"do)\w*(?: \w+){0,4}(?: (?:again|anymore|any longer|back|business|my|our|with))?|"
    r"done with (?:you|this|your)|leav(?:e|ing) (?:your|you|for)|unsubscribe me|"
    r"stop (?:billing|charging) me|lost (?:a|me as a) customer|last (?:order|time (?:i|"
    r"we))|"
    r"not (?:going to )?renew|evaluating (?:other|alternatives)|end (?:my|"
    r"our) (?:subscription|contract|membership|relationship)|want out\b|i'm out\b|"
    r"we are out\b|quit(?:ting)? (?:your|the) (?:service|platform))",
    re.IGNORECASE,
)
_ANGRY = re.compile(
    "ふざけ|いい加減に|いいかげんに|怒り|怒って|激怒|腹(?:が立|立たし)|憤り|憤慨|許せ|"
    "許し(?:がた|難)|詐欺|騙|だまさ|訴え|訴訟|弁護士|消費者(?:センター|庁)|"
    "消費生活センター|国民生活センター|警察|最低(?!限|\\d|価|気|賃|で\\d)|最悪|"
    "話にな(?:ら|りま)|舐め|なめて|馬鹿|バカに|呆れ|あきれ|信じられ(?:ません|ない)|"
    "ありえ(?:ない|ません)|有り得(?:ない|ません)|あり得(?:ない|ません)|"
    "どうなって(?:い)?(?:る|ます)の|どういう(?:こと|つもり|神経)|誠意|責任者(?:を|に|"
    "から|と)|上司を|上の(?:者|方|人)を|今すぐ(?:返金|対応|連絡|説明)|口コミに|(?:SNS|"
    "ＳＮＳ|ツイッター|X|レビュー)(?:に|で)(?:書|投稿|晒|公開|拡散)|"
    "返せ(?:。|!|！|$)|しろ(?:。|!|！)|何(?:度|回)(?:同じ|言|説明|連絡|"
    "問い合わせ).{0,16}(?:のか|んですか|ですか|んだ|わかる|分かる|気が済)|我慢(?:の限界|"
    "でき)|限界です|無責任|不誠実|悪質|論外|非常識|失礼(?:極|にも|では|な(?:対応|態度))|"
    "酷すぎ|ひどすぎ|ひど(?:い|過)(?:対応|会社|サービス|です|!|！)|酷い(?:対応|会社|"
    "サービス|です)|"
    r"\b(?:unacceptable|outrag\w+|furious|ridiculous|disgust\w+|appall\w+|pathetic|livid|"
    r"fed up|sick (?:and tired )?of|scam(?:med)?|fraud\w*|rip[- ]?off|thieves|stealing|"
    r"lawyer|attorney|legal action|sue\b|small claims|chargeback|trading standards|"
    r"consumer (?:protection|affairs)|bbb\b|better business bureau|worst|terrible|"
    r"horrible|awful|garbage|useless|incompeten\w+|a joke|joke of|insult\w*|disgrace\w*|"
    r"lied|lying|liars?|how dare|are you kidding|what the hell|wtf|bullshit|crap|damn|"
    r"demand (?:a|an|my|that|to|the)|i(?:'ve| have) had (?:it|enough)|enough is enough|"
    r"speak (?:to|with) (?:a|your) (?:manager|supervisor)|(?:post|leave|write|leaving|"
    r"writing|posting) (?:\w+ ){0,3}(?:review|about this on|on (?:social|twitter|"
    r"trustpilot))|waste of (?:time|money)|shame on|absolute(?:ly)? (?:shocking|"
    r"disgraceful)|do your job|last chance|immediately or|stop ignoring)",
    re.IGNORECASE,
)
_UNHAPPY = re.compile(
    "残念|がっかり|失望|不満|不信|不愉快|不快|困って|困り(?:ます|まし|果て)|困惑|"
    "迷惑(?!メール|をおかけし|を掛け|おかけ)|納得(?:が|でき|いか|いき)|(?:まだ|いまだ|"
    "未だ)(?:に)?(?:届|返事|返信|連絡|回答|対応|解決|返金|発送|何の|"
    "直)[^。?？]{0,14}(?:ませ|ない|なく|せん)|(?:返事|返信|連絡|回答|音沙汰)(?:が|"
    "も)?(?:一向に|全く|まったく|いまだ)?(?:に)?(?:ない|ありません|いただけ(?:て|ず|ない|"
    "ません)|来(?:ない|ませ)|もらえ)|"
    "(?:何度|何回)(?:も|か)?[^。]{0,18}(?:連絡|問い合わせ|問合せ|メール|電話|お願い|試|"
    "同じ)|(?:3|三|4|四|5|五)(?:度|回)目|また(?:同じ|か(?:と|。)|です|も)|またしても|"
    "再び(?:同じ|不|壊)|(?:壊れ|破れ|割れ|傷|汚れ|欠け|違う(?:商品|もの|サイズ|色)|"
    "間違(?:っ|え)た?(?:商品|もの|て届))[^。]{0,12}(?:届|いま|てい|入って)|不良品|欠陥|"
    "(?:対応|サポート|品質|説明|返信|サービス|発送)(?:が|は)(?:遅|悪|ひど|酷|雑|不十分|"
    "不親切|丁寧で(?:は)?ない|お粗末|いい加減)|遅(?:すぎ|過ぎ)|待(?:たされ|ちくたびれ|"
    "ち続け)|期待(?:して(?:いた)?|外れ|はず|を裏切)[^。]{0,12}(?:の|残|が|外|裏|ほど|"
    "ない|ませ)?|裏切|ショック|悲し|苦情|クレーム|二重(?:に)?(?:請求|課金|引き落)|"
    "誤(?:請求|配送|配)|勝手に(?:課金|請求|変更|解約|更新)|話が違|約束(?:が|と|を)(?:違|"
    "守|破)|改善(?:して|され(?:ない|てい(?:ない|ま))|を(?:求め|お願い|望))|使い物にな|"
    "役に立(?:たな|ちま)|面倒|うんざり|イライラ|いらいら|不便|腑に落ち|酷い|ひどい|"
    "納期に間に合い?ま?せ?ん|返品(?:したい|します|させて)|"
    r"\b(?:disappoint\w*|unhappy|frustrat\w*|dissatisf\w*|not (?:at all )?(?:happy|"
    r"satisfied|impressed|pleased|acceptable|good enough|ok\b|okay|what i (?:ordered|"
    r"expected|paid))|annoy\w*|upset|unfortunate(?:ly)?(?=.{0,60}\b(?:broken|wrong|"
    r"damaged|late|again|still))|let down|poor(?:ly)?\b|bad (?:service|experience)|"
    r"complain\w*|still (?:no|not|haven't|hasn't|waiting|have not|has not|don't|doesn't|"
    r"isn't|broken|nothing|having|getting|without)|(?:no|never|without) (?:one )?(?:got|"
    r"had|received|heard|reply|response|answer|replied|responded|word)|"
    r"haven't (?:heard|received|gotten|had)|(?:second|third|fourth|fifth|2nd|3rd|4th|5th|"
    r"tenth) (?:time|email|e-mail|message|request|attempt|ticket)|(?:again|twice|"
    r"three times|several times|multiple times|repeatedly)(?=.{0,40}\b(?:and|but|still|no|"
    r"broken|asked|written|contacted|called|emailed|charged|wrong|fail))|(?:asked|written|"
    r"wrote|contacted|called|emailed|charged|billed|reported|"
    r"explained) (?:\w+ ){0,4}(?:twice|three|several times|multiple|repeatedly|many times|"
    r"already)|wrong (?:item|size|colou?r|product|order|address|one|part|amount)|"
    r"(?:arrived|came|was|is|were|are) (?:\w+ )?(?:broken|damaged|smashed|cracked|"
    r"defective|torn|faulty|late|incomplete)|keeps? (?:crashing|failing|breaking|"
    r"happening|losing|freezing|dropping|going)|overcharged|double[- ]charged|"
    r"not (?:as )?(?:described|advertised|promised)|you (?:promised|said|"
    r"told me)(?=.{0,80}\b(?:but|yet|still|never|not|no|nothing))|promised.{0,40}\b(?:but|"
    r"never|not|and nothing)|inconvenien\w+(?! (?:caused|this))|running out of patience|"
    r"losing patience|taking (?:so|too|forever)|too (?:long|slow|late)|ignored|unreliable|"
    r"sloppy|"
    r"(?:days|weeks|month|months|hours) (?:and|with) (?:still )?(?:no|nothing)|"
    r"waited (?:\w+ ){0,3}(?:days|weeks|hours|months)|waiting (?:for )?(?:over|more than|"
    r"almost|nearly|\w+ (?:days|weeks|months))|expected better|expect better|"
    r"below (?:standard|expectations)|hassle|unusable|doesn't work at all|regret)",
    re.IGNORECASE,
)
_WORRIED = re.compile(
    "心配|不安|気がかり|気になって|焦って|大丈夫でしょうか|大丈夫ですか|"
    "間に合(?:う(?:の)?で(?:しょう|す)か|わない(?:と|の|かも)|うか|いますか)|至急|緊急|"
    "大至急|急いで|急ぎ|お急ぎ|困って|不正(?:利用|アクセス|ログイン)|乗っ取|なくし|紛失|"
    "届かな(?:い|か)のでは|どうしたら(?:よい|いい)|どうすれば(?:よい|いい)|助けて|怖|"
    r"\b(?:worr\w+|concern(?:ed|s|ing)|anxious|nervous|afraid (?:that|of|it|my|the|we)|"
    r"urgent(?:ly)?|asap|as soon as possible|emergency|panic\w*|scared|stress(?:ed|ful)?|"
    r"deadline|in time for|please help|desperate\w*|not sure what to do|"
    r"don't know what to do|hacked|suspicious|unauthori[sz]ed|lost (?:my|all|the)|"
    r"critical|running out of time|time[- ]sensitive)",
    re.IGNORECASE,
)
_PRAISE = re.compile(
    "素晴らし|すばらし|感動|感激|大満足|満足し|満足です|とても(?:良|よ|気に入|嬉|うれ|"
    "親切|丁寧|助か|満足|美味|おいし|使いやす|便利)|気に入(?:って|り)|嬉し|うれし|最高|"
    "親切|丁寧な(?:対応|ご対応|説明|ご説明|お)|迅速な(?:対応|ご対応)|神対応|ファン|"
    "おすすめし|お勧めし|オススメし|また(?:利用|注文|購入|お願い|買)(?:し|させ|"
    "いたし)(?:たい|ます|ていただ)|大変助かり|本当に助か|すごく助か|さすが|期待以上|愛用|"
    "流石|完璧|リピート|"
    r"\b(?:amazing|excellent|fantastic|wonderful|awesome|brilliant|outstanding|superb|"
    r"great (?:service|support|job|work|product|help|experience|app|team)|love (?:it|the|"
    r"your|this|these|how)|loving (?:it|the|this)|impress(?:ed|ive)|delighted|thrilled|"
    r"perfect(?:ly)?|best (?:\w+ )?(?:support|service|customer|experience|company|team|"
    r"product)|recommend|above and beyond|exceeded|fabulous|so (?:happy|pleased|grateful|"
    r"helpful|kind)|very (?:happy|pleased|satisfied|impressed|helpful|kind)|kudos|"
    r"well done|keep up|made my day|five stars|5 stars|couldn't be happier|lovely|"
    r"a pleasure|fan of)",
    re.IGNORECASE,
)
_DENIED = re.compile(
    "(?:不満|問題|不安|心配|不便|迷惑|怒って)(?:は|も|など|に?は)?(?:特に|全く|まったく|"
    "一切)?(?:あり|ござい|感じ|い)(?:ませ|ない)|ご心配(?:なく|には|をおかけ)|"
    "ご?迷惑(?:を)?(?:おかけ|お掛け|かけ)|不安(?:が)?(?:解消|なくな)|"
    "心配(?:し(?:て(?:いま|い)?(?:し|た)|まし)た?が|いりません|ご無用)|"
    "お急ぎ(?:で(?:は)?(?:な|あ)|いた)|急ぎ(?:では|ません|で(?:は)?ない)|急いで(?:い|"
    "お)(?:ませ|りませ|ない)|"
    r"\b(?:no (?:problem|worries|complaints?|rush|hurry|trouble|hard feelings)|"
    r"don't worry|not (?:urgent|worried|angry|upset|complaining|a complaint|"
    r"disappoint\w*)|nothing urgent|isn't urgent|never (?:disappoint\w*|had (?:a|"
    r"any) problems?)|without (?:any )?(?:problems?|issues?)|"
    r"sorry for (?:the )?(?:inconvenience|trouble|late)|not too (?:late|long)|"
    r"can't complain|as soon as possible is fine)",
    re.IGNORECASE,
)


def mood(text: str) -> Reading:
    """The mood of a customer's mail: quoted history and signature left out. `calm` where nothing tells."""
    own = reply_text(text)
    said = _DENIED.sub(" ", own.replace("’", "'"))
    if thanks_only(text):
        return Reading("thanks_only")
    angry, unhappy = _words(_ANGRY, said), _words(_UNHAPPY, said)
    if found := _words(_LEAVING, said):
        return Reading("leaving", found)
    praised, worried = _words(_PRAISE, said), _words(_WORRIED, said)
    if angry:
        return Reading("angry", angry)
    if unhappy and not (praised and len(_PRAISE.findall(said)) > len(_UNHAPPY.findall(said))):
        return Reading("unhappy", unhappy)
    if praised:
        return Reading("praise", praised)
    return Reading("worried", worried) if worried else Reading("calm")


def _words(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0].strip() if found else ""

"""The mood a customer writes in, from their own words only, with the words that told it.

Read from the strongest on: somebody who is leaving is also unhappy. Polite formulas say nothing ("I'm afraid",
「恐れ入りますが」), and neither does what is denied ("no problem at all").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from core.care.learned import is_japanese, learned
from core.care.not_ours import about_us
from core.care.thanks import only_thanks
from core.care.weak_signs import weak_signs
from core.care.word_table import WordTable
from core.mail.reply_text import reply_text

Mood = Literal["calm", "worried", "unhappy", "angry", "leaving", "praise", "thanks_only"]
LONGEST = 6_000
"""Characters that are looked at: who is unhappy says so before that."""
RISKS: frozenset[Mood] = frozenset({"unhappy", "angry", "leaving"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A mood and the words it was read from (empty for calm)."""

    mood: Mood
    words: str = ""


_LEAVING = WordTable(
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
    "やめ|ない|お断)|取引(?:を|は)?(?:停止|終了|やめ|中止)|"
    "更新(?:は|を)?(?:しない|しません|せず|行わ(?:ない|ず)|見送|いたしません|致しません|しないことに)|"
    "(?:定期(?:便|購入|配送|コース)?|お届け)(?:を|の)(?:停止|解約|やめ|止め|中止|キャンセル|ストップ)|"
    "(?:期間)?満了(?:で|を(?:もって|もちまして))|更新(?:手続き)?(?:は)?(?:せず|しない)|"
    "(?:利用|使用|契約|サービス|配信|配達|会員)[^。、]{0,6}を(?:止め|停止し|終了し|終え|取りやめ)(?:たい|"
    "たく|ます|る(?!方法))|"
    "(?:別|ほか|他)の(?:業者|会社|店|ところ|方)(?:さん)?に(?:お願い|頼|依頼|任せ|決め)|"
    "(?:契約|利用|取引|お?付き合い|購読|サービス)(?:は|を)(?:これで|今回で|今月で|来月で|もう)?(?:終わり|"
    "最後|おしまい|しまい)|"
    "(?:今回|これ|今月|来月|年内)(?:で|を(?:もって|最後))[^。]{0,10}(?:終わり|最後|終了|お別れ|契約|解約|やめ)|"
    "もう[^。]{0,12}(?:買い|使い|利用し|頼み|注文し|行き|お願いし|伺い|任せ)(?:ません|ない|たくあり|"
    "たくない|ませんので)|"
    "(?:ほか|他|別)の(?:お?店|会社|ところ|サービス|業者|社|メーカー)(?:さん)?(?:で|に|へ|を)(?!.{0,8}(?:から|より))|"
    "(?:今年|今月|今回|今期|年内|今季)限り|(?:退室|退塾|退園|転校|脱退|休会)(?:の)?(?:手続|し(?:ます|たい)|を(?:希望|お願い))|"
    "(?:別|他|ほか|よそ|隣町|近く)の?[^。、]{1,8}(?:に|へ)(?:移|通(?:う|い)|行(?:く|き)|変え|替え|鞍替え)|"
    "続ける(?:理由|意味|つもり)(?:が|は|も)(?:な|あり)|(?:解除|退会|解約)(?:しま|いたしま|済み)|"
    "打ち切|(?<!取り)(?<!やり)(?:や|辞|止)め(?:たい|させて|ることに|ようと|る(?:つもり|予定))|見限|見切りをつけ|"
    "(?:変え|替え|移|切り替え)(?:る|ろ)?(?:よう|つもり|ことを(?:検討|考え))[^。]{0,6}(?:と思|です|検討|考え)|"
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
    r"done with (?:you|this|your)|leav(?:e|ing) (?:your (?:service|company|platform|shop)|you\b|"
    r"for (?:a|an|another|your) (?:\w+ )?(?:competitor|provider|supplier|alternative|rival))|"
    r"(?:thinking|considering|tempted) (?:of |about |to )?(?:leav|switch|mov|cancel|quit)\w*|"
    r"unsubscribe(?! link)|i(?:'m| am) done[.!]|(?:stop|end|discontinue|close) (?:my|our|this|the) (?:\w+ )?"
    r"(?:subscription|membership|service|contract|account|plan)|no longer (?:wish|want|need|require) (?:to |"
    r"your |the )?"
    r"(?:continue|use|subscribe|be a|service|subscription|account)|get (?:me |us )?out of (?:my|our|this|"
    r"the) contract|"
    r"(?:found|find|go with|gone with|going with|chosen|choose|using|try) (?:an?other|someone else|a different|"
    r"a better) ?(?:provider|supplier|company|service|shop|vendor|tool|firm)?|alternatives? to (?:you|your)|"
    r"(?:decided|choosing|chosen|going|plan\w*) not to (?:continue|renew|carry on|stay|proceed|go on|keep)|"
    r"(?:don't|do not|no longer) (?:want|wish|intend|plan) to (?:be|stay|continue|remain|keep|use|subscribe|renew)|"
    r"(?:be|stay|remain) (?:a |your )?(?:subscriber|customer|member|client|user)s? any ?(?:more|longer)|"
    r"(?:switch|mov|transferr?)ing (?:my|our) \w+(?: \w+)? (?:to|over to|elsewhere|away)|leav(?:e|ing) (?:the|"
    r"your) (?:club|gym|"
    r"school|association|group|scheme|programme|network|site)|(?:cancellation|termination|closure) (?:papers|"
    r"consider this (?:my|our) (?:final|last|notice)|forms?|documents?)|(?:will|to) be (?:my|our|the) last\b|"
    r"our last (?:\w+ )?with you|off the (?:roll|books|"
    r"list of members)|"
    r"(?:start\w*|enrol\w*|sign\w* up|register\w*) (?:at|with|in) (?:another|a different)|from now on (?:i|"
    r"we)(?:'ll| will) "
    r"(?:be )?(?:see|go|us|buy|shop|order|book|fly|stay)\w*|no reason to (?:keep|stay|continue|carry on)|"
    r"for good[.?!]?$|decided to (?:leave|stop|end|go with|switch|move)|(?:bring|put) (?:my|our|this) \w+ to an end|"
    r"won't (?:be (?:using|needing|staying|back|requiring)|need (?:your|you|this|the service))|(?:business|"
    r"custom|money|"
    r"orders?) elsewhere|(?:found|have|got|chosen|signed (?:up )?with|gone with|going with) (?:a|"
    r"an) (?:\w+ )?(?:cheaper|better|new|"
    r"different|other|alternative|local) (?:provider|supplier|company|service|shop|vendor|tool|firm|partner|"
    r"option|place)|"
    r"(?:delete|remove|deactivate) my (?:profile|data|details|account|user)|no longer (?:be )?(?:a customer|"
    r"using|with you|"
    r"customers?)|parting ways|part ways|say goodbye|"
    r"(?:stop|end|discontinue|cease) (?:the|my|our|all) (?:\w+ )?(?:deliver\w+|orders|payments|service|"
    r"visits|lessons|boxes)|"
    r"(?:signed up|going|gone|moved|moving) (?:with|over to|to) (?:your |a |"
    r"another )?(?:\w+ )?(?:competitors?|rivals?)|"
    r"look(?:ing)? (?:at|into|around for|for) (?:an?other|other|alternative|new|"
    r"different) (?:\w+ )?(?:schools?|providers?|"
    r"suppliers?|companies|company|options|places?|services?|shops?|vendors?|tools?|gyms?|banks?|hotels?|"
    r"agenc\w+|solutions?)|"
    r"close everything|"
    r"(?:we're|we are|i'm|i am) (?:off|out of here|gone)\b|"
    r"stop (?:billing|charging) me|lost (?:a|me as a) customer|last (?:order|time (?:i|"
    r"we))|"
    r"not (?:going to )?renew|evaluating (?:other|alternatives)|end (?:my|"
    r"our) (?:subscription|contract|membership|relationship)|want out\b|i'm out\b|"
    r"we are out\b|quit(?:ting)? (?:your|the) (?:service|platform))",
)
_ANGRY = WordTable(
    "ふざけ|いい加減に|いいかげんに|怒り|怒って|激怒|腹(?:が立|立たし)|憤り|憤慨|許せ|"
    "許し(?:がた|難)|詐欺|騙|だまさ|訴え|訴訟|弁護士|消費者(?:センター|庁)|"
    "消費生活センター|国民生活センター|警察|最低(?!限|\\d|価|気|賃|で\\d)|最悪|"
    "(?<!世)話にな(?:ら|りま)|舐め|なめて|馬鹿|バカに|呆れ|あきれ|信じられ(?:ません|ない)|"
    "ありえ(?:ない|ません)|有り得(?:ない|ません)|あり得(?:ない|ません)|"
    "どうなって(?:い)?(?:る|ます)の|どういう(?:こと|つもり|神経)|誠意|責任者(?:を|に|"
    "から|と)|上司を|上の(?:者|方|人)を|今すぐ(?:返金|対応|連絡|説明)|口コミに|(?:SNS|"
    "ＳＮＳ|ツイッター|X|レビュー)(?:に|で)(?:書|投稿|晒|公開|拡散)|"
    "返せ(?:。|!|！|$)|しろ(?:。|!|！)|何(?:度|回)(?:同じ|言|説明|連絡|"
    "問い合わせ).{0,16}(?:のか|んですか|ですか|んだ|わかる|分かる|気が済)|我慢(?:の限界|"
    "でき)|限界です|無責任|不誠実|悪質|論外|非常識|失礼(?:極|にも|では|な(?:対応|態度))|"
    "舐めた|馬鹿にし|人を馬鹿|(?:謝罪|説明責任|慰謝料|損害賠償)を(?:求め|要求|請求)|(?:通報|告発|訴え)(?:し|"
    "させ|ま)|"
    "(?:嘘|うそ|ウソ)(?:ばかり|を(?:つ|言)|つき|で)|(?:何とか|なんとか|早く)しろ|(?:出|返|直|払|謝|よこ|"
    "答え|黙|見|考え|急|やめ|辞め)(?:せ|れ|え|ろ|げ)(?:よ|や)?(?:。|！|!|$)|"
    "(?:何|なん)だと思って|済む(?:問題|話|と(?:思|お思))|(?:上司|責任者|社長|店長|上の(?:者|方|人))(?:から|"
    "が|を|に)[^。]{0,12}"
    "(?:説明|連絡|謝罪|電話|出|代)|犯罪|泥棒|ぼった|(?:お金|金)(?:を|だけ)(?:返|取)(?!る方法)|"
    "(?:するな|ないでくれ|大概に|潰れ(?:ろ|たほう|ればいい|てしまえ)|開き直|逆ギレ|なめ(?:る|た)|人として|人をなん)|"
    "ぼったくり|ありえな|堪忍袋|頭に(?:き|来)|ほどほどに|ばかに(?:する|し(?!た(?:数|り)))|馬鹿にする|"
    "(?:よこし|出し|返し|謝り|答え|対応し)なさい|責任を(?:取|と)(?:る|って|れ)|"
    "(?:しかるべき|法的|公的)な?(?:手段|措置|機関|対応を)|出るところに|許さな|よくも|何様|恥を知|"
    "なければ[^。]{0,16}(?:手段|訴|公表|公に|通報|相談し|考えがあ)|こちらにも考え|いい加減(?:な(?:会社|対応|こと)|にし)|"
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
    r"disgraceful)|do your job|last chance|immediately or|stop ignoring|"
    r"robbery|either you (?:\w+ ){1,6}or (?:i|we)|(?:call|calling|contact\w*) my bank|post(?:ing)? (?:this|it) "
    r"(?:everywhere|online|on)|(?:make sure|tell) everyone (?:knows|about)|expect (?:a )?(?:full )?compensation|"
    r"(?:stop|quit) (?:wasting|lying|sending me|messing|playing)|wast(?:e|ing) my time|get me (?:a|your|"
    r"the) (?:manager|"
    r"supervisor|boss)|answer me|nonsense|theft|thief|criminal|solicitors?|ombudsman|regulator|take you to court|"
    r"see you in court|reporting you|report you to|(?:beyond|past) (?:a joke|angry)|disrespect\w*|clowns?|shambles|"
    r"(?:absolute|complete|total|utter) (?:mess|farce|disaster|cheek|rubbish|chaos)|rubbish (?:service|company)|"
    r"losing my (?:mind|temper)|i(?:'m| am) (?:so |very |really |extremely )?angry|boiling|fuming|"
    r"(?:complete|total|absolute|utter|sick|bad) joke|how can you (?:treat|charge|call|expect|do this|possibly|"
    r"justify|sleep)|are you (?:seriously|really|honestly) (?:telling|saying|expecting|going)|do you (?:really|"
    r"honestly|seriously) (?:think|expect|believe)|treated (?:\w+ )?(?:badly|like (?:dirt|a|an|rubbish|this)|"
    r"so badly)|your (?:own )?(?:mistake|incompetence|screw[- ]?up|mess)|cowboys?|bunch of|sort (?:it|this|"
    r"yourselves) out|get your act|(?:put|pass) me through to|someone in charge|who(?:ever)? is in charge|"
    r"(?:can't|cannot|won't) (?:stand|take|bear|put up with) (?:this|it|any)|who do you think you|get me (?:the|"
    r"your|a) "
    r"(?:director|owner|boss|ceo|head|chief)|ashamed of yoursel\w+|give me (?:back )?my money|end of (?:discussion|"
    r"story)|full stop\.|"
    r"money back (?:today|now|immediately|this instant)|for crying out loud|(?:had|got) the nerve|the nerve of|"
    r"of all the|blood boil\w*|last word on this|hear(?:ing)? from my|take (?:this|it) (?:further|to)|"
    r"(?:everybody|everyone) (?:hears?|knows?|will (?:hear|know))|"
    r"shocking (?:service|"
    r"behaviou?r|treatment)|never in my life|what (?:on earth|is wrong with you)|unbelievable|inexcusable|"
    r"want my money back now|beyond belief|had it with)\b",
)
_UNHAPPY = WordTable(
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
    "納期に間に合い?ま?せ?ん|行き届(?:いて(?:い|お)?(?:な|ら|ませ)|か)|とは(?:言|い)え(?:ない|ません|ず)|"
    "のに[、,]?[^。]{0,30}(?:ない|ません|ず|なかった|まま|ばかり|遅|違|高|また)|早く(?:して|対応し|返し|"
    "送っ|何とか|なんとか)|"
    "(?:使い|見|わかり|分かり|読み)(?:づら|にく)|(?:以前|前|昔|旧版|旧)の?(?:ほう|方)が(?:よ|良|使い|まし)|"
    "無駄(?:に|足|な|だ)|仕事にな(?:り|ら)|(?:半日|一日|1日|時間|予定)[^。]{0,6}(?:つぶ|潰|無駄|台無)|たらい回し|"
    "(?:つなが|繋が)(?:ら|りませ)|来(?:て(?:もら|いただ)え?け?)?(?:なかった|ず(?:、|に)|ませんでした)|"
    "来ていただけ(?:ず|な)|"
    "(?:説明|連絡|謝罪|お詫び|返答|一言)(?:が|も|すら|さえ|の一つも|は)(?:一切|何も|全く|"
    "まったく)?(?:な(?:く|い|かった|し)|ありませ)|"
    "放置|後回し|ほったらかし|放ったらかし|冷たい|冷たく|態度|横柄|ぞんざい|(?:雑|いい加減|適当|事務的|"
    "不親切|不誠実)な|"
    "汚(?:い|く|か|れて)|不潔|うるさ(?:い|く|か)|騒がし|臭(?:い|く|か)|高すぎ|割高|値段に見合|(?:お)?粗末|"
    "せっかく|台無し|べき(?:では|だと|でしょう|です)|いかがなもの|どうかと思|意味(?:が|も)(?:わから|分から|"
    "ない|ありませ)|"
    "勘弁|(?:もう|とても)(?:無理|限界)|(?:高|難し|複雑|煩雑|遅|長|多|少な|面倒|古|狭|暗|小さ|重|不便|"
    "不親切)すぎ|挙げ?句|振り出し|"
    "(?:かび|カビ|タバコ|たばこ)(?:臭|の(?:臭|にお))|眠れ(?:ませ|な)|納得のいく|苦い思い|不信感|腹立たし|"
    "期待(?:はずれ|ほどでは)|冷めて|冷え切|言い方|口調が|いつになったら|いつまで(?:待|たっ|経っ)|二度手間|"
    "余計な|散々|踏んだり|"
    "手抜き|投げやり|物足りな|不十分|不親切|手違い|言い訳|責任(?:逃れ|転嫁)|無視|門前払い|突き放|見下|"
    "上から目線|後悔|もったいな|"
    "苦痛|(?:悪|遅|雑|ひど|酷|お粗末)さ(?:に|が|を)|すぐ(?:に)?(?:壊|破|切れ|落ち|取れ|剥|外れ)|"
    "(?:買った|届いた|使い始め|購入)[^。]{0,10}(?:日|週間|か月|ヶ月|ばかり)(?:で|なのに)|[0-9一二三数](?:日|"
    "週間|か月|ヶ月)[^。]{0,6}"
    "(?:待っても|たっても|経っても|経ち|過ぎても)|まったく[^。]{0,16}(?:ません|ない|ず)|"
    "全然[^。]{0,16}(?:ません|ない|ず)|一向に|"
    "(?:定型文|機械的|マニュアル(?:どおり|通り|的))|誠実さ|モヤモヤ|もやもや|釈然|(?:やる気|誠意|反省)(?:が|"
    "も)?(?:感じ|見え|伝わ|な)|"
    "度重なる|相次|立て続け|(?:対応|聞い|取り合っ|変え|直し)て(?:もらえ|いただけ)(?:ない|ませんでし|ず|なか)|断られ|"
    "(?:信用|信頼)(?:でき(?:な|ま)|を(?:失|損|なく))|気分(?:が|を)(?:悪|害)|嫌な(?:思い|気)|悔し|やるせ|閉口|辟易|"
    "(?:話|説明|写真|案内|聞いていたの|注文)と(?:は)?(?:全然|まったく|全く)?違(?:う|い|って)|"
    "(?:残念|がっかり|不満|疑問)(?:に|が|を|です)|もう少し[^。]{0,20}(?:ほし|欲し|いただきた|べき|何とか|なんとか)|"
    "返品(?:したい|します|させて)(?!.{0,12}(?:方法|手順|教え|可能))|"
    "言葉も(?:あり|出|な)|首を(?:かしげ|傾げ|ひね)|(?:納得|理解|承服|了承|容認)(?:いた)?しかね|"
    "と(?:は|も)(?:思え|呼べ|言いがた|言い難)|ばかりで(?:す|、|。|して)?|一切(?:聞|な|説明|連絡|返|触)|"
    "(?:つぶれ|潰れ|へこ|凹|折れ|曲が|ほつれ|剥が|剥げ|破損し|穴が|シミ|漏れ)[^。]{0,10}(?:て(?:い|お)|まし)|"
    "この(?:お?値段|価格|金額|料金|品質|仕上がり|内容)[^。]{0,14}(?:ない|ません|は(?:ちょっと|さすが))|"
    "毎回[^。]{0,24}(?:と言|され|ない|ません|間違)|たびに[^。]{0,20}(?:違|待|言わ|され|ない|ません)|"
    "疑問(?:に|を)(?:思|感じ)|不可解|筋(?:が|の)通|あんまり|恥(?:を|ずかし)|泣(?:い|か|き)|怖い思い|"
    "(?:変え|断|切|怒鳴|笑|疑|急か|閉め|取り消|キャンセルさ)(?:ら)?れ(?:まし|た|て)|(?:言わ|待た|帰さ|歩か|払わ)され|"
    "ないがしろ|蔑ろ|軽く(?:見|扱)|他人事|人ごと|開いた口|呆然|愕然|唖然|落胆|心外|遺憾|不手際|ずさん|杜撰|"
    "でたらめ|(?:間違い|ミス|傷|汚れ|誤字)(?:だらけ|が多|ばかり|続き)|もってのほか|足元を見|肩透かし|拍子抜け|"
    "(?:以前|前)は[^。]{0,20}(?:のに|けど|が、)|(?:まで|も)こちら(?:持ち|負担)|"
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
    r"below (?:standard|expectations)|hassle|unusable|doesn't work at all|regret|"
    r"dirty|filthy|noisy|smelly|rude(?:ly|ness)?|unhelpful|unprofessional|careless\w*|shoddy|mediocre|overpriced|"
    r"misleading|misled|misinformed|unresponsive|(?:so|too|very|painfully|incredibly|is|are) slow|ruined|"
    r"spoil(?:ed|t)|"
    r"on hold (?:for|again)|hung up on|(?:and|then) hung up|kept (?:me |us )?(?:waiting|on hold)|"
    r"nothing (?:has |have |was |ever )?(?:been )?(?:arrived|happened|changed|came|done|improved|yet|so far)|"
    r"(?:nobody|no one|no-one|not one person) (?:\w+ )?(?:bothered|repl\w+|call\w*|came|comes|answer\w*|"
    r"turned|show\w*|"
    r"seem\w*|care\w*|help\w*|get|got|knows?|told)|never (?:\w+ )?(?:arrived|came|come|called|showed|show|"
    r"turned|got|heard|"
    r"received|replied|happened|answered|told|had this)|had to (?:\w+ )?(?:explain|call|ask|chase|repeat|"
    r"wait|contact|write|"
    r"pay|fix|buy|cancel)|(?:not|nothing like|isn't|wasn't) (?:at all )?what (?:we|i|was)(?:'d| had| was| were)? "
    r"(?:\w+ )?(?:expect\w*|paid|order\w*|ask\w*|told|promised|agreed|advertised|led)|chas(?:ing|ed)|"
    r"(?:four|three|five|several|"
    r"two|many|so many) (?:different )?(?:people|agents|emails|calls|times)|makes no sense|(?:a|such a|"
    r"what a) (?:shame|pity|mess)|"
    r"wast(?:e|ed|ing)|refus(?:ed|es|ing) to|excuses|passed around|pillar to post|bounced (?:around|"
    r"between)|fobbed off|"
    r"run[- ]?around|tired of|lost (?:all |my |our )?(?:trust|faith|confidence|patience)|failed to|"
    r"supposed to (?:be|have|arrive|"
    r"come|get)(?=.{0,80}\b(?:but|never|didn't|hasn't|wasn't|no|nothing|instead))|(?:was|were|been) (?:told|"
    r"promised|assured)"
    r"(?=.{0,100}\b(?:but|nothing|never|still|yet|no|not|didn't|hasn't|wasn't|last (?:week|month)|"
    r"weeks? ago|days? ago))|"
    r"(?:not|isn't|wasn't|aren't) (?:really )?(?:good enough|acceptable|fair|right that|how you treat)|unfair|"
    r"isn't good|not good|very bad|so bad|really bad|badly|miserable|unpleasant|uncomfortable|"
    r"lack of (?:\w+ )?(?:communication|"
    r"response|care|support)|not (?:being )?(?:listen\w*|taken seriously)|could (?:have been|be) better|"
    r"leaves a lot|"
    r"can't get any|how (?:much longer|many (?:more )?times)|(?:yet )?again[.!]?$|once again|yet another|"
    r"shrug\w*|no idea (?:when|what|why|where|if)|(?:weren't|wasn't|were not|was not|"
    r"nothing) (?:\w+ )?(?:available|ready|as "
    r"(?:described|advertised|shown|promised)|working|included)|(?:food|breakfast|dinner|meal|coffee|soup|"
    r"tea|room|shower|water) "
    r"(?:was|were|is|arrived|came) (?:\w+ )?(?:cold|late|small|dark|awful)|you advertis\w+|(?:and|"
    r"but) it's (?:already )?day \w+|"
    r"dropp(?:ed|ing) (?:every|all the|constantly)|every (?:ten|few|five|couple of) (?:minutes|seconds|"
    r"hours)|too (?:expensive|"
    r"complicated|noisy|small|difficult|often|many|hot|cold|much hassle)|whole (?:day|morning|afternoon|"
    r"weekend|saturday|sunday|"
    r"evening|week) (?:trying|waiting|on|lost|wasted)|(?:so )?much (?:easier|better|faster|nicer) (?:before|"
    r"to use|in the)|"
    r"(?:spent|lost) (?:\w+ ){0,3}(?:hours|days|day|weekend|saturday|sunday|morning|afternoon) (?:trying|"
    r"waiting|on|because)|"
    r"abysmal|dismal|dreadful(?:ly)?|lousy|sub-?par|inadequate|inferior|flimsy|tacky|stale|soggy|burnt|undercooked|"
    r"overcooked|tasteless|bland|cramped|stained|mould\w*|moldy|dingy|dodgy|botched|clunky|laggy|unstable|"
    r"unbearable|"
    r"intolerable|dismissive|patroni[sz]ing|condescending|abrupt|indifferent|arrogant|hostile|sarcastic|unwelcoming|"
    r"negligent|unreasonable|unjustified|excessive|extortionate|dishearten\w*|discourag\w*|dismay\w*|displeas\w*|"
    r"discontent\w*|aggravat\w*|irritat\w*|infuriat\w*|exasperat\w*|bothered by|troubling|exhausting|"
    r"nightmare|ordeal|"
    r"fiasco|let[- ]?down|failure|worse|sadden\w*|sadly|heartbroken|offended|cheated|deceived|tricked|"
    r"conned|abandoned|"
    r"neglected|unsatisf\w*|underwhelm\w*|unimpress\w*|uncooperative|unwilling|pointless|fruitless|hopeless|in vain|"
    r"to no avail|(?:fell|fall(?:s|ing)?|coming|came) (?:apart|off)|(?:already|just) (?:broken?|broke|died|"
    r"failed|stopped|"
    r"packed up)|(?:broke|died|failed|stopped working|fell) (?:down )?(?:after|within|on the)|last straw|"
    r"not worth|far cry|"
    r"(?:second|third|fourth|another) (?:replacement|repair|faulty|broken|wrong|failed|defective)|same (?:fault|"
    r"problem|issue|mistake|story|excuse) (?:again|as|every)|the same (?:fault|mistake|story|excuse)|"
    r"(?:nobody|no one|not one|none of (?:you|your|them))\b|(?:made|makes) (?:me|us|her|him) feel|"
    r"felt (?:\w+ )?(?:ignored|unwelcome|humiliated|stupid|awkward|rushed|pressured|cheated|like (?:a|an|we|i))|"
    r"in tears|cried|crying|heart sank|(?:didn't|did not|never|wasn't|weren't) (?:\w+ )?(?:come|arrive|turn up|"
    r"show up|"
    r"bother|delivered|turned up|show) ?(?:in time|on time|until|at all|again)?|for (?:that|this|the) (?:price|money|"
    r"amount|rate)|at (?:that|this) price|for what (?:we|i) paid|(?:i|we)(?:'d| would)?(?: have)? expect(?:ed)? "
    r"(?:something|more|a |an |the |that|it|at least|to)|keep(?:s)? (?:getting|being|having|sending|asking|saying)|"
    r"passed (?:from|between|on to|back)|what (?:i|we)(?:'d| would) call|to put it mildly|so much for|"
    r"(?:had to|have to|only) f(?:i|ou)nd out|from another guest|called off|fell through|(?:short|rough|curt|brusque|"
    r"blunt) with|snapped at|talked down|looked down|roll(?:ed|ing) (?:his|her|their) eyes|sighed|laughed at|"
    r"argued with|"
    r"shouted|charged (?:me|us) for\b.{0,50}\b(?:never|didn't|not|already)|left (?:a mess|me feeling|us feeling)|"
    r"not once|not a single|not even (?:a|an|one)|(?:didn't|doesn't|don't|couldn't|wouldn't) even|"
    r"(?:entire|whole) (?:stay|trip|holiday|visit|order|week|day)|standards have|(?:second|third)-rate|"
    r"embarrass(?:ed|ing|ment)|humiliat\w+|nuisance|insincere|generic (?:reply|answer|response)|copy[- ]?paste\w*|"
    r"(?:read|ask|say|told|says|asks)\w* (?:me )?the same (?:thing|question|script)|from a script|cut (?:me )?off|"
    r"(?:no|zero) (?:help|interest|effort|use|sign of|communication|follow[- ]?up)|"
    r"left (?:me|us) (?:stranded|waiting|without|out|with no)|nowhere to be|out of pocket|wild goose|"
    r"gave up|giving up|"
    r"(?:paid|booked|asked|signed up) (?:extra |more |\$?£?€?\d+ )?(?:for|to)\b[^.]{0,50}\b(?:and|"
    r"but) (?:it|i|we|what)(?: \w+)? "
    r"(?:took|got|received|came|was|were|had|ended)|it(?:'s| has) been (?:over |more than |almost |"
    r"nearly )?(?:a|an|\w+) "
    r"(?:whole )?(?:days?|weeks?|months?|year)\b|not the (?:\w+ )?(?:i|we) (?:\w+ )?(?:chose|ordered|booked|"
    r"asked|paid|picked|"
    r"wanted|saw|was)|(?:took|takes|taken) (?:you )?(?:over|more than|almost|nearly|ages|forever|so long|"
    r"\w+ (?:days|weeks|"
    r"months))|(?:day|time|afternoon|morning|money) (?:off )?(?:for nothing|wasted|down the drain)|"
    r"good money|used to be "
    r"(?:\w+ )?(?:good|great|better|reliable|so)|gone downhill|going downhill|how hard (?:is|can)|"
    r"not (?:very |really |at all )?"
    r"(?:helpful|friendly|professional|reliable|clear|fresh|clean|comfortable|worth|working properly)|"
    r"no (?:apology|explanation|"
    r"warning|reason|one seems|help|sense|way to reach)|without (?:any |an |a )?(?:apology|explanation|"
    r"warning|notice|asking|"
    r"consent|permission)|(?:missed|skipped|forgot|lost|messed up|mixed up|got wrong) (?:the|my|"
    r"our) (?:\w+ )?(?:appointment|"
    r"delivery|order|booking|reservation|bag|parcel|luggage|slot|name))",
)
_WORRIED = WordTable(
    "心配|不安|気がかり|気になって|焦って|大丈夫でしょうか|大丈夫ですか|"
    "間に合(?:う(?:の)?で(?:しょう|す)か|わない(?:と|の|かも)|うか|いますか)|至急|緊急|"
    "大至急|急いで|急ぎ|お急ぎ|困って|不正(?:利用|アクセス|ログイン)|乗っ取|なくし|紛失|"
    "届かな(?:い|か)のでは|どうしたら(?:よい|いい)|どうすれば(?:よい|いい)|助けて|怖|"
    r"\b(?:worr\w+|concern(?:ed|s|ing)|anxious|nervous|afraid (?:that|of|it|my|the|we)|"
    r"urgent(?:ly)?|asap|as soon as possible|emergency|panic\w*|scared|stress(?:ed|ful)?|"
    r"deadline|in time for|please help|desperate\w*|not sure what to do|"
    r"don't know what to do|hacked|suspicious|unauthori[sz]ed|lost (?:my|all|the)|"
    r"critical|running out of time|time[- ]sensitive)",
)
_PRAISE = WordTable(
    "素晴らし|すばらし|感動|感激|(?:本当に|て|で)(?:よ|良)かったです|心強|大喜び|(?:思った|期待|予想|"
    "想像)(?:した)?以上|(?:すすめ|勧め|薦め)(?:ます|たい|ました|てい)|(?:心から|深く|本当に|大変|とても)感謝|"
    "感謝して(?:い|お)|おいしかった|美味しかった|楽しかった|快適(?:でし|に過|な)|癒され|笑顔|満喫|また(?:来|"
    "行|伺|泊まり)(?:ます|たい)|ファンに|大満足|満足し|満足です|とても(?:良|よ|気に入|嬉|うれ|"
    "親切|丁寧|助か|満足|美味|おいし|使いやす|便利)|気に入(?:って|り)|嬉し|うれし|最高|"
    "親切|丁寧な(?:対応|ご対応|説明|ご説明|お)|迅速な(?:対応|ご対応)|神対応|ファン|"
    "おすすめし|お勧めし|オススメし|また(?:利用|注文|購入|お願い|買)(?:し|させ|"
    "いたし)(?:たい|ます|ていただ)|大変助かり|本当に助か|すごく助か|さすが(?!に)|期待以上|愛用|"
    "流石|完璧|リピート|"
    r"\b(?:amazing|excellent|fantastic|wonderful|awesome|brilliant|outstanding|superb|"
    r"great (?:service|support|job|work|product|help|experience|app|team)|love (?:it|the|"
    r"your|this|these|how)|loving (?:it|the|this)|impress(?:ed|ive)|delighted|thrilled|"
    r"perfect(?:ly)?|best (?:\w+ )?(?:support|service|customer|experience|company|team|"
    r"product)|recommend|above and beyond|exceeded|fabulous|so (?:happy|pleased|grateful|"
    r"helpful|kind)|very (?:happy|pleased|satisfied|impressed|helpful|kind)|kudos|"
    r"well done|keep up|made my day|five stars|5 stars|couldn't be happier|lovely|"
    r"a pleasure|fan of|beautiful(?:ly)?|delicious|gorgeous|stunning|made our day|made (?:my|our|his|"
    r"her) (?:day|week|birthday)|"
    r"couldn't (?:fault|ask|wish)|five[- ]star|big thank you|hats off|top[- ]notch|first[- ]class|life ?saver|"
    r"even better|really (?:helpful|kind|happy|pleased|love|like|enjoy\w*)|enjoyed|how (?:helpful|kind|"
    r"patient|friendly|great)|told (?:all )?(?:my|our) friends)",
)
_DENIED = WordTable(
    "(?:不満|問題|不安|心配|不便|迷惑|怒って)(?:は|も|など|に?は)?(?:特に|全く|まったく|"
    "一切)?(?:あり|ござい|感じ|い)(?:ませ|ない)|ご心配(?:なく|には|をおかけ)|"
    "ご?迷惑(?:を)?(?:おかけ|お掛け|かけ)|不安(?:が)?(?:解消|なくな)|"
    "心配(?:し(?:て(?:いま|い)?(?:し|た)|まし)た?が|いりません|ご無用)|"
    "(?:苦情|クレーム|文句|不満|催促|お急かし|責め(?:る|て))[^。]{0,8}(?:では|つもりは|わけでは)?(?:な(?:い|く)|"
    "ありませ|ございませ)|"
    "お急ぎ(?:で(?:は)?(?:な|あ)|いた)|急ぎ(?:では|ません|で(?:は)?ない)|急いで(?:い|"
    "お)(?:ませ|りませ|ない)|"
    r"\b(?:no (?:problem|worries|complaints?|rush|hurry|trouble|hard feelings)|"
    r"don't worry|not (?:urgent|worried|angry|upset|complaining|a complaint|"
    r"disappoint\w*)|nothing urgent|isn't urgent|never (?:disappoint\w*|had (?:a|"
    r"any) problems?)|without (?:any )?(?:problems?|issues?)|"
    r"sorry for (?:the )?(?:inconvenience|trouble|late)|not too (?:late|long)|"
    r"can't complain|as soon as possible is fine)",
)


_NOT_YET = re.compile(
    "(?:まだ|いまだ|未だ)|"
    r"\b(?:haven't|have not|hasn't|has not|still (?:no|not|haven't|hasn't|waiting)) ?(?:heard|received|gotten|had|"
    r"arrived|got)?\b",
    re.IGNORECASE,
)
"""What has not come yet: told by somebody who only worries it is no complaint."""
_SHOUTED = re.compile(r"(?:\b[A-Z]{3,}\b[ ,!]+){2,}\b[A-Z]{2,}\b|[!！]{3,}|\?!\?|[!?]{4,}")


def mood(text: str) -> Reading:
    """The mood of a customer's mail: quoted history and signature left out. `calm` where nothing tells."""
    return mood_of(reply_text(text))


def mood_of(own: str) -> Reading:
    """The mood of what a customer newly wrote.

    Words that name a mood and the learned weights of everything said count together; who is at risk is said only
    where both come to enough, so that one strong word in a calm mail is none and a complaint without one is seen.
    """
    if only_thanks(own):
        return Reading("thanks_only")
    text = own[:LONGEST].replace("’", "'")
    said = about_us(_DENIED.blanked(text))
    named = _named(said, own)
    japanese = is_japanese(text)
    model = learned("risk", japanese=japanese)
    counts = _FEELING if named.mood == "unhappy" and _FELT.search(said) else _COUNTS[japanese].get(named.mood, 0.0)
    unnamed = named.mood not in RISKS and len(text) > _SHORT[japanese]
    if model.score(text) + counts <= (_ENOUGH_UNNAMED if unnamed else _ENOUGH):
        return Reading("calm") if named.mood in RISKS else named
    if named.mood in RISKS:
        return named
    signs = (weak_signs(said), model.reasons(text))
    return Reading("unhappy", ", ".join(filter(None, signs)))


_COUNTS: dict[bool, dict[Mood, float]] = {
    True: {"leaving": 2.0, "angry": 2.0, "unhappy": 0.6, "praise": -0.8, "worried": -0.8},
    False: {"leaving": 2.0, "angry": 2.0, "unhappy": 1.5, "praise": -0.4, "worried": -0.4},
}
"""What a mood that is named adds to the learned score; by language (True: Japanese)."""
_FELT = re.compile(
    r"\b(?:disappoint\w*|frustrat\w*|unhappy|dissatisf\w*|annoy\w*|fed up|let down)\b|がっかり|失望|不満|不愉快|"
    "不信|うんざり|納得(?:でき|いか|がいか)|残念(?:です|でなり|に思|な(?:気|対応|結果))",
    re.IGNORECASE,
)
_FEELING = 3.0
"""What a feeling that is named in so many words adds."""
_ENOUGH, _ENOUGH_UNNAMED = -0.6, 0.2
"""Above it somebody is at risk. All were chosen on rounds of texts that the weights had not seen."""
_SHORT: dict[bool, int] = {True: 90, False: 180}
"""Characters. A longer mail in which no word names a mood needs more: its everyday words add up, too."""


def _named(said: str, own: str) -> Reading:
    """The mood that words name, the strongest first."""
    angry, unhappy = _words(_ANGRY, said), _words(_UNHAPPY, said)
    if found := _words(_LEAVING, said):
        return Reading("leaving", found)
    praised, worried = _words(_PRAISE, said), _words(_WORRIED, said)
    if angry:
        return Reading("angry", angry)
    if not praised and not worried and (shouted := _words(_SHOUTED, own)):
        return Reading("angry", shouted)
    if unhappy and worried and not _words(_UNHAPPY, _NOT_YET.sub(" ", said)):
        return Reading("worried", worried)
    if unhappy and not (praised and _PRAISE.count(said) > _UNHAPPY.count(said)):
        return Reading("unhappy", unhappy)
    if praised:
        return Reading("praise", praised)
    return Reading("worried", worried) if worried else Reading("calm")


def _words(pattern: re.Pattern[str] | WordTable, text: str) -> str:
    found = pattern.search(text)
    return found[0].strip() if found else ""

"""Promises in Japanese sentences of ours: いたします, 予定です, めどに … without what is no promise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from core.care.due import Found, Now
from core.care.due_ja import times_ja

_CLAUSE = re.compile(
    "(?<=ので)、?|(?<=ため)、|(?<=ますが)、?|(?<=ですが)、?|(?<=けれども)、?|"
    "(?<=ますし)、?|(?<=ますから)、?|(?<=おり)、(?!次第)"
)
_MASU = re.compile(
    "(?:いた(?:し)?|致し|差し上げ|差上げ|申し上げ|申上げ|まいり|参り|"
    "[ぁ-ん一-龯ァ-ヶー])ます(?!か|せん|よう)(?=$|"
    "[。!！ねよのがしかけ、,()「」~…\\s※])"
)
_STATIVE = re.compile(
    "(?:お休みをいただき|お休みを頂き|休業いたし|休業し|休業とさせていただき|時間をいただき|時間を頂き|"
    "時間いただき|"
    "行え|行なえ|使え|選べ|見え|読め|買え|戻せ|試せ|取れ|変えられ|おり|ござい|あり|存じ|"
    "思い|(?<!取り)(?<!とり)かかり|困り|わかり|分かり|願い|頂戴し|ちがい|違い|"
    "含まれ|とれ|しまい|いただいてい|頂いてい|てい|でい|かね|兼ね|"
    "変わり|始まり|終わり|閉まり|消え|切れ|され(?!てい)|"
    "(?<!差し)出|(?<!を)表示され|保存でき|いただけ|頂け|でき|出来|なり|られ|届き|着き|おわかりいただけ|されてい|恐れ入り|喜び|"
    "慶び|待ち|頼み|祈り|信じ|異なり|限り|除き|見え|聞こえ|すみ)ます$"
)
_COURTESY = re.compile(
    "努力|お願い(?:いたし|致し|申し上げ|し|申し)|お(?:詫び|わび)(?:いたし|致し|申し上げ|し(?!る)|"
    "の(?!品|しるし|印|気持ち))|謝罪(?:いたし|申し)|(?:感謝|御礼|お礼)(?:いたし|致し|申し上げ|し|を)|"
    "失礼(?:いたし|致し|し)|お待ち(?:いたし|致し|申し上げ|して)|(?:努め|つとめ|務め|励み|"
    "励ん|心が(?:け|け)|心掛け|精進|尽力|邁進|取り組|徹底|注力|精一杯|"
    "気を(?:つけ|付け)|注意(?:し|いたし)|改善に(?:努|繋|つな|活|生|役))|参考(?:に|と)(?:さ|い|"
    "し|致)|活かし|生かし|肝に銘じ|お祈り|お見舞い|ご多幸|期待(?:し|いたし)|"
    "承知(?:いたし|し)|お察し|痛感|恐縮|おすすめ|お勧め|推奨|拝察|お悔やみ|お喜び|歓迎|反省|再発防止|誠心誠意|全力"
)
_BY_THIS_MAIL = re.compile(
    "(?:ご|御|お)?(?:案内|報告|知らせ|連絡|回答|返答|伝え|説明|紹介|答え|通知|返信|提案|"
    "申し上げ|教え)(?:(?:さ|を)せて(?:いただき|頂き)|(?:を)?(?:いたし|致し|し|申し上げ|"
    "差し上げ|さしあげ))?ます"
)
_TO_COLLEAGUES = re.compile(
    "(?:部|部署|部門|課|係|チーム|担当者?|者|社内|店舗|工場|メーカー|倉庫|開発|スタッフ|"
    "上司|上長|本部|運送会社|配送業者)(?:の者)?(?:に|へ|とも|と)(?:も)?(?:て|"
    "、)?[^、。]{0,10}"
    "(?:伝え|共有|報告|連絡|確認|相談|依頼|問い合わせ|申し伝)"
)
_HERE = re.compile(
    "添付(?:いた|致|し|の|にて|ファイル|させ)|下記|以下の?|次のとおり|次の通り|本メール|"
    "このメール|この度は|こちらに|上記|左記|別添|同封"
)
_AHEAD = re.compile(
    "改めて|あらためて|後日|後ほど|のちほど|後程|追って|おって|別途|再度|次第|結果を|"
    "結果が|結果に|今後|すぐ|直ち|至急|早急|速やか|必ず|折り返し|折返し|随時|進捗|経過を|"
    "続報|"
    "まもなく|間もなく|近日|近々|順次|早め|でき(?:る)?だけ早|なるべく早|引き続き|"
    "ましたら|したら|わかれば|分かれば|判明|確定|完了(?:し|後)|届き|入荷|見つか|進展|"
    "(?:た|の|し)(?:うえ|上)(?:で|、)|のうえ|の上|確認(?:し|後|の後|が|を)|調査(?:し|後)|"
    "検討し|相談し|協議|問い合わせ|てから|した後|より(?:直接|折)|担当(?:者|部署|"
    "の者)?(?:より|から)|また(?:ご|お)|まずは|(?:方法|内容|手順|状況|詳細|日程|"
    "日時)が(?:決ま|固ま|整)"
)
_POLICY = re.compile(
    "土日(?:祝日?)?は翌営業日の|地域によって|ことも(?:ございます|あります)|ご注文(?:の)?(?:確定|完了|受付)後|"
    "(?:サポート|お問い合わせ|ご注文|配送|返品|"
    "発送)(?:窓口)?(?:は|につきましては)、?(?:土日|平日|年中|すべて|全て)|"
    "通常(?!通り|どおり)|に限り|に限(?:らせて|定)|(?:展示|展覧会|催し|セール|キャンペーン|フェア|祭り?|講座|"
    "大会|試験|会議|工事|点検|サービス|"
    "募集|受付|販売|提供)(?:は|も|が)[^。]{0,20}(?:行われ|開か|実施され|終了(?:し|いたし|となり|になり)|"
    "始まり)|(?:開催|上演|放映|放送|公演)(?:され|いたし|し)ます|自動(?:で|"
    "的に)|締め切|(?:窓口|受付|店舗?|会場|売り場|"
    "開場)[^。]{0,16}(?:開きます|開き、|開店|開館)|一般的(?:に|です|な)|通例|(?:販売|生産|提供|サポート|"
    "取り扱い)を終了(?:いたし|し|させ)|(?:サポート|サービス|販売|生産|配信|取り扱い|受付)の?"
    "(?:終了|廃止|停止)(?:は|を)|無効(?:に|と)な|満了|休館|休業|対象(?:と|に)なり|(?:通常|平常)?(?:どおり|"
    "通り)(?:に)?(?:営業|診療|開館)|営業(?:いたし|し)ます|原則|基本的に|"
    "当店では|弊社では(?!、?(?:明|本|至|早|引|"
    "現))|当社では(?!、?(?:明|本|至|早|引|現))|毎(?:週|月|日|年|朝|回|営業日)|平日(?:は|"
    "の)|営業時間(?!(?:内|中|終了)(?:に|まで))|定休日|受付時間|ごとに|規約|規定|"
    "(?:土日祝|年末年始).{0,12}(?:休業|お休み)|無料で(?:承|お)|いつでも|常に|都度|"
    "その都度|際は|際には|以上のご(?:注文|購入)で|(?:ご注文|ご入金|ご購入)(?:日|後|"
    "確認後|から|の翌)"
)
_OFFER = re.compile(
    "ご希望(?!の(?!場合|際|方|お客))|(?:不備|不良|破損|不具合|間違い|不足|問題|ご不満)(?:など)?(?:が|は|"
    "も)?(?:ござい|あり)ましたら|ご要望(?:が|で|の場)|よろしければ|宜しければ|もしよろし|"
    "ご必要|"
    "必要(?:でしたら|であれば|がございましたら|な場合|に応じ)|ご不明|ご不便|ご質問(?!の(?:件|\\d|内容|点|お)|"
    "いただ|頂|につ|を(?:いただ|頂))|"
    "ご相談(?:が|ござ|い)|ご都合(?:が(?!つ)|の(?!よ|良))|お困り|お気づき|お気軽|ご遠慮|"
    "何か(?:ございま|ご|お|あり)|なにか|"
    "いつでも|ご(?:入り用|入用)|ご興味|ご検討の際|差し支えなければ|でしたら(?:、|ご|お|"
    "交|返|発|手|再|全|無)|場合(?:は|には|、|に|で)|ようでしたら|ようであれば|際(?:は|"
    "には)|ましょうか|ことも(?:でき|可能)|こともでき|可能です|承り(?:ます|可)|"
    "いただけます|頂けます|ご利用いただけ"
)
_AT_ANY_TIME = re.compile(
    "何か(?:ござい|お困り|あり|ご)|ご不明|ご質問(?:が|等|など|は)|お困り|ご要望|お気軽|いつでも|ご遠慮"
)
_ON_WISH = re.compile(
    "(?:ご希望|ご要望|ご入用|ご必要)(?:でし|であれ|の場合|があ|がご|なら|の際)|よろしければ|宜しければ"
)
_OUR_CASE = re.compile(
    "(?:遅れ|進展|進捗|変更|変わり|動き|続報|新しい情報|何か(?:分|わ|判)).{0,14}(?:場合|ましたら|際|次第)"
)
_WAITS = re.compile(
    "(?:ご返信|お返事|ご返事|ご連絡|ご回答|お知らせ|ご入金|お振込|お振り込み|ご返送|"
    "ご返却|ご指示|ご了承|ご承認|ご同意|ご提供|ご送付|ご確認|お送り|お写真|写真|"
    "お申し込み|ご記入|ご提出|ご選択|お手続き|ご登録|ご署名|お選び|ご教示|お教え|"
    "お聞かせ|お申し付け|ご都合).{0,16}?"
    "(?:いただ(?:き|け|い)|頂(?:き|け|い)|くださ|賜り|頂戴|あり|ござい|を確認|が確認|"
    "の確認|が取れ|が届|届き|後|たら|次第|を受)"
    ".{0,8}?(?:次第|ましたら|たら|れば|後|のち|うえ|上で|てから|確認|翌|から|で(?:き|す)|\\d)|"
    "(?:ご入金|お振込み?|ご返送品?|返送品?|返品|ご返却|お品物|返却品|現品|お荷物|ご返信|"
    "お返事|ご回答|書類|お写真|写真|ご注文品|商品)(?:が|の|を)?(?:確認|到着(?:を|"
    "が)?(?:確認)?|届|受領|受け取|拝受|お預かり|着荷|弊社に|当店に|こちらに|"
    "倉庫に)[^、。]{0,14}(?:次第|ましたら|たら|後|のち|うえ|上で|てから|翌|から)|"
    "ご?入金確認後|ご?到着(?:後|次第)|ご?返送(?:後|確認後)|受領後|到着(?:確認)?後|"
    "お客様(?:の|から)(?:ご|お)[^、。]{1,10}(?:次第|後|を(?:待|も)って)"
)
_HEDGED = re.compile(
    "見込んで(?:おり|い)|(?:予定|見込み?|見通し|つもり|所存|手はず|手筈|運び|計画|目標|"
    "方向)(?:日)?(?:と(?:なって|して)おり|で(?:す|ござい|おり|あり|ご|、|$)|(?:が|"
    "は)(?:立|つ)|。|$|に(?:して|なって)|と(?:なり|な)|です)|"
    "(?:を|に)?(?:予定|計画)(?:いた|致)?し(?:て|ます)|(?:目指し|めざし)(?:て|ます)|"
    "(?:目処|めど|目途|目標|目安)(?:に|と|で)|お約束(?:いたし|致し|し|申し)(?!た|まし(?:た|て))|"
    "(?:たい|たく|できれば|られれば|できる(?:もの|か)?|られる|れる(?:もの|か)?|"
    "いただける(?:か|もの)?|出来る(?:もの|か)?|はず)(?:と|に|か|かと|もの|"
    "です)?(?:と)?(?:思い|存じ|考え|です)"
)
_OUTCOME = re.compile(
    "(?:届き|到着し|到着いたし|着き|お届け(?:でき|となり|に)|返金(?:され|となり|さ)|"
    "反映(?:され|いたし|し|と)|完了(?:し|いたし|と|さ)|行われ|再開|復旧|利用(?:でき|いただける|"
    "可能)|入荷(?:し|いたし|と)|発送(?:され|となり|と)|なり|振り込まれ|入金(?:され|と)|"
    "お受け取り|届く|届け(?:でき|られ)|できます|出来ます|られます|れます)"
)
_REPORTED = re.compile(
    "とのこと|(?:そう|よう|らしい)です[ねが]?|そうでございます|と(?:伺|うかが|聞)っ|によりますと|によれば|"
    "とうかがい|と言われ"
)
"""What others said: their word and not ours."""
_DATED_NOUN = re.compile(
    "(?:予定日?|お届け日?|納期|到着日?|発送日?|返金日?|入荷日?|訪問日?|対応日?|ご連絡|お返事|ご返事|ご返信|ご報告|"
    "お渡し|お引き渡し|完成|仕上がり|ご案内|お伺い|お迎え|引き取り|回収|開通|復旧|再開|お振込み?|お電話|"
    "ご回答|納品|お届け|発送|返金)(?:は|が|につきましては、?).{0,24}(?:です|でございます|"
    "となります|になります)"
)
_STRIVES = re.compile(
    "よう(?:に)?、?(?:努め|つとめ|尽力|最善を|努力)[^。]{0,10}$|る?よう(?:に)?(?:手配|準備|調整)を?(?:進め|"
    "いたし|し)[^。]{0,8}$"
)
"""With a time, an outcome that we strive for is a word given."""
_QUESTION = re.compile("(?:か|かしら)[。?？!]*$|ましょうか|いただけますか|くださいますか|[?？]$")
_PAST = re.compile("(?:まし|でし)た[。!！]*$|済み(?:です|でございます)")
_REQUEST = re.compile(
    "(?:ください|下さい|くださいませ|お願い(?:いた|致|申|し).{0,4}ます|願います|"
    "お願いできれば.{0,8}|賜りますよう.{0,12}|いただきたく.{0,8}|いただければ(?:と|"
    "幸い).{0,10}|頂ければ.{0,10}|幸いです|いただけますと.{0,10})[。!！]*$"
)
_PROGRESS = re.compile("(?:て|で)(?:おります|います|いる)")
_DEADLINE = re.compile("まで|中に|以内|には|めど|目処|目途|目標|予定|頃|ごろ|内に|いっぱい")
_PAST_THING = re.compile(
    "(?:に|の|付けで|付で|付けの|にて|中に|は)?[^、。]{0,14}?(?:いただ(?:いた|きまし|"
    "きありが)|頂(?:いた|きまし)|頂戴し(?:た|まし)|くださ(?:った|いまし)|"
    "受け(?:た|まし)|(?:ご)?(?:注文|購入|到着|問い合わせ|連絡|発送|送付|申し込み)(?:し|"
    "いたし|され)?(?:た|まし|ずみ|済み)|申し上げまし|いたしまし|しまし(?!たら)|"
    "(?:に)?お申し込みの|(?:に)?ご(?:注文|購入|予約)の|分の)"
)
_NEGATIVE = re.compile(
    "(?:ません|ません(?:が|ので)?|かねます|ないよう(?:に)?[^、。]{0,12}ます|できかね|致しかね)[。!！]*$"
)


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise in a sentence and its due time, None where it is vague or waits for the customer."""

    due: datetime | None
    untimed: bool = False
    """Whether no time at all was named, so that one named just before counts."""


def commitment_ja(sentence: str, now: Now) -> Commitment | None:
    """What a Japanese sentence of ours commits us to; None where to nothing."""
    clauses = _clauses(sentence)
    if not any(_promises(clause, sentence, timed) for clause in clauses for timed in (True, False)):
        return None  # whatever times stand in it
    times = _ahead(sentence, times_ja(sentence, now), now)
    found = None
    place = 0
    for clause in clauses:
        if _QUESTION.search(clause.strip("、 ")):
            continue
        inside = [t for t in times if place <= t.start < place + len(clause)]
        if _promises(clause, sentence, bool(inside)):
            found = inside or found or [t for t in times if t.start < place + len(clause)]
            if not inside and not found:
                found = []
        place += len(clause)
    if found is None:
        return None
    if _WAITS.search(_TIME_TAKEN.sub("", sentence)):
        return Commitment(None)
    if found and (step := _STEP.search(sentence)) and all(_before_step(sentence, t, step.start()) for t in found):
        return Commitment(None)
    return Commitment(_due(sentence, found), untimed=not times)


_TIME_TAKEN = re.compile(
    "\\d+(?:営業日|日|週間|時間|か月|ヶ月|カ月)(?:ほど|程度?|くらい|ぐらい)?(?:お時間)?を?(?:いただ|頂)(?:け|"
    "き)(?:れば|まして|ましたら|ますと)"
)
"""`10日ほどいただければ`: the customer gives time and nothing else."""
_STEP = re.compile("次第(?!に)|(?:まし|でき|わかっ|分かっ|決まっ|届い)たら、?")
"""`…次第`: the time is that of another step, a time named before it is that step's."""


def _before_step(sentence: str, found: Found, step: int) -> bool:
    return found.end <= step and not _DEADLINE.match(sentence, found.end)


def _clauses(sentence: str) -> list[str]:
    places = [0, *(m.end() for m in _CLAUSE.finditer(sentence)), len(sentence)]
    return [sentence[a:b] for a, b in zip(places, places[1:], strict=False) if a < b]


def _ahead(sentence: str, times: list[Found], now: Now) -> list[Found]:
    """The times that may be due ones: not past, and not those of something that was done."""
    return [
        t
        for t in times
        if not (t.due is not None and t.due.date() < now.today) and not _PAST_THING.match(sentence, t.end)
    ]


def _promises(clause: str, sentence: str, timed: bool) -> bool:
    ending = clause.rstrip("、, 。!！…")
    if _PAST.search(ending) or _REQUEST.search(ending) or _NEGATIVE.search(ending):
        return False
    offered = bool(_OFFER.search(sentence)) and not _OUR_CASE.search(sentence)
    offered = offered and (
        bool(_ON_WISH.search(sentence)) or bool(_AT_ANY_TIME.search(sentence)) or not _WAITS.search(sentence)
    )
    if _REPORTED.search(sentence):
        return False
    if offered or (_POLICY.search(sentence) and not re.search("今回|お客様の(?:ご注文|商品)|いたしました", sentence)):
        return False
    if _HEDGED.search(clause):
        return (timed or not _COURTESY.search(clause)) and bool(timed or _commits(clause))
    if timed and (_DATED_NOUN.search(clause) or (_OUTCOME.search(ending[-14:]) and not _COURTESY.search(clause))):
        return True
    if timed and _STRIVES.search(ending):
        return True
    if (
        timed
        and _PROGRESS.search(ending[-8:])
        and re.search("(?:まで|中)に.{0,24}(?:よう|べく|手配|準備|調整|進め)", clause)
    ):
        return True
    return _acts(clause, ending, sentence, timed)


def _commits(clause: str) -> bool:
    """Whether a hedged clause without a time still names an act of ours to come."""
    return bool(_AHEAD.search(clause) or re.search("予定|見込|お約束|つもり|手はず|運び", clause))


def _acts(clause: str, ending: str, sentence: str, timed: bool) -> bool:
    """Whether the clause ends in a verb of ours about what will be done."""
    hits = list(_MASU.finditer(ending + "。"))
    if not hits or len(ending) - hits[-1].end() > 4:
        return False
    tail = ending[: hits[-1].end()]
    if _STATIVE.search(tail[-16:]) or _COURTESY.search(tail[-16:] if timed else clause):
        return False
    if _HERE.search(clause) and not timed:
        return False
    if _TO_COLLEAGUES.search(tail):
        return True
    if _BY_THIS_MAIL.search(tail[-18:]):
        return timed or bool(_AHEAD.search(clause))
    if re.search("(?:お送り|送付|添付|お届け)(?:いたし|致し|し|させて)", tail[-14:]) and _HERE.search(sentence):
        return timed
    return True


def _due(sentence: str, times: list[Found]) -> datetime | None:
    """The time that the promise hangs on: the last one that is marked as a limit, else the last."""
    times = [t for n, t in enumerate(times) if not (n and _names_same_day(sentence, times[n - 1], t))]
    marked = [t for t in times if _DEADLINE.match(sentence, t.end) or _DEADLINE.search(sentence[t.start : t.end + 3])]
    chosen = marked or times
    return chosen[-1].due if chosen else None


def _names_same_day(sentence: str, before: Found, later: Found) -> bool:
    """`12日の土曜`: the weekday says again which day was just named."""
    between = sentence[before.end : later.start]
    return (
        between in ("の", "、")
        and sentence[later.start : later.start + 1] in "月火水木金土日"
        and (sentence[before.start : before.end].rstrip().endswith("日"))
    )

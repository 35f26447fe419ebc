"""The sentences of mail servers, as patterns without repetition inside repetition; matched without regard to case."""

from __future__ import annotations

from typing import Final


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().split("\n") if line.strip())


SUBJECTS: Final = _lines(r"""
undeliver(?:ed|able)
non-?deliver(?:y|able)
delivery (?:status|failure|failed|notification|problem|error|has failed|incomplete|delayed)
delivery report
delivery to .{1,80} (?:failed|delayed)
(?:mail|message|e-?mail)[ -]delivery (?:fail|error|problem|status|system|delay|notif)
fail(?:ed|ure) (?:notice|mail|delivery|to deliver)
returned (?:mail|e-?mail|to sender|message)
(?:mail|message) (?:was )?returned
mail system error
(?:mail|message|e-?mail) (?:could not|cannot|can not|can't) be (?:delivered|sent)
(?:could not|couldn't|unable to) (?:deliver|send)
\bNDN\b|\bNDR\b|\bDSN\b
rejected (?:mail|message|e-?mail)|(?:mail|message) rejected
banned contents? from you|virus .{0,60}in mail from you|(?:mail|message) (?:was |you sent )?blocked
user unknown|unknown user|no such user|mailbox (?:full|unavailable|not found)|address not found
warning: (?:could not send|message .{0,60}(?:delayed|undelivered))|message .{0,80}delayed
still (?:undelivered|being retried)
unzustellbar|nicht zustellbar|zustellungsfehler|übermittlungsstatus|unzustellbare
non remis|non distribu|échec de (?:la )?(?:remise|distribution|livraison)
notification d'état de (?:la )?(?:remise|distribution)|message non délivré
no (?:se )?(?:ha podido|pudo|puede|entregado)|notificación de estado de entrega|correo devuelto
no entregado|error de entrega
não (?:foi )?(?:entregue|possível entregar)|notificação de status|falha na entrega|não entregue
mancat[oa] (?:recapito|consegna)|impossibile recapitare|non recapitabile|notifica (?:sullo|di) stato
onbestelbaar|niet (?:bezorgd|bestelbaar)|kan niet worden bezorgd
не доставлено|недоставлен|не удалось доставить|возврат (?:письма|почты)
niedostarcz|nie można dostarczyć|nedoručiteln|nelze doručit|kézbesíthetetlen|olevererbart|oleverans
kan inte levereras|toimitus epäonnistui|teslim edilemedi
配信不能|配信できません|配信に失敗|配信エラー|配信失敗|未配信|未配達|配達不能|配達できません|送信エラー
送信できません|送信に失敗|送信不能|不達|届きません|届けられません|返送|エラーメール|配信状況通知
配信状態通知|宛先不明|配信遅延|配信の遅延
退信|投递失败|投遞失敗|无法投递|無法投遞|未送达|未送達|无法送达|無法送達|傳送失敗|传送失败|发送失败
반송|전송 실패|배달되지|배달 실패|전송되지 않음|발송 실패
""")

FAILED_TEXT: Final = _lines(r"""
this is the (?:qmail|postfix|mailer|mail delivery|mail system|mail server|automated mail)
(?:was|were|is|been|could) (?:not|unable to) (?:be )?deliver
(?:was|were) unable to deliver
(?:wasn't|weren't|couldn't be|can't be|cannot be|can not be|not be|not been) delivered
created automatically by mail delivery software
delivery to the following (?:recipient|address)
delivery has failed|delivery failed|failed to deliver|failed permanently
delivery attempts? (?:has|have)? ?failed|delivery failure
did not reach the following|could not be reached|has not been delivered|your message wasn't delivered
message not delivered
following (?:recipient|address|addresses|destination)\S* (?:had|have|has|failed|could|was|were|cannot|did)
(?:had|with) (?:permanent|transient|temporary) (?:fatal|non-fatal|delivery)? ?errors?
transcript of (?:the )?session follows
returned to sender|sending mail back|mail is being returned|returning (?:the |your )?(?:mail|message)
undelivered mail
undeliverable (?:mail|message|to|address|recipient)|unable to (?:deliver|send|relay)|non-?delivery
non-?delivered information|unroutable|undeliverable:
could not (?:send|deliver|be sent|be delivered)|cannot (?:send|deliver)|can't deliver
couldn't (?:deliver|find)
user\(?s?\)? account is|user unknown|unknown user|no such user|unknown recipient|invalid recipient
recipient (?:address )?rejected|recipient unknown|address not found|unknown address|no mailbox here
mailbox (?:is )?(?:full|unavailable|not found|over quota)|exceeded .{0,30}(?:quota|limit)|over quota
host (?:unknown|not found)|(?:address|domain) (?:couldn't|could not) be found|name service error
connection timed out
delivery of (?:the|your) (?:e-?mail|message|mail) was stopped|blocked by our
(?:message|e-?mail|mail) (?:that )?you sent (?:was |has been )?(?:blocked|rejected)
your (?:message|e-?mail|mail) .{0,80}(?:was|has been) (?:blocked|rejected|refused)
送信されませんでした|ブロックされました
has been (?:delayed|undelivered)|not yet been delivered|will (?:keep trying|be retried)|still undelivered
konnte nicht zugestellt|nicht zugestellt werden|unzustellbar|zustellung .{0,40}fehlgeschlagen
nicht zustellbar
n'a pas (?:pu être|été) (?:remis|délivré|distribué|livré)|échec de la remise|n'ont pas pu être|non remis
no se (?:ha podido|pudo|puede) entregar|no pudo (?:ser )?entrega|error en la entrega
não (?:foi possível|pôde ser|foi) entreg
non (?:è stato possibile|può essere|è stato) (?:recapit|consegn)|impossibile recapitare
kon niet worden (?:bezorgd|afgeleverd)|niet worden bezorgd
не (?:может быть|было|удалось|был) (?:доставл|достав)|не удалось доставить
nie (?:można|mógł|została?) .{0,30}dostarcz
配信できません|配信でき(?:ない|なかった)|配信されません|配信に失敗|配信不能|配達できません|配達されません
配送できません|届けることができません|お届けできません|届きません|送信できません
送信でき(?:ない|なかった)|送信に失敗|送信されませんでした|宛先不明|存在しない(?:アドレス|宛先|ユーザ)
該当するユーザ|メールボックスが(?:一杯|いっぱい)|受信(?:拒否|できません)|ユーザーが見つかり
アドレスが見つかり
无法(?:投递|送达|发送)|無法(?:投遞|送達|傳送|寄送)|投递失败|被退回|退信|没有送达|未能送达|不存在
전송(?:할 수 없|되지|하지 못|에 실패)|배달(?:할 수 없|되지)|전달(?:할 수 없|되지)|반송
""")

DELAYED: Final = _lines(r"""
\bdelayed\b|\bdelay notification|delivery .{0,20}delay
this is (?:a|only a) warning|warning message only|you do not need to resend|don't need to resend
not yet been delivered|will (?:keep trying|continue to|be retried|try again|retry)
still (?:trying|being retried|undelivered)|still undelivered
could not send message for past|temporary (?:problem|failure) .{0,40}will
配信が遅(?:延|れ)|遅延して|再送(?:を試み|を行い|します)|引き続き(?:配信|送信)
wird weiterhin versucht|verzögert|retard(?:é|ée)|se ha retrasado|延迟|延遲|지연
""")

COPY_FOLLOWS: Final = _lines(r"""
^[ \t]{0,4}-{2,}[- ]{0,4}(?:below this line is a copy|this is a copy|original message|unsent message)
^[ \t]{0,4}-{2,}[- ]{0,4}(?:message header|returned (?:mail|message)|original mail|copy of|the header)
^[ \t]{0,4}-{2,}[- ]{0,4}(?:message text|the body|undelivered message|non-delivered message)
^[ \t]{0,4}-{2,}[- ]{0,4}(?:here is a copy|enclosed is a copy)
^[ \t]{0,4}(?:original message (?:headers?|follows)|your original message|message headers? follow)
^[ \t]{0,4}(?:the original message follows|original headers|元のメッセージ|原始邮件)
^[ \t]{0,4}-{2,}[ ]?(?:元のメッセージ|オリジナル|返送メール|以下|原始)
^(?:received|return-path|dkim-signature|mime-version|message-id|x-mailer)[ ]?:
""")

REASONS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        "5.1.2",
        _lines(r"""
        (?:host|domain)(?: name)? (?:unknown|not found|does not exist|(?:couldn't|could not) be found|lookup)
        unrouteable|unroutable|couldn't find any host|name service error|no such domain
        bad destination host|ドメインが|unable to look up host|name or service not known|non-?existent hosts?
        mx records?|domain does not|couldn't find any|no mail ?server
    """),
    ),
    (
        "5.2.2",
        _lines(r"""
        over ?quota|quota exceed|exceed\S* .{0,40}(?:quota|limit|storage)
        mailbox (?:is )?(?:currently )?full|(?:in)?box full|full mailbox|quota
        insufficient .{0,20}storage|容量|一杯|いっぱい|超過|已满|已滿|용량|postfach .{0,20}voll|boîte .{0,30}pleine
        caixa .{0,20}cheia|casella piena|buz[óo]n .{0,20}llen[oa]|mailbox vol\b|skrzynka .{0,20}pełna|переполнен
    """),
    ),
    (
        "5.1.1",
        _lines(r"""
        user\(?s?\)? account is|user unknown|unknown user
        no such (?:user|address|account|recipient|mailbox)|unknown recipient
        invalid (?:recipient|mailbox|user|address)|does(?: not|n't) (?:exist|have an? .{0,20}account)
        not exist|address not found|wasn't found|couldn't be found|could not be found|not found at
        (?:recipient|user|account) (?:unknown|not found|not recognized)|unknown address|unknown local
        no mailbox here
        mailbox (?:unavailable|not found)|addressee unknown|not listed in|not our customer
        account (?:has been |is )?(?:disabled|inactive)|bad address|recipient.{0,30}(?:rejected|unknown)
        userid|unknown alias|name was not found|not (?:been )?found in|nicht gefunden|nicht vorhanden|unbekannt
        introuvable|n'existe pas|inconnu|no se (?:ha )?encontr|no existe|não (?:foi )?encontrad|não existe
        non (?:è stato )?trovat|inesistente|non esiste|onbekend|niet gevonden|не найден|не существует|nie istnieje
        宛先不明|見つかり|存在し|該当する|アカウントはありません|不存在|존재하지|无此|使われて
    """),
    ),
    (
        "4.4.1",
        _lines(r"""
        (?:connection|connect|session) (?:was )?timed out|connection refused|no route to host
        could not connect|unreachable|not reachable
    """),
    ),
    (
        "4.4.7",
        _lines(r"within \d+ (?:day|hour)|too long in the queue|in the queue too long|retry time|message expired"),
    ),
    ("5.4.6", _lines(r"loops? back|too many hops|mail loop|routing loop")),
    ("5.3.4", _lines(r"size limit|too large|too big|exceeds? .{0,20}size|サイズ")),
    (
        "5.7.1",
        _lines(r"""
        spam|blocked|blacklist|blocklist|policy|not authori[sz]ed|denied|refused by
        relay(?:ing)? (?:denied|not)|受信拒否|拒否|拒绝|拒絕
    """),
    ),
)
"""Reasons in words with the status code they amount to; the first that is found counts."""

OF_MAIL: Final = _lines(r"""
\b(?:e-?mails?|mail|messages?|recipients?|mailbox|smtp|user unknown|unknown user|no such user|dns|host)\b
nachricht|empfänger|courriel|destinat|mensaje|correo|mensagem|messaggi|bericht|ontvanger|meddelande|mottagare
viesti|wiadomoś|adresat|zpráv|správ|üzenet|címzett|mesaj|ileti|письм|сообщени|получател|повідомлен|μήνυμα
メール|宛先|受信者|メッセージ|邮件|郵件|信件|收件人|메일|수신자|받는 ?사람|رسالة|הודעה
""")
"""What servers speak of: mail, recipients, hosts."""

OF_PARCELS: Final = _lines(r"""
\b(?:parcels?|packages?|couriers?|shipments?|consignments?|delivery (?:driver|van|slot)|at home)\b
\bpaket|sendungsnummer|zusteller|\bcolis\b|livreur|paquete|\bpacc[oh]|corriere|encomenda|pakket|bezorger|pakke\b
przesyłk|kurier|zásilk|csomag|kargo|посылк|курьер|荷物|小包|宅配|宅急便|再配達|包裹|快递|快遞|택배
""")
"""What couriers speak of, who cannot deliver either."""

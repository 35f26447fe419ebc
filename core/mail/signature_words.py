"""The words of signatures, device lines, closings and legal notices; all in lower case."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.replace("\n", "|").split("|") if phrase.strip())


CONTACT_LABELS: Final = frozenset(
    _phrases("""
    tel|tel.|phone|telephone|fax|fax.|mobile|cell|cellphone|mob|mail|e-mail|email|e mail|url|web|website
    www|hp|skype|line|twitter|facebook|instagram|x|blog|linkedin|direct|office|address|m|t|f|p|e|w|d|o|a
    電話|電話番号|tel/fax|ファックス|ファクス|fax番号|携帯|携帯電話|直通|代表|内線|メール|eメール|ｅメール
    ｅ-mail|ｔｅｌ|ｆａｘ|ｕｒｌ|住所|所在地|営業時間|受付時間|定休日|ホームページ|サイト|会社hp|本社|支社
    支店|営業所|担当|部署
    telefon|telefax|handy|mobil|telefono|teléfono|móvil|téléphone|portable|tél|tél.|cel|celular|telefone
    telefoon|mobiel|puh|puhelin|telefon/fax|anschrift|adresse|dirección|indirizzo|сайт|тел|тел.|телефон
    моб|факс|почта
    电话|手机|传真|邮箱|网址|地址|邮编|電話|手機|傳真|信箱|網址|地址|전화|휴대폰|팩스|이메일|홈페이지|주소
    geschäftsführer|registergericht|ust-id|hrb|ust-idnr|vat
    """)
)
"""Labels of an address card."""

COMPANY: Final = _phrases("""
株式会社|有限会社|合同会社|（株）|(株)|㈱|（有）|合資会社|一般社団法人|財団法人|医療法人|学校法人|社団法人
営業部|総務部|経理部|人事部|事業部|カスタマー|有限公司|股份公司|주식회사|(주)
""")
COMPANY_WORDS: Final = frozenset(_words("gmbh inc ltd llc corp sarl s.a.r.l srl s.r.l s.a plc b.v a/s spol gbr ohg"))
"""What shows that a line names a firm or a department of one."""

ANNOUNCING: Final = _phrases("""
以下|下記|次の通り|次のとおり|below|following|as follows|the details|here is|here are|folgende|unten
ci-dessous|suivant|siguiente|abajo|seguente|sotto|如下|以下|아래
""")
"""What says that the block after it is what the writer wants to tell."""

CLOSINGS: Final = _phrases("""
best regards|kind regards|regards|best wishes|sincerely|yours sincerely|sincerely yours|yours faithfully
yours truly|cheers|thanks|thank you|many thanks|thanks in advance|warm regards|best|all the best|thx
respectfully
mit freundlichen grüßen|mit freundlichen gruessen|freundliche grüße|viele grüße|beste grüße|liebe grüße
mfg|mit besten grüßen|schöne grüße|gruß|grüße|herzliche grüße
cordialement|bien cordialement|bien à vous|cdlt|meilleures salutations|salutations distinguées|merci
saludos|un saludo|saludos cordiales|atentamente|cordialmente|gracias|cordiali saluti|distinti saluti
saluti|grazie
atenciosamente|cumprimentos|obrigado|obrigada|abraços|met vriendelijke groet|met vriendelijke groeten
groeten|mvg|med vänlig hälsning|vänliga hälsningar|mvh|med venlig hilsen|venlig hilsen|med vennlig hilsen
hilsen|ystävällisin terveisin|terveisin
pozdrawiam|z poważaniem|s pozdravem|s pozdravom|üdvözlettel|cu stima|с уважением|з повагою|saygılarımla
iyi çalışmalar|с уважение|με εκτίμηση
よろしくお願いします|よろしくお願いいたします|よろしくお願い致します|宜しくお願いします
宜しくお願いいたします|宜しくお願い致します|よろしくお願い申し上げます|宜しくお願い申し上げます
お願いいたします|お願い致します|お願いします|以上です|以上|敬具|草々|かしこ|失礼いたします|失礼します
ありがとうございます|ありがとうございました
此致|敬礼|顺颂商祺|谢谢|謝謝|祝好|감사합니다|드림|올림
""")
"""How people end what they say."""

DEVICES: Final = _phrases("""
iphone|ipad|ipod|apple watch|macbook|android|blackberry|samsung|galaxy|huawei|xiaomi|redmi|oppo|oneplus
pixel|xperia|aquos|arrows|nokia|lumia|motorola|nexus|htc|sony ericsson|windows phone|windows mail
mail for windows|mail für windows|mail para windows|courrier pour windows|posta per windows
windows 用の メール|windows 版のメール|windows 版メール|windows 10|windows 11
outlook|yahoo mail|yahoo! mail|yahoo!|gmail|hotmail|mail.ru|myphone|my phone|mobile|smartphone|handy
tablet|telefon|telefono|teléfono|téléphone|móvil|celular|telemóvel|mobil|puhelimesta|phone|treo|palm
t-mobile|verizon|at&t|cricket|sprint|orange|vodafone|free
thunderbird|k-9|k9|fairemail|bluemail|blue mail|aquamail|protonmail|proton mail|tutanota|spark|airmail
newton|mailbird|edison|polymail|superhuman|canary|mailspring|front|gmx|web.de|1&1|aol|naver|daum|qq邮箱
网易|foxmail|iphoneから|スマートフォン|スマホ|ケータイ|携帯|ipadから|androidから|手机|手機|아이폰|갤럭시
айфон|смартфон|телефон|мобильн|планшет
""")
"""Programs and things that name themselves under a mail."""

SENT_FROM: Final = _phrases("""
sent from|sent via|sent with|sent using|sent by|sent on|get outlook|gesendet|versendet|verschickt|envoyé
envoye|télécharg|enviado|enviada|enviat|inviato|inviata|scarica|verzonden|verstuurd|gestuurd
download outlook|skickat|skickad|hämta|sendt|hent|få outlook|lähetetty|hanki
wysłan|wysłano|pobierz|odesláno|odesláno|získejte|odoslané|odoslano|poslano|poslato|послано|küldve|küldött
trimis|obțineți|изпратено|отправлено|надіслано|отослано|στάλθηκε|εστάλη|απεσταλμένο|gönderildi|yolland
أُرسلت|أرسل|تم الإرسال|מכשיר|נשלח|ارسال|भेजा|প্রেরিত|ส่งจาก|được gửi|gửi từ|dikirim|dihantar|saadetud
nosūtīts|išsiųsta
から送信|からの送信|より送信|送信しました|から送りました|で送信|を入手|发自|發自|傳送自|从我的|来自|發送自
寄出|에서 보냄|에서 보낸|보냄|obtenir outlook|obtenez|obtener outlook|obtén|obter o outlook
ottieni outlook|holen sie sich outlook|outlook für|download|excuse typos|typed on|written on|posted from
von meinem|desde mi|depuis mon|dal mio|do meu|van mijn|fra min|från min|z mojego|с моего
""")
"""What such a line says; it needs one of DEVICES as well."""

HANDED_OVER: Final = _phrases("""
sent from my|sent from yahoo|sent from outlook|sent from mail for|get outlook for|sent from samsung
von meinem iphone gesendet|von meinem ipad gesendet|envoyé de mon|envoyé depuis mon|enviado desde mi
enviado do meu|inviato da iphone|inviato dal mio|verzonden vanaf mijn|skickat från min|sendt fra min
iphoneから送信|ipadから送信|androidから送信|发自我的|發自我的|傳送自我的|從我的 iphone|나의 iphone에서
отправлено с iphone|отправлено с моего|отправлено из|wysłane z|this e-mail was sent from|outlook for ios
outlook for android|outlook for ios を入手|outlook for android を入手
""")
"""Whole beginnings of such lines that need no further proof."""

DISCLAIMERS: Final = _phrases("""
confidentiality notice|confidential notice|disclaimer|legal notice|legal disclaimer|this e-mail and any
this email and any|this message and any|this e-mail is confidential|this email is confidential
this message is confidential|the information contained in this|the information in this e-mail
the information in this email|this e-mail (including|this email (including|this message (including
you received this message because you are subscribed|you are receiving this because you are subscribed
this communication is|this e-mail may contain|this email may contain|this message may contain
this message contains confidential|this email contains confidential|this e-mail contains confidential
please consider the environment|important: the contents of this|this transmission
diese e-mail enthält|diese e-mail kann|diese nachricht ist vertraulich|der inhalt dieser e-mail
die information in dieser|bitte denken sie an die umwelt|ce message et toutes|ce message est confidentiel
ce courriel et|cet e-mail et|ce message et ses|este mensaje y|este correo electrónico
este mensaje se dirige|esta mensagem|este e-mail|questo messaggio|le informazioni contenute
dit e-mailbericht|de informatie in dit|aviso legal|avviso di riservatezza
本メールは|このメールには機密|本メールに含まれる|【機密|このメールは機密|本电子邮件|本邮件及|本郵件
virus-free|此邮件|이 메일은|avg によって|このメールは、avast|this email has been checked for viruses
diese e-mail wurde von avast|libre de virus|garanti sans virus
""")
"""How a legal notice or a scanner's note under a mail begins."""

"""The words by which mail programs of some seventy languages announce quoted history.

They are facts about programs, kept apart from the rules that use them: `quote_headers.py` recognises most
languages by shape alone; these words decide where shape is not enough. All in lower case, spaces removed
from
labels (`label_kind` does the same to what it is asked).
"""

from __future__ import annotations

from enum import Enum
from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.replace("\n", "|").split("|") if phrase.strip())


class Label(Enum):
    """What a line of a quoted header block says."""

    FROM = "from"
    SENT = "sent"
    TO = "to"
    SUBJECT = "subject"
    OTHER = "other"


_FROM: Final = _words("""
from von de da van från fra frá od od: lähettäjä saatja kellelt sender mittente remitente expéditeur
remetente
absender afzender avsändare avsender afsender nadawca odesílatel odosielateľ feladó expeditor dela
pošiljatelj
pošiljatel kimden gönderen gönderici من המשלוח מאת שולח از فرستنده प्रेषक द्वारा থেকে প্রেরক จาก ผู้ส่ง
từ ngườigửi dari pengirim
daripada 보낸사람 보낸이 발신 발신자 发件人 發件人 寄件人 寄件者 发件者 发送人 差出人 送信者 発信者 送信元
от отправитель
від відправник ад адпраўнік од пошиљалац шаље šalje подател подавач испраќач από αποστολέας nga dërguesi
nork
igorlea bidaltzailea nortik oddiwrth ó o bho digant no sūtītājs nuo siuntėjas el ვისგან გამომგზავნი
გამგზავნი ումից
ուղարկող kimdən göndərən kimdan кімнен жіберуші хэнээс илгээгч அனுப்புநர் అనుండి నుండి ಇಂದ പ്രേഷകൻ
അയച്ചത് पासून પ્રેષક
ਵੱਲੋਂ ਭੇਜਣਵਾਲਾ සිට ពី ຈາກ မှ बाट منجانب vanaf kutoka mula mulakay mulasa fan vun remitent kellelt: pengirim
 av ումկողմից పంపినవారు
""")

_SENT: Final = _words("""
sent date gesendet datum envoyé envoyéle date: enviado enviadoel enviadaem enviadoem fecha data inviato
dataeora
verzonden verzondenop datumverzonden skickat skickades datum: sendt dato lähetetty päivä päiväys
päivämäärä saadetud kuupäev wysłano wysłany odesláno
odoslané dátum elküldve küldve trimis trimisla trimisă dată poslano poslato datumvrijeme gönderildi
gönderilmetarihi tarih تاريخالإرسال التاريخ أرسلت أُرسلت تم_الإرسال נשלח תאריך ارسالشده تاریخ دिनांक
दिनांक भेजागया तारीख তারিখ পাঠানোহয়েছে
วันที่ ส่ง ส่งเมื่อ ngày đãgửi gửi dikirim tanggal terkirim dihantar tarikh 보낸날짜 보낸시간 날짜
发送时间 發送時間 发送日期
传送日期 傳送日期 寄件日期
日期 时间 時間 日付 日時 送信日 送信日時 送信日付 送信時刻 送信済み 发送 отправлено дата датаотправки
надіслано
відправлено даслана адпраўлена послато датум изпратено испратено στάλθηκε εστάλη ημερομηνία dërguar data:
bidalia bidalita
data/ordua anfonwyd dyddiad seolta dáta ceann-latha deiziad sent: sūtīts nosūtīts datums išsiųsta
data/laikas sendita dato: gustauta გაგზავნილია გაგზავნის_თარიღი
თარიღი ուղարկվել_է ուղարկված ամսաթիվ göndərilib göndərilmə tarix sana жіберілді күні огноо илгээсэн தேதி
அனுப்பியது తేదీ ದಿನಾಂಕ തീയതി
मिति મોકલ્યું તારીખ ਮਿਤੀ ਭੇਜਿਆ දිනය ថ្ងៃ ວັນທີ ရက်စွဲ ارسالکردہ tarehe imetumwa petsa ipinadala
dagsetning sendt: పంపబడింది పంపినది पठाइएको पठाइयो पाठवले ಕಳುಹಿಸಲಾಗಿದೆ അയച്ചതീയതി ပို့ခဲ့သည် បានផ្ញើ ສົ່ງ geschéckt gestuur даслана
ուղարկվածէ yuborildi gửilúc
""")

_TO: Final = _words("""
to an à a para per aan till til vastaanottaja kellele komu címzett către catre kime alıcı إلى אל אלל به
گیرنده प्रति को প্রতি ถึง
đến tới kepada untuk 받는사람 받는이 수신 수신자 收件人 收件者 宛先 送信先 宛て 受信者 кому до за
одредиште прима към
προς për nori hartzailea at do gu da kam kam: adresāts kam gavėjas gavėjui al ვის მიმღები ում ստացող kimə
kimga кімге
хэнд பெறுநர் అందుకునేవారు ಗೆ സ്വീകർത്താവ് ప్రతి ਨੂੰ වෙත ជូន ຫາ သို့  بنام aan: kwa sa kaykay oan un
primatelj prima prejemnik
příjemce adresát komu: destinataire destinatario destinatário empfänger ontvanger mottagare modtager
mottaker odbiorca
destinatar pera adressaat chuig కు వీరికి लाई
viðtakandi saaja получатель одержувач παραλήπτης alıcılar מען לכבוד ทu penerima
""")

_SUBJECT: Final = _words("""
subject betreff objet sujet asunto assunto oggetto onderwerp ämne emne aihe teema temat předmět predmet
tárgy subiect
zadeva naslov konu موضوع الموضوع נושא विषय বিষয় เรื่อง หัวเรื่อง chủđề tiêuđề subjek perihal subyek
judul perkara tajuk 제목 主题 主題 主旨
標題 标题 件名 題名 тема предмет наслов относно θέμα subjekti tema subjekto gaia pwnc ábhar cuspair danvez
temats
tēma tema:
kirjeldus assumpte asunto: efni evni tēmats თემა საგანი թեմա առարկա mövzu mavzu тақырып сэдэв பொருள்
విషయం ವಿಷಯ വിഷയം વિષય ਵਿਸ਼ਾ මාතෘකාව
ប្រធានបទ ຫົວຂໍ້ ခေါင်းစဉ် عنوان onderwerp: mada paksa underwerp sujet: thema pealkiri betr. betr အကြောင်းအရာ тэма ຫົວເລື່ອງ
""")

_OTHER: Final = _words("""
cc cc: bcc kopie kopia kopi kopio copie copia cópia kopija másolat копия копія копие kópia ccn ccc sk 참조
抄送 副本 cc： bilgi reply-to replyto
responderá antwortenan répondreà rispondia responderpara 返信先 importance priority priorität wichtigkeit
importancia importance: attachments anhänge
piècesjointes adjuntos allegati anexos bijlagen 添付 添付ファイル 附件 첨부 첨부파일 organization
message-id mailed-by
signed-by κοιν koopia
""")

_KINDS: Final[dict[str, Label]] = {
    **dict.fromkeys(_OTHER, Label.OTHER),
    **dict.fromkeys(_TO, Label.TO),
    **dict.fromkeys(_SUBJECT, Label.SUBJECT),
    **dict.fromkeys(_SENT, Label.SENT),
    **dict.fromkeys(_FROM, Label.FROM),
}

FORM_LABELS: Final = frozenset(
    _words("""
    e-mail email mail emailaddress e-mailaddress mailaddress メール メールアドレス eメール 電話 電話番号
    tel phone fax mobile
    name 氏名 お名前 名前 ご住所 住所 会社名 address telefon téléphone teléfono telefono correo courriel
    ordernumber orderno order 注文番号 ご注文番号 注文日 username user login account アカウント id
    会員番号 customer url website
    """)
)
"""Labels that people and contact forms write: a block with one of them is never history by its shape alone."""


def label_kind(label: str) -> Label | None:
    """What header a label names, in whatever language; None if it is no known one. `label` is lower case."""
    return _KINDS.get("".join(label.split()).replace("\u3000", ""))


VERBS: Final = _phrases(
    """
    wrote|writes|has written|schrieb|schrieben|geschrieben|a écrit|écrivait|a ecrit|escribió|escribio
    ha escrito|escreveu|ha scritto|scrisse|ha escrit|va escriure
    schreef|skrev|skreiv|kirjoitti|skrifaði|skrivaði|kirjutas|rakstīja|raksta|rašė|parašė|napisał
    napisała|napisał(a)|pisze
    napsal|napsala|napsal(a)|napísal|napísala|napísal(a)|je napisal|napisao|napisala|napisao/la|je pisao
    piše|írta|a scris
    написа|написал|написала|написал(а)|пишет|писал|пише|написав|написала|напісаў|піша|напиша|написао|пише
    έγραψε|yazdı|yazmış|yazıb|shkroi
    idatzi du|idatzi zuen|escribiu|ysgrifennodd|scríobh|sgrìobh|skrivet|كتب|כתב|כתבה|נכתב|نوشت|نوشته|لکھا
    लिखा|লিখেছেন|লিখেছে|எழுதியது|எழுதினார்
    రాశారు|వ్రాశారు|ಬರೆದರು|ಬರೆದಿದ್ದಾರೆ|എഴുതി|लिहिले|લખ્યું|ਲਿਖਿਆ|เขียนว่า|เขียน|đã viết|viết|menulis|作成
    작성|썼습니다|작성함|님이 씀|쓴 글|写道|寫道|書きました|書いた|書かれました|かきました
    のメール|のメッセージ|からのメール|より|skribis|დაწერა|წერს|գրել է|գրեց|жазды|бичсэн|бичив|लेख्नुभयो
    ලියා ඇත|បានសរសេរ
    ຂຽນ|geskryf|skryf|aliandika|sumulat|skreau
    napisal|ရေးခဲ့သည်|ရေးသားခဲ့သည်|wabhala
    geschriwwen|nivîsand|yozdi|rakstija|rase|ha scrît|a scrivî|escriguèt|a scrivit|ecrit|skrifar
    verfasste|написано|hà scrittu|at iscritu|shkruajti|shkruan|寫了|写了|ຂຽນວ່າ|a scrit|a escrich|ha scrivù
    skryfde|čálii|napisaše|ha napisao|の書き込み|の発言|さんの投稿|volgende geschreven|писала|писав(ла)|писав
    წერდა|დაწერდა|жазған|yozgan|nivîsî|sinulat ni|isinulat ni|เขียนเมื่อ|వ్రాసారు|എഴുതിയത്|ලියන ලදී|ලිව්වා
    បានសរសេរនៅ|escribia|a escrit|schreift|scribeva|ha scribite|scripsit|ubhale|wuxuu qoray|ጽፏል|ጻፈ|бичжээ
    язды|kiteb|يازغان|навишт|געשריבן|ha scritu
    """
)
"""What stands before or after a name in a line that introduces a quote ("Alice wrote:")."""

SPOKEN: Final = frozenset(_words("said says dit sagte schreibt disse dice diz dijo"))
"""Said of what is quoted right below; elsewhere people report with these words what somebody told them."""

GREETINGS: Final = frozenset(
    _words("dear hello hi hallo hey liebe lieber sehr bonjour cher chère hola estimado gentile")
)
"""What a line begins with that greets somebody by name."""

ARTICLES: Final = frozenset(
    _words("the this that our my your der die das unser mein le la les mon notre el los mi il lo de het")
)
"""Before what is no person's name: "The Manual wrote:"."""

PLAIN_VERBS: Final = (
    "さんは書きました",
    "さんが書きました",
    "さんは書かれました",
    "さんが書かれました",
    "様は書きました",
)
"""Said of a quote and of nothing else: they need no date and no quotation mark after them."""

FIRST_PERSON: Final = frozenset(_words("i i've ich je j'ai yo eu io ik jag jeg minä já ja я we wir nous"))
"""Words that make such a line a sentence of the writer's own."""

OPENERS: Final = frozenset(
    _words("""
    on at in le el il em op den på am vom w dnia v dne dňa a la ce pe в на за у του στις την pada vào 于 在
    في בתאריך ב در
    på, kl i datę nel dana dne: klo ti ke ma zo vr di wo do ven lun mar mer gio gia το τις í þann ar arna
    dydd egun missatge message mensaje
    """)
)
"""First words of such a line, where a wrapped one may begin."""

ORIGINAL: Final = _phrases(
    """
    original message|original e-mail|original email|original mail|reply message|original appointment
    ursprüngliche nachricht|originalnachricht|ursprüngliche e-mail|original-nachricht
    message d'origine|message d’origine|message original|message initial|courriel original
    e-mail d'origine|mensaje original|correo original|mensagem original|messaggio originale
    messaggio originario
    oorspronkelijk bericht|origineel bericht|oorspronkelijke bericht|ursprungligt meddelande
    originalmeddelande|ursprungligt mail|oprindelig meddelelse|original meddelelse|oprindelig besked
    opprinnelig melding|original melding|alkuperäinen viesti|upprunaleg skilaboð|algne kiri|algne sõnum
    sākotnējais ziņojums|sākotnējā ziņa|pradinis laiškas|originalus laiškas|oryginalna wiadomość
    wiadomość oryginalna
    původní zpráva|pôvodná správa|izvirno sporočilo|originalna poruka|izvorna poruka|originalna poruka
    eredeti üzenet|mesaj original|mesajul original|оригинално съобщение|исходное сообщение
    пересылаемое сообщение
    оригинальное сообщение|оригінальне повідомлення|вихідне повідомлення|арыгінальнае паведамленне
    оригинална порука|изворна порука|оригинална порака|αρχικό μήνυμα|orijinal ileti|özgün ileti
    asıl mesaj|orijinal mesaj|orijinal e-posta
    الرسالة الأصلية|ההודעה המקורית|הודעה מקורית|پیام اصلی|मूल संदेश|মূল বার্তা|ข้อความต้นฉบับ|ข้อความเดิม
    thư gốc|tin nhắn gốc|thông điệp gốc|pesan asli|mesej asal|원본 메시지|원본 메일|원본메일|원문 메시지
    原始邮件|原始郵件|原邮件|邮件原件|原始信件|原始訊息|原信件|元のメッセージ|元メール|元のメール
    元メッセージ|オリジナルメッセージ|original|引用元|引用ここから|ここから引用|以下引用|以下、引用|引用|引用メール|返信元|返信メッセージ
    missatge original|mensaxe orixinal|jatorrizko mezua
    neges wreiddiol|teachtaireacht bhunaidh|mesazhi origjinal|originala mesaĝo|originele bericht
    origjinali|oorspronklike boodskap
    """
)
"""What stands between dashes over a quoted original."""

FORWARDED: Final = _phrases(
    """
    forwarded message|forwarded mail|forwarded email|forwarded by|forwarded e-mail
    weitergeleitete nachricht|weitergeleitete e-mail|weitergeleiteten nachricht|weitergeleitet von
    message transféré|message réexpédié|transféré par
    mensaje reenviado|mensagem encaminhada|mensagem reencaminhada|messaggio inoltrato|inoltrato da
    doorgestuurd bericht|doorgestuurde bericht|vidarebefordrat meddelande|vidarebefordrat brev
    videresendt meddelelse|videresendt besked|videresendt melding
    välitetty viesti|edelleenlähetetty viesti|edastatud kiri|pārsūtīta|persiųstas laiškas
    persiunčiamas laiškas|przekazana wiadomość|wiadomość przekazana|přeposlaná zpráva|preposlaná správa
    posredovano sporočilo|proslijeđena poruka|prosleđena poruka
    továbbított üzenet|mesaj redirecționat|mesaj redirecţionat|препратено съобщение|пересланное сообщение
    пересылаемое сообщение|переслане повідомлення|προωθημένο μήνυμα|iletilen mesaj|yönlendirilmiş ileti
    iletilmiş mesaj
    رسالة معاد توجيهها|رسالة محولة|הודעה שהועברה|پیام ارسالی|ข้อความที่ส่งต่อ|thư đã chuyển tiếp
    thư được chuyển tiếp|pesan terusan|pesan yang diteruskan|mesej dimajukan|전달된 메시지|전달된 메일
    전달 메시지|转发的邮件
    轉寄的郵件|转发邮件|轉寄郵件|轉寄的訊息|转发的信息
    転送メッセージ|転送メール|転送されたメッセージ|転送されたメール|転送元メール|missatge reenviat
    mensaxe reenviada|birbidalitako mezua
    áframsend skilaboð
    """
)
"""What stands over a forwarded message, between dashes or before a colon."""

FORWARDING: Final = _phrases(
    """
    fyi|fwd|forward|see below|mail below|message below|email below|e-mail below
    this mail i got|received this|転送|ご参考|下記のメール|以下のメール|以下メール|下記メール|届きました
    weiterleit
    leite weiter|siehe unten|zur info|z.k.|zk|pour info|ci-dessous|je transfère|transmets
    reenvío|reenvio|ver abajo|más abajo|inoltro|qui sotto|per conoscenza|doorgestuurd
    zie onder|ter info|encaminho|veja abaixo|转发|轉寄|见下|請見下|전달|아래 메일
    """
)
"""In a line above somebody's mail they say that this mail is handed on, not answered."""

REPLY_ABOVE: Final = _phrases(
    """
    reply above this line|type your reply above|write above this line
    write your reply above|add your reply above|above this line to reply
    reply above the line|please reply above|above this line when replying
    antworten sie oberhalb dieser|oberhalb dieser linie|au-dessus de cette ligne
    por encima de esta línea|この線より上|この行より上|この線の上に|この行の上に|この線から上|请在此行上方
    이 줄 위에
    """
)
"""Help desks put such a line over their own text; what stands below it is theirs."""

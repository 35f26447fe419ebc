"""How programs the world over introduce what they quote, by locale and program: lines and blocks as they are sent."""

from __future__ import annotations

WEBMAIL: dict[str, str] = {
    "en": "On Tue, Nov 24, 2026 at 10:15 AM Alice Smith <alice@example.com> wrote:",
    "en-gb": "On Tue, 24 Nov 2026 at 10:15, Alice Smith <alice@example.com> wrote:",
    "de": "Am Di., 24. Nov. 2026 um 10:15 Uhr schrieb Alice Smith <alice@example.com>:",
    "fr": ("Le mar. 24 nov. 2026 à 10:15, Alice Smith <alice@example.com> a écrit :"),
    "es": ("El mar, 24 nov 2026 a las 10:15, Alice Smith (<alice@example.com>) escribió:"),
    "it": "Il giorno mar 24 nov 2026 alle ore 10:15 Alice Smith <alice@example.com> ha scritto:",
    "pt": ("Em ter., 24 de nov. de 2026 às 10:15, Alice Smith <alice@example.com> escreveu:"),
    "pt-pt": ("Alice Smith <alice@example.com> escreveu (terça, 24/11/2026 à(s) 10:15):"),
    "nl": "Op di 24 nov 2026 om 10:15 schreef Alice Smith <alice@example.com>:",
    "sv": "Den tis 24 nov. 2026 kl 10:15 skrev Alice Smith <alice@example.com>:",
    "da": "Den tirs. 24. nov. 2026 kl. 10.15 skrev Alice Smith <alice@example.com>:",
    "no": "tir. 24. nov. 2026 kl. 10:15 skrev Alice Smith <alice@example.com>:",
    "fi": "ti 24. marrask. 2026 klo 10.15 Alice Smith (alice@example.com) kirjoitti:",
    "is": ("þri., 24. nóv. 2026 kl. 10:15 skrifaði Alice Smith <alice@example.com>:"),
    "et": ("Kuupäev T, 24. november 2026 kell 10:15 kirjutas Alice Smith <alice@example.com>:"),
    "lv": ("otrd., 2026. g. 24. nov., plkst. 10:15 — lietotājs Alice Smith (<alice@example.com>) rakstīja:"),
    "lt": ("2026-11-24, an, 10:15 Alice Smith <alice@example.com> rašė:"),
    "pl": ("wt., 24 lis 2026 o 10:15 Alice Smith <alice@example.com> napisał(a):"),
    "cs": ("út 24. 11. 2026 v 10:15 odesílatel Alice Smith <alice@example.com> napsal:"),
    "sk": ("ut 24. 11. 2026 o 10:15 Alice Smith <alice@example.com> napísal(a):"),
    "hu": ("Alice Smith <alice@example.com> ezt írta (időpont: 2026. nov. 24., K, 10:15):"),
    "ro": ("În mar., 24 nov. 2026 la 10:15, Alice Smith <alice@example.com> a scris:"),
    "sl": "V V tor., 24. nov. 2026 ob 10:15 je oseba Alice Smith <alice@example.com> napisala:",
    "hr": "uto, 24. stu 2026. u 10:15 Alice Smith <alice@example.com> napisao je:",
    "sr": ("уто, 24. нов 2026. у 10:15 Alice Smith <alice@example.com> је написао/ла:"),
    "bg": ("На вт, 24.11.2026 г. в 10:15 Alice Smith <alice@example.com> написа:"),
    "ru": ("вт, 24 нояб. 2026 г. в 10:15, Alice Smith <alice@example.com>:"),
    "uk": ("вт, 24 лист. 2026 р. о 10:15 Alice Smith <alice@example.com> пише:"),
    "el": ("Στις Τρί 24 Νοε 2026 στις 10:15 π.μ., ο/η Alice Smith <alice@example.com> έγραψε:"),
    "tr": ("Alice Smith <alice@example.com>, 24 Kas 2026 Sal, 10:15 tarihinde şunu yazdı:"),
    "ar": ("في الثلاثاء، ٢٤ نوفمبر ٢٠٢٦ في ١٠:١٥ ص تمت كتابة ما يلي بواسطة Alice Smith <alice@example.com>:"),
    "he": ("‫בתאריך יום ג׳, 24 בנוב׳ 2026 ב-10:15 מאת ‪Alice Smith‬‏ <‪alice@example.com‬‏>:‬"),
    "fa": ("در تاریخ سه‌شنبه ۲۴ نوامبر ۲۰۲۶،‏ ۱۰:۱۵ Alice Smith <alice@example.com> نوشت:"),
    "hi": ("मंगल, 24 नव॰ 2026 को 10:15 am बजे को Alice Smith <alice@example.com> ने लिखा:"),
    "bn": ("মঙ্গল, ২৪ নভে, ২০২৬ তারিখে ১০:১৫ AM টায় তারিখে Alice Smith <alice@example.com> লিখেছেন:"),
    "th": ("ในวันที่ อ. 24 พ.ย. 2026 เวลา 10:15 Alice Smith <alice@example.com> เขียนว่า:"),
    "vi": ("Vào Th 3, 24 thg 11, 2026 vào lúc 10:15 Alice Smith <alice@example.com> đã viết:"),
    "id": "Pada tanggal Sel, 24 Nov 2026 pukul 10.15 Alice Smith <alice@example.com> menulis:",
    "ms": "Pada Sel, 24 Nov 2026 pada 10:15 PG Alice Smith <alice@example.com> menulis:",
    "ko": ("2026년 11월 24일 (화) 오전 10:15, Alice Smith <alice@example.com>님이 작성:"),
    "ja": "2026年11月24日(火) 10:15 Alice Smith <alice@example.com>:",
    "zh-cn": ("Alice Smith <alice@example.com> 于2026年11月24日周二 10:15写道："),
    "zh-tw": ("Alice Smith <alice@example.com> 於 2026年11月24日 週二 上午10:15寫道："),
    "ca": "Missatge de Alice Smith <alice@example.com> del dia dt., 24 de nov. 2026 a les 10:15:",
    "eu": "Alice Smith <alice@example.com> igorleak hau idatzi du (2026 aza. 24, ar. (10:15)):",
    "gl": ("O mar., 24 nov. 2026 ás 10:15, Alice Smith (<alice@example.com>) escribiu:"),
    "fil": ("Noong Mar, Nob 24, 2026 nang 10:15 AM, isinulat ni Alice Smith <alice@example.com> ang:"),
    "sw": "Mnamo Jum, 24 Nov 2026 saa 10:15 Alice Smith <alice@example.com> aliandika:",
    "af": "Op Di., 24 Nov. 2026 om 10:15 het Alice Smith <alice@example.com> geskryf:",
    "ta": ("செவ்., 24 நவ., 2026, முற்பகல் 10:15 அன்று, Alice Smith <alice@example.com> எழுதியது:"),
    "ka": ("სამ, 24 ნოე. 2026, 10:15-ზე, მომხმარებელმა Alice Smith <alice@example.com> დაწერა:"),
    "hy": ("Երք, 24 նոյ. 2026 թ.-ին 10:15-ին Alice Smith <alice@example.com>-ը գրել է՝"),
}
PROGRAMS: dict[str, str] = {
    "en": "On Nov 24, 2026, at 10:15 AM, Alice Smith <alice@example.com> wrote:",
    "en2": "> On 24 Nov 2026, at 10:15, Alice Smith <alice@example.com> wrote:",
    "de": "Am 24.11.2026 um 10:15 schrieb Alice Smith <alice@example.com>:",
    "fr": ("Le 24 nov. 2026 à 10:15, Alice Smith <alice@example.com> a écrit :"),
    "fr2": ("Le 24 novembre 2026 à 10:15:30, Alice Smith\n(alice@example.com) a écrit:"),
    "it": "Il giorno 24 nov 2026, alle ore 10:15, Alice Smith <alice@example.com> ha scritto:",
    "nl": ("Op 24 nov. 2026 om 10:15 heeft Alice Smith <alice@example.com> het volgende geschreven:"),
    "sv": "24 nov. 2026 kl. 10:15 skrev Alice Smith <alice@example.com>:",
    "da": "Den 24. nov. 2026 kl. 10.15 skrev Alice Smith <alice@example.com>:",
    "fi": "Alice Smith <alice@example.com> kirjoitti 24.11.2026 kello 10.15:",
    "pl": ("Wiadomość napisana przez Alice Smith <alice@example.com> w dniu 24 lis 2026, o godz. 10:15:"),
    "cs": "24. 11. 2026 v 10:15, Alice Smith <alice@example.com>:",
    "ru": ("24 нояб. 2026 г., в 10:15, Alice Smith <alice@example.com> написал(а):"),
    "ru2": "24.11.2026 10:15, Alice Smith пишет:",
    "tr": ("Alice Smith <alice@example.com> şunları yazdı (24 Kas 2026 10:15):"),
    "ja": "2026/11/24 10:15、Alice Smith <alice@example.com>のメール:",
    "ja2": ("2026/11/24 午前10:15、Alice Smith <alice@example.com> のメール："),
    "ja3": "On 2026/11/24 10:15, 佐藤 花子 wrote:",
    "ja4": "(2026/11/24 10:15), 佐藤 花子 wrote:",
    "ja5": "2026年11月24日 10:15、佐藤花子 <sato@example.jp> さんのメッセージ：",
    "ja6": "Alice Smith さんは書きました:",
    "ja7": "At Tue, 24 Nov 2026 10:15:00 +0900,\nAlice Smith wrote:",
    "ja8": "佐藤花子さんの 2026/11/24 10:15 のメッセージ:",
    "ja9": "2026年11月24日火曜日 10:15 佐藤花子 <sato@example.jp> より：",
    "ko": ("2026. 11. 24. 오전 10:15, Alice Smith <alice@example.com> 작성:"),
    "zh": ("在 2026年11月24日，上午10:15，Alice Smith <alice@example.com> 写道："),
    "zh2": ('在 2026-11-24 10:15:00，"Alice Smith" <alice@example.com> 写道：'),
    "ca": "El 24 nov 2026, a les 10:15, Alice Smith <alice@example.com> va escriure:",
    "hr": "Dana 24. stu 2026. u 10:15, Alice Smith <alice@example.com> je napisao:",
    "ro": "Pe 24 nov. 2026, la 10:15, Alice Smith <alice@example.com> a scris:",
    "hu": ("2026. nov. 24. dátummal, 10:15 időpontban Alice Smith <alice@example.com> írta:"),
    "el": ("Στις 24 Νοε 2026, 10:15, ο χρήστης Alice Smith <alice@example.com> έγραψε:"),
    "tb-de": "Am 24.11.26 um 10:15 schrieb Alice Smith:",
    "tb-en": "On 11/24/26 10:15, Alice Smith wrote:",
    "tb-fr": "Le 24/11/2026 à 10:15, Alice Smith a écrit :",
    "tb-es": "El 24/11/26 a las 10:15, Alice Smith escribió:",
    "tb-pl": "W dniu 24.11.2026 o 10:15, Alice Smith pisze:",
    "tb-no": "Den 24.11.2026 10:15, skrev Alice Smith:",
    "tb-cs": "Dne 24. 11. 26 v 10:15 Alice Smith napsal(a):",
    "tb-sl": "Dne 24. 11. 2026 ob 10:15 je Alice Smith napisal(a):",
    "tb-uk": "24.11.2026 10:15, Alice Smith пише:",
    "yahoo": ("On Tuesday, November 24, 2026, 10:15:00 AM EST, Alice Smith <alice@example.com> wrote:"),
    "yahoo-ja": (
        "----- Original Message -----\n"
        "From: Alice Smith\n"
        "To: desk@shop.example\n"
        "Date: 2026/11/24, Tue 10:15\n"
        "Subject: Re: order"
    ),
}
ODD: dict[str, str] = {
    "orig-ja": (
        "-----Original Message-----\nFrom: 佐藤 <s@example.jp>\nSent: 2026年11月24日 10:15\nTo: desk\nSubject: 注文"
    ),
    "moto-mail": (
        "-------- 元のメッセージ --------\n"
        "差出人: 佐藤 <s@example.jp>\n"
        "日付: 2026/11/24 10:15 (GMT+09:00)\n"
        "宛先: desk@shop.example\n"
        "件名: 注文"
    ),
    "android": (
        "-------- Original message --------\n"
        "From: Alice Smith <alice@example.com>\n"
        "Date: 24/11/2026 10:15 (GMT+00:00)\n"
        "To: desk@shop.example\n"
        "Subject: Re: order"
    ),
    "aol": (
        "-----Original Message-----\n"
        "From: Alice Smith <alice@example.com>\n"
        "To: desk <desk@shop.example>\n"
        "Sent: Tue, Nov 24, 2026 10:15 am\n"
        "Subject: Re: order"
    ),
    "notes": "Alice Smith/Sales/ACME wrote on 11/24/2026 10:15:00 AM:",
    "notes2": (
        "From:        Alice Smith/Sales/ACME\n"
        "To:        Desk/Support/ACME@ACME\n"
        "Date:        11/24/2026 10:15 AM\n"
        "Subject:        Re: order"
    ),
    "notes3": (
        "Inactive hide details for Alice Smith---11/24/2026 10:15:00 AM---Hello, my order"
        " has not comeAlice Smith---11/24/2026 10:15:00 AM---Hello, my order has not come\n"
        "\n"
        "From:  Alice Smith <alice@example.com>\n"
        "To:  desk@shop.example\n"
        "Date:  11/24/2026 10:15 AM\n"
        "Subject:  Re: order"
    ),
    "notes4": (
        "Alice Smith <alice@example.com>\n"
        "24.11.2026 10:15\n"
        "\n"
        "An\n"
        '"desk@shop.example" <desk@shop.example>\n'
        "Kopie\n"
        "\n"
        "Thema\n"
        "Re: order"
    ),
    "notes5": (
        "|------------>\n"
        "| From:      |\n"
        "|------------>\n"
        "  >-----------------------------------------|\n"
        "  |Alice Smith <alice@example.com>          |\n"
        "  >-----------------------------------------|\n"
        "|------------>\n"
        "| To:        |\n"
        "|------------>\n"
        "  >-----------------------------------------|\n"
        "  |desk@shop.example                        |\n"
        "  >-----------------------------------------|\n"
        "|------------>\n"
        "| Date:      |\n"
        "|------------>\n"
        "  >-----------------------------------------|\n"
        "  |11/24/2026 10:15 AM                      |\n"
        "  >-----------------------------------------|"
    ),
    "notes6": "Alice Smith\n11/24/2026 10:15 AM\nTo\ndesk@shop.example\ncc\n\nSubject\nRe: order",
    "notes7": (
        "Alice Smith <alice@example.com> \n11/24/2026 10:15 AM\n\nTo: desk@shop.example\ncc: \nSubject: Re: order"
    ),
    "naver": (
        "-----Original Message-----\n"
        'From: "Alice"<alice@example.com>\n'
        "To: <desk@shop.example>;\n"
        "Cc:\n"
        "Sent: 2026-11-24 (화) 10:15:00 (GMT+09:00)\n"
        "Subject: Re: order"
    ),
    "qq": (
        "------------------ 原始邮件 ------------------\n"
        '发件人: "Alice"<alice@example.com>;\n'
        "发送时间: 2026年11月24日(星期二) 上午10:15\n"
        '收件人: "desk"<desk@shop.example>;\n'
        "主题: Re: order"
    ),
    "163": 'At 2026-11-24 10:15:00, "Alice" <alice@example.com> wrote:',
    "proton": (
        "------- Original Message -------\n"
        "On Tuesday, November 24th, 2026 at 10:15 AM, Alice Smith <alice@example.com> wrote:"
    ),
    "proton2": (
        "Sent with Proton Mail secure email.\n"
        "\n"
        "On Tuesday, November 24th, 2026 at 10:15 AM, Alice Smith <alice@example.com> wrote:"
    ),
    "hotmail": (
        "Date: Tue, 24 Nov 2026 10:15:00 +0000\nFrom: alice@example.com\nTo: desk@shop.example\nSubject: Re: order"
    ),
    "gmx": (
        "Gesendet: Dienstag, 24. November 2026 um 10:15 Uhr\n"
        'Von: "Alice Smith" <alice@example.com>\n'
        "An: desk@shop.example\n"
        "Betreff: Re: order"
    ),
    "webde": (
        "Gesendet: Dienstag, 24. November 2026 um 10:15 Uhr\n"
        'Von: "Alice Smith" <alice@example.com>\n'
        "An: desk@shop.example\n"
        "Betreff: Aw: Bestellung"
    ),
    "mailru": ("Вторник, 24 ноября 2026, 10:15 +03:00 от Alice Smith <alice@example.com>:"),
    "yandex": '24.11.2026, 10:15, "Alice Smith" <alice@example.com>:',
    "laposte": ("De : Alice Smith\nDate : mardi 24 novembre 2026 à 10:15\nÀ : desk@shop.example\nObjet : Re: order"),
    "outlook-mac": (
        "From: Alice Smith <alice@example.com>\n"
        "Date: Tuesday, November 24, 2026 at 10:15 AM\n"
        "To: desk <desk@shop.example>\n"
        "Subject: Re: order"
    ),
    "outlook-mac-ja": (
        "From: Alice Smith <alice@example.com>\n"
        "日付: 2026年11月24日 火曜日 10:15\n"
        "宛先: desk <desk@shop.example>\n"
        "件名: Re: order"
    ),
    "becky": ("On Tue, 24 Nov 2026 10:15:00 +0900\n佐藤 花子 <sato@example.jp> wrote:"),
    "shuriken": "佐藤 花子 wrote (2026/11/24 10:15):",
    "docomo": (
        "-----元のメール-----\n差出人:佐藤 <s@docomo.ne.jp>\n宛先:desk@shop.example\n日時:2026/11/24 10:15\n件名:注文"
    ),
    "au": ("---------- 元のメール ----------\nFrom: s@ezweb.ne.jp\nDate: 2026/11/24 10:15\nSubject: 注文"),
    "softbank": (
        "---- 元メール ----\nFrom: s@softbank.ne.jp\nTo: desk@shop.example\nSubject: 注文\nDate: 2026/11/24 10:15"
    ),
    "thunder-ja": "On 2026/11/24 10:15, 佐藤 花子 wrote:",
    "roundcube": "Am 2026-11-24 10:15, schrieb Alice Smith:",
    "zimbra": (
        "----- Original Message -----\n"
        'From: "Alice Smith" <alice@example.com>\n'
        'To: "desk" <desk@shop.example>\n'
        "Sent: Tuesday, November 24, 2026 10:15:00 AM\n"
        "Subject: Re: order"
    ),
    "zimbra-fr": (
        'De: "Alice Smith" <alice@example.com>\n'
        'À: "desk" <desk@shop.example>\n'
        "Envoyé: Mardi 24 Novembre 2026 10:15:00\n"
        "Objet: Re: order"
    ),
    "groupwise": ">>> Alice Smith <alice@example.com> 11/24/2026 10:15 AM >>>",
    "fwd-gmail": (
        "---------- Forwarded message ---------\n"
        "From: Alice Smith <alice@example.com>\n"
        "Date: Tue, Nov 24, 2026 at 10:15 AM\n"
        "Subject: order\n"
        "To: <desk@shop.example>"
    ),
    "spark": "On 24 Nov 2026, 10:15 +0000, Alice Smith <alice@example.com>, wrote:",
    "superhuman": "On Tue, Nov 24, 2026 at 10:15 AM, Alice Smith < alice@example.com > wrote:",
    "hey": "On November 24, 2026, Alice Smith <alice@example.com> wrote:",
    "fastmail": "On Tue, Nov 24, 2026, at 10:15, Alice Smith wrote:",
    "zoho": "---- On Tue, 24 Nov 2026 10:15:00 +0530 Alice Smith <alice@example.com> wrote ----",
    "zoho-ja": ("---- 火, 2026-11-24 10:15:00 +0900 Alice Smith <alice@example.com> は書きました ----"),
    "kmail": "On Tuesday, 24 November 2026 10:15:00 CET Alice Smith wrote:",
    "mutt": "On Tue, Nov 24, 2026 at 10:15:00AM +0100, Alice Smith wrote:",
    "gnus": "Alice Smith <alice@example.com> writes:",
    "gnus2": "Alice Smith <alice@example.com> wrote on Tue, 24 Nov 2026:",
    "pine": "On Tue, 24 Nov 2026, Alice Smith wrote:",
    "evolution": "On Tue, 2026-11-24 at 10:15 +0000, Alice Smith wrote:",
    "evo-de": "Am Dienstag, dem 24.11.2026 um 10:15 +0100 schrieb Alice Smith:",
    "samsung-fr": (
        "-------- Message d'origine --------\n"
        "De : Alice Smith <alice@example.com>\n"
        "Date : 24/11/2026 10:15 (GMT+01:00)\n"
        "À : desk@shop.example\n"
        "Objet : Re: order"
    ),
    "freshdesk": "On Tue, 24 Nov at 10:15 AM , Alice Smith <alice@example.com> wrote:",
    "zendesk": ("##- Please type your reply above this line -##\n\nYour request (123) has been updated."),
    "helpscout": "On Nov 24, 2026, at 10:15am, Alice Smith wrote:",
    "alone": "Alice wrote:",
    "alone2": "Alice Smith wrote:",
}
LABELS: dict[str, tuple[str, str, str, str]] = {
    "en": ("From:", "Sent:", "To:", "Subject:"),
    "de": ("Von:", "Gesendet:", "An:", "Betreff:"),
    "fr": ("De :", "Envoyé :", "À :", "Objet :"),
    "es": ("De:", "Enviado:", "Para:", "Asunto:"),
    "it": ("Da:", "Inviato:", "A:", "Oggetto:"),
    "pt": ("De:", "Enviado:", "Para:", "Assunto:"),
    "nl": ("Van:", "Verzonden:", "Aan:", "Onderwerp:"),
    "sv": ("Från:", "Skickat:", "Till:", "Ämne:"),
    "da": ("Fra:", "Sendt:", "Til:", "Emne:"),
    "fi": ("Lähettäjä:", "Lähetetty:", "Vastaanottaja:", "Aihe:"),
    "pl": ("Od:", "Wysłane:", "Do:", "Temat:"),
    "cs": ("Od:", "Odesláno:", "Komu:", "Předmět:"),
    "sk": ("Od:", "Odoslané:", "Komu:", "Predmet:"),
    "hu": ("Feladó:", "Küldve:", "Címzett:", "Tárgy:"),
    "ro": ("De la:", "Trimis:", "Către:", "Subiect:"),
    "ru": ("От:", "Отправлено:", "Кому:", "Тема:"),
    "uk": ("Від:", "Надіслано:", "Кому:", "Тема:"),
    "bg": ("От:", "Изпратено:", "До:", "Относно:"),
    "el": ("Από:", "Στάλθηκε:", "Προς:", "Θέμα:"),
    "tr": ("Kimden:", "Gönderildi:", "Kime:", "Konu:"),
    "ja": ("差出人:", "送信日時:", "宛先:", "件名:"),
    "ja2": ("From：", "Date：", "To：", "Subject："),
    "zh": ("发件人:", "发送时间:", "收件人:", "主题:"),
    "tw": ("寄件者:", "寄件日期:", "收件者:", "主旨:"),
    "ko": ("보낸 사람:", "보낸 날짜:", "받는 사람:", "제목:"),
    "ar": ("من:", "تم الإرسال:", "إلى:", "الموضوع:"),
    "he": ("מאת:", "נשלח:", "אל:", "נושא:"),
    "th": ("จาก:", "ส่ง:", "ถึง:", "เรื่อง:"),
    "vi": ("Từ:", "Đã gửi:", "Tới:", "Chủ đề:"),
    "id": ("Dari:", "Dikirim:", "Kepada:", "Perihal:"),
    "hr": ("Od:", "Poslano:", "Prima:", "Predmet:"),
    "sl": ("Od:", "Poslano:", "Za:", "Zadeva:"),
    "sr": ("Од:", "Послато:", "Коме:", "Наслов:"),
    "et": ("Saatja:", "Saadetud:", "Adressaat:", "Teema:"),
    "lv": ("No:", "Nosūtīts:", "Kam:", "Tēma:"),
    "lt": ("Nuo:", "Išsiųsta:", "Kam:", "Tema:"),
    "no": ("Fra:", "Sendt:", "Til:", "Emne:"),
    "ca": ("De:", "Enviat:", "Per a:", "Tema:"),
    "xx": ("Zug:", "Wann:", "Wem:", "Worum:"),
}

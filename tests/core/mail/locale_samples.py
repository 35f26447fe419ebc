"""How programs in some seventy-five languages introduce a quote, as their translations write it: (locale, the lines)."""

# ruff: noqa: E501 - a sample stands on one line, as it came

from __future__ import annotations

ATTRIBUTIONS: list[tuple[str, str]] = [
    ("af", "Op Ma. 5 Jan. 2026 om 10:15 het Ana Test <ana@example.com> geskryf:"),
    (
        "ar",
        "في الاثنين، 5 يناير 2026 في 10:15 ص تمت كتابة ما يلي بواسطة \u200fAna Test <\u200fana@example.com\u200f>:\u200f",
    ),
    ("ar-apple", "في ٥ يناير ٢٠٢٦، الساعة ١٠:١٥ ص، كتب Ana Test <ana@example.com>:"),
    ("az", "Ana Test <ana@example.com> 5 yan 2026, B.e. tarixində 10:15 radələrində yazdı:"),
    ("be", "пн, 5 сту 2026 г. у 10:15 Ana Test <ana@example.com> піша:"),
    ("bg", "На пн, 5.01.2026 г. в 10:15 Ana Test <ana@example.com> написа:"),
    ("bg-tb", "На 5.1.2026 г. в 10:15, Ana Test написа:"),
    ("bn", "সোম, ৫ জানু, ২০২৬ তারিখে ১০:১৫ AM টায় এ Ana Test <ana@example.com> লিখেছেন:"),
    ("bs", "pon, 5. jan 2026. u 10:15 Ana Test <ana@example.com> je napisao/la:"),
    ("ca", "Missatge de Ana Test <ana@example.com> del dia dl., 5 de gen. 2026 a les 10:15:"),
    ("ca-apple", "El 5 gen 2026, a les 10:15, Ana Test <ana@example.com> va escriure:"),
    ("cs", "po 5. 1. 2026 v 10:15 odesílatel Ana Test <ana@example.com> napsal:"),
    ("cs-tb", "Dne 05. 01. 26 v 10:15 Ana Test napsal(a):"),
    ("cs-apple", "5. 1. 2026 v 10:15, Ana Test <ana@example.com>:"),
    ("cy", "Ar Llun, 5 Ion 2026 am 10:15 ysgrifennodd Ana Test <ana@example.com>:"),
    ("da", "Den man. 5. jan. 2026 kl. 10.15 skrev Ana Test <ana@example.com>:"),
    ("da-apple", "Den 5. jan. 2026 kl. 10.15 skrev Ana Test <ana@example.com>:"),
    ("de-apple", "> Am 05.01.2026 um 10:15 schrieb Ana Test <ana@example.com>:"),
    ("de-ch", "Ana Test <ana@example.com> schrieb am 05.01.2026 10:15 CET:"),
    ("el", "Στις Δευ 5 Ιαν 2026 στις 10:15 π.μ., ο χρήστης Ana Test <ana@example.com> έγραψε:"),
    ("el-tb", "Στις 5/1/2026 10:15 π.μ., ο/η Ana Test έγραψε:"),
    ("en-yahoo", "On Monday, 5 January 2026 at 10:15:00 GMT, Ana Test <ana@example.com> wrote:"),
    ("eo", "Je 2026-01-05 10:15, Ana Test skribis:"),
    ("es-yahoo", "El lunes, 5 de enero de 2026, 10:15:00 CET, Ana Test <ana@example.com> escribió:"),
    ("es-419", "El El lun, 5 ene 2026 a la(s) 10:15 a.m., Ana Test <ana@example.com> escribió:"),
    ("et", "Kuupäev E, 5. jaanuar 2026 kell 10:15 kirjutas Ana Test <ana@example.com>:"),
    ("et-tb", "Ana Test kirjutas 05.01.2026 kell 10:15:"),
    ("eu", "Ana Test <ana@example.com> igorleak hau idatzi du (2026 urt. 5, al. (10:15)):"),
    ("fa", "در تاریخ دوشنبه ۵ ژانویهٔ ۲۰۲۶،\u200f ۱۰:۱۵ Ana Test <\u200eana@example.com\u200e> نوشت:"),
    ("fi", "ma 5. tammik. 2026 klo 10.15 Ana Test (ana@example.com) kirjoitti:"),
    ("fi-tb", "Ana Test kirjoitti 5.1.2026 klo 10.15:"),
    ("fil", "Noong Lun, Ene 5, 2026 nang 10:15 AM, sumulat si Ana Test <ana@example.com> ng:"),
    ("fr-ca", "Le lun. 5 janv. 2026, à 10 h 15, Ana Test <ana@example.com> a écrit :"),
    ("fr-yahoo", "Le lundi 5 janvier 2026 à 10:15:00 UTC+1, Ana Test <ana@example.com> a écrit :"),
    ("fr-sfr", "> Le 5 janv. 2026 à 10:15, Ana Test <ana@example.com> a écrit :"),
    ("ga", "Ar Luan 5 Ean 2026 ag 10:15, scríobh Ana Test <ana@example.com>:"),
    ("gd", "Sgrìobh Ana Test <ana@example.com> na leanas DiL 5 Faoi 2026 aig 10:15:"),
    ("gl", "O luns, 5 xan 2026 ás 10:15, Ana Test (<ana@example.com>) escribiu:"),
    ("gu", "સોમ, 5 જાન્યુ, 2026 એ 10:15 AM વાગ્યે Ana Test <ana@example.com> એ લખ્યું:"),
    (
        "he",
        "\u200fבתאריך יום ב׳, 5 בינו׳ 2026 ב-10:15 מאת \u202aAna Test\u202c\u200f <\u202aana@example.com\u202c\u200f>:\u202c",
    ),
    ("he-apple", "ב-5 בינו׳ 2026, בשעה 10:15,\u200f Ana Test <ana@example.com> כתב/ה:"),
    ("hi", "सोम, 5 जन॰ 2026 को 10:15 am बजे को Ana Test <ana@example.com> ने लिखा:"),
    ("hr", "pon, 5. sij 2026. u 10:15 Ana Test <ana@example.com> napisao je:"),
    ("hr-tb", "Ana Test je napisao/la dana 5.1.2026. u 10:15:"),
    ("hu", "Ana Test <ana@example.com> ezt írta (időpont: 2026. jan. 5., H, 10:15):"),
    ("hu-tb", "2026. 01. 05. 10:15 keltezéssel, Ana Test írta:"),
    ("hy", "Երկ, 5 հնվ 2026 թ. ժամը 10:15-ին Ana Test <ana@example.com>-ը գրել է:"),
    ("id", "Pada tanggal Sen, 5 Jan 2026 pukul 10.15 Ana Test <ana@example.com> menulis:"),
    ("id-sent", "Pada Sen, 5 Jan 2026 10.15, Ana Test <ana@example.com> menulis:"),
    ("is", "mán., 5. jan. 2026 kl. 10:15 skrifaði Ana Test <ana@example.com>:"),
    ("it-apple", "Il giorno 5 gen 2026, alle ore 10:15, Ana Test <ana@example.com> ha scritto:"),
    ("it-yahoo", "Il lunedì 5 gennaio 2026 alle ore 10:15:00 CET, Ana Test <ana@example.com> ha scritto:"),
    ("ja-gmail", "2026年1月5日(月) 10:15 佐藤花子 <sato@example.jp>:"),
    ("ja-gmail-old", "2026年1月5日 10:15 佐藤花子 <sato@example.jp>:"),
    ("ja-apple", "2026/01/05 10:15、佐藤花子 <sato@example.jp>のメール:"),
    ("ja-apple2", "> 2026/01/05 10:15、佐藤花子 <sato@example.jp>のメール:"),
    ("ja-tb", "On 2026/01/05 10:15, 佐藤花子 wrote:"),
    ("ja-tb2", "(2026/01/05 10:15), 佐藤花子 wrote:"),
    ("ja-tb3", "佐藤花子 さんは書きました (2026/01/05 10:15):"),
    ("ja-web", "佐藤花子さんは書きました:"),
    ("ja-web2", "佐藤花子 <sato@example.jp> さんは書きました："),
    ("ja-yahoo", "2026年1月5日月曜日 10:15:00 JST、佐藤花子 <sato@example.jp> のメッセージ："),
    ("ja-rakuten", "佐藤様が2026年1月5日 10:15に書きました："),
    ("ka", "ორშ, 5 იან. 2026, 10:15-ზე Ana Test <ana@example.com> წერს:"),
    ("kk", "дс, 5 қаң. 2026 ж. сағ. 10:15 Ana Test <ana@example.com> жазды:"),
    ("km", "នៅថ្ងៃ ច័ន្ទ 5 មករា 2026 នៅម៉ោង 10:15 Ana Test <ana@example.com> បានសរសេរ៖"),
    ("kn", "ಸೋಮ, ಜನ 5, 2026 ರಂದು 10:15 ಪೂರ್ವಾಹ್ನ ಸಮಯಕ್ಕೆ Ana Test <ana@example.com> ಅವರು ಬರೆದಿದ್ದಾರೆ:"),
    ("ko", "2026년 1월 5일 (월) 오전 10:15, 김철수 <kim@example.kr>님이 작성:"),
    ("ko-apple", "2026. 1. 5. 오전 10:15, 김철수 <kim@example.kr> 작성:"),
    (
        "ko-naver",
        '-----Original Message-----\nFrom: "김철수"<kim@example.kr>\nTo: <desk@example.kr>\nSent: 2026-01-05 (월) 10:15:00 (GMT+09:00)\nSubject: 문의',
    ),
    ("ky", "дш., 5-янв. 2026-ж., саат 10:15 Ana Test <ana@example.com> жазды:"),
    ("lo", "ໃນວັນທີ ຈັນ, 5 ມ.ກ. 2026 ເວລາ 10:15 Ana Test <ana@example.com> ຂຽນ:"),
    ("lt", "2026-01-05, pr, 10:15 Ana Test <ana@example.com> rašė:"),
    ("lv", "Pirmd., 2026. g. 5. janv., plkst. 10:15 \u2014 lietotājs Ana Test (<ana@example.com>) rakstīja:"),
    ("mk", "На пон., 5 јан. 2026 во 10:15 Ana Test <ana@example.com> напиша:"),
    ("ml", "2026, ജനു 5 തിങ്കൾ, 10:15 AM-ന് Ana Test <ana@example.com> എഴുതി:"),
    ("mn", "2026 оны 1-р сарын 5, Да 10:15 цагт Ana Test <ana@example.com> бичсэн:"),
    ("mr", "सोम, ५ जाने, २०२६ रोजी १०:१५ AM वाजता Ana Test <ana@example.com> ने लिहिले:"),
    ("ms", "Pada Isn, 5 Jan 2026 pada 10:15 PG, Ana Test <ana@example.com> menulis:"),
    ("my", "၂၀၂၆၊ ဇန် ၅ တနင်္လာ ၁၀:၁၅ တွင် Ana Test <ana@example.com> က ရေးခဲ့သည်\u2212"),
    ("nb", "man. 5. jan. 2026 kl. 10:15 skrev Ana Test <ana@example.com>:"),
    ("nb-tb", "Den 05.01.2026 10:15, skrev Ana Test:"),
    ("ne", "सोम, ५ जनवरी, २०२६ ले १०:१५ पूर्वाह्न मा Ana Test <ana@example.com> ले लेख्नुभयो:"),
    ("nl-yahoo", "Op maandag 5 januari 2026 om 10:15:00 CET schreef Ana Test <ana@example.com>:"),
    ("nn", "Den 5. jan. 2026 kl. 10.15 skreiv Ana Test <ana@example.com>:"),
    ("pa", "ਸੋਮ, 5 ਜਨ 2026 ਨੂੰ 10:15 ਪੂ.ਦੁ. ਵਜੇ Ana Test <ana@example.com> ਨੇ ਲਿਖਿਆ:"),
    ("pl", "pon., 5 sty 2026 o 10:15 Ana Test <ana@example.com> napisał(a):"),
    ("pl-tb", "W dniu 5.01.2026 o 10:15, Ana Test pisze:"),
    ("pl-wp", "Dnia 5 stycznia 2026 10:15 Ana Test <ana@example.com> napisał(a):"),
    ("pt-apple", "No dia 05/01/2026, às 10:15, Ana Test <ana@example.com> escreveu:"),
    ("pt-yahoo", "Em segunda-feira, 5 de janeiro de 2026 às 10:15:00 BRT, Ana Test <ana@example.com> escreveu:"),
    ("pt-out", "Em seg., 5 de jan. de 2026, 10:15, Ana Test <ana@example.com>\nescreveu:"),
    ("ro", "În lun., 5 ian. 2026 la 10:15, Ana Test <ana@example.com> a scris:"),
    ("ro-tb", "Pe 05.01.2026 10:15, Ana Test a scris:"),
    ("ru", "пн, 5 янв. 2026 г. в 10:15, Ana Test <ana@example.com>:"),
    ("ru-tb", "05.01.2026 10:15, Ana Test пишет:"),
    ("ru-mailru", "Понедельник, 5 января 2026, 10:15 +03:00 от Ana Test <ana@example.com>:"),
    ("ru-yandex", '05.01.2026, 10:15, "Ana Test" <ana@example.com>:'),
    ("si", "සඳුදා, 2026 ජන 5 දින පෙ.ව. 10:15 ට Ana Test <ana@example.com> ලිව්වා:"),
    ("sk", "po 5. 1. 2026 o 10:15 Ana Test <ana@example.com> napísal(a):"),
    ("sk-tb", "Dňa 5. 1. 2026 o 10:15 Ana Test napísal(a):"),
    ("sl", "V V pon., 5. jan. 2026 ob 10:15 je oseba Ana Test <ana@example.com> napisala:"),
    ("sl-tb", "Ana Test je 5. 01. 2026 ob 10:15 napisal:"),
    ("sq", "Më hën, 5 jan 2026 në 10:15 Ana Test <ana@example.com> shkroi:"),
    ("sr", "пон, 5. јан 2026. у 10:15 Ana Test <ana@example.com> је написао/ла:"),
    ("sr-lat", "pon, 5. jan 2026. u 10:15 Ana Test <ana@example.com> je napisao/la:"),
    ("sv-tb", "Den 2026-01-05 kl. 10:15, skrev Ana Test:"),
    ("sv-yahoo", "Den måndag 5 januari 2026 10:15:00 CET skrev Ana Test <ana@example.com>:"),
    ("sw", "Mnamo Jtt, 5 Jan 2026 saa 10:15 Ana Test <ana@example.com> aliandika:"),
    ("ta", "திங்., 5 ஜன., 2026, முற்பகல் 10:15 அன்று, Ana Test <ana@example.com> எழுதியது:"),
    ("te", "సోమ, 5 జన, 2026 10:15 AMకి, Ana Test <ana@example.com> ఇలా రాశారు:"),
    ("th", "ในวันที่ จ. 5 ม.ค. 2026 เวลา 10:15 Ana Test <ana@example.com> เขียนว่า:"),
    ("th-be", "เมื่อ วันจันทร์ที่ 5 มกราคม พ.ศ. 2569 10:15 น. Ana Test <ana@example.com> เขียนว่า:"),
    ("tr", "Ana Test <ana@example.com>, 5 Oca 2026 Pzt, 10:15 tarihinde şunu yazdı:"),
    ("tr-apple", "Ana Test <ana@example.com> şunları yazdı (5 Oca 2026 10:15):"),
    ("tr-tb", "05.01.2026 10:15 tarihinde Ana Test yazdı:"),
    ("uk", "пн, 5 січ. 2026 р. о 10:15 Ana Test <ana@example.com> пише:"),
    ("uk-tb", "05.01.26 10:15, Ana Test пише:"),
    ("ur", "پیر، 5 جنوری، 2026 کو 10:15 AM پر Ana Test <ana@example.com> نے لکھا:"),
    ("uz", "Ana Test <ana@example.com> 5-yan, 2026, Du 10:15 da yozdi:"),
    ("vi", "Vào Th 2, 5 thg 1, 2026 vào lúc 10:15 Ana Test <ana@example.com> đã viết:"),
    ("vi-tb", "Vào 05/01/2026 10:15 SA, Ana Test đã viết:"),
    ("zh-CN", "张三 <zhang@example.cn> 于2026年1月5日周一 10:15写道："),
    ("zh-TW", "張三 <zhang@example.tw> 於 2026年1月5日 週一 上午10:15寫道："),
    ("zh-HK", "張三 <zhang@example.hk> 在 2026年1月5日星期一 上午10:15 寫道："),
    ("zh-apple", "2026年1月5日 上午10:15，张三 <zhang@example.cn> 写道："),
    ("zh-tb", "在 2026/1/5 10:15, 张三 写道:"),
    ("zh-163", '在 2026-01-05 10:15:00，"张三" <zhang@example.cn> 写道：'),
    ("zu", "NgoMso, Jan 5, 2026 ngo-10:15 Ana Test <ana@example.com> wabhala:"),
]
"""Lines that say who wrote when."""

HEADERS: list[tuple[str, str]] = [
    (
        "af",
        "Van: Ana Test <ana@example.com>\nGestuur: Monday, January 5, 2026 10:15 AM\nAan: Desk <desk@example.com>\nOnderwerp: Hello",
    ),
    (
        "ar",
        "من: Ana Test <ana@example.com>\nتاريخ الإرسال: Monday, January 5, 2026 10:15 AM\nإلى: Desk <desk@example.com>\nالموضوع: Hello",
    ),
    (
        "ar-rlm",
        "\u200fمن: Ana Test <ana@example.com>\n\u200fتم الإرسال: Monday, January 5, 2026 10:15 AM\n\u200fإلى: Desk <desk@example.com>\n\u200fالموضوع: Hello",
    ),
    (
        "az",
        "Kimdən: Ana Test <ana@example.com>\nGöndərildi: Monday, January 5, 2026 10:15 AM\nKimə: Desk <desk@example.com>\nMövzu: Hello",
    ),
    (
        "be",
        "Ад: Ana Test <ana@example.com>\nДаслана: Monday, January 5, 2026 10:15 AM\nКаму: Desk <desk@example.com>\nТэма: Hello",
    ),
    (
        "bg",
        "От: Ana Test <ana@example.com>\nИзпратено: Monday, January 5, 2026 10:15 AM\nДо: Desk <desk@example.com>\nОтносно: Hello",
    ),
    (
        "bn",
        "থেকে: Ana Test <ana@example.com>\nপ্রেরিত: Monday, January 5, 2026 10:15 AM\nপ্রতি: Desk <desk@example.com>\nবিষয়: Hello",
    ),
    (
        "bs",
        "Od: Ana Test <ana@example.com>\nPoslano: Monday, January 5, 2026 10:15 AM\nZa: Desk <desk@example.com>\nPredmet: Hello",
    ),
    (
        "ca",
        "De: Ana Test <ana@example.com>\nEnviat: Monday, January 5, 2026 10:15 AM\nPer a: Desk <desk@example.com>\nAssumpte: Hello",
    ),
    (
        "cs",
        "Od: Ana Test <ana@example.com>\nOdesláno: Monday, January 5, 2026 10:15 AM\nKomu: Desk <desk@example.com>\nPředmět: Hello",
    ),
    (
        "cy",
        "Oddi wrth: Ana Test <ana@example.com>\nAnfonwyd: Monday, January 5, 2026 10:15 AM\nAt: Desk <desk@example.com>\nPwnc: Hello",
    ),
    (
        "da",
        "Fra: Ana Test <ana@example.com>\nSendt: Monday, January 5, 2026 10:15 AM\nTil: Desk <desk@example.com>\nEmne: Hello",
    ),
    (
        "de",
        "Von: Ana Test <ana@example.com>\nGesendet: Monday, January 5, 2026 10:15 AM\nAn: Desk <desk@example.com>\nBetreff: Hello",
    ),
    (
        "el",
        "Από: Ana Test <ana@example.com>\nΣτάλθηκε: Monday, January 5, 2026 10:15 AM\nΠρος: Desk <desk@example.com>\nΘέμα: Hello",
    ),
    (
        "es",
        "De: Ana Test <ana@example.com>\nEnviado el: Monday, January 5, 2026 10:15 AM\nPara: Desk <desk@example.com>\nAsunto: Hello",
    ),
    (
        "et",
        "Saatja: Ana Test <ana@example.com>\nSaadetud: Monday, January 5, 2026 10:15 AM\nAdressaat: Desk <desk@example.com>\nTeema: Hello",
    ),
    (
        "eu",
        "Nork: Ana Test <ana@example.com>\nBidalia: Monday, January 5, 2026 10:15 AM\nNori: Desk <desk@example.com>\nGaia: Hello",
    ),
    (
        "fa",
        "از: Ana Test <ana@example.com>\nارسال شده: Monday, January 5, 2026 10:15 AM\nبه: Desk <desk@example.com>\nموضوع: Hello",
    ),
    (
        "fi",
        "Lähettäjä: Ana Test <ana@example.com>\nLähetetty: Monday, January 5, 2026 10:15 AM\nVastaanottaja: Desk <desk@example.com>\nAihe: Hello",
    ),
    (
        "fil",
        "Mula kay: Ana Test <ana@example.com>\nIpinadala: Monday, January 5, 2026 10:15 AM\nPara kay: Desk <desk@example.com>\nPaksa: Hello",
    ),
    (
        "fr",
        "De : Ana Test <ana@example.com>\nEnvoyé : Monday, January 5, 2026 10:15 AM\nÀ : Desk <desk@example.com>\nObjet : Hello",
    ),
    (
        "fr-nb",
        "De\u00a0: Ana Test <ana@example.com>\nEnvoyé\u00a0: Monday, January 5, 2026 10:15 AM\nÀ\u00a0: Desk <desk@example.com>\nObjet\u00a0: Hello",
    ),
    (
        "fr-ca",
        "De : Ana Test <ana@example.com>\nDate : Monday, January 5, 2026 10:15 AM\nÀ : Desk <desk@example.com>\nObjet : Hello",
    ),
    (
        "ga",
        "Ó: Ana Test <ana@example.com>\nSeolta: Monday, January 5, 2026 10:15 AM\nChuig: Desk <desk@example.com>\nÁbhar: Hello",
    ),
    (
        "gl",
        "De: Ana Test <ana@example.com>\nEnviado: Monday, January 5, 2026 10:15 AM\nPara: Desk <desk@example.com>\nAsunto: Hello",
    ),
    (
        "gu",
        "પ્રેષક: Ana Test <ana@example.com>\nમોકલ્યું: Monday, January 5, 2026 10:15 AM\nપ્રતિ: Desk <desk@example.com>\nવિષય: Hello",
    ),
    (
        "he",
        "\u200fמאת: Ana Test <ana@example.com>\n\u200fנשלח: Monday, January 5, 2026 10:15 AM\n\u200fאל: Desk <desk@example.com>\n\u200fנושא: Hello",
    ),
    (
        "hi",
        "प्रेषक: Ana Test <ana@example.com>\nभेजा गया: Monday, January 5, 2026 10:15 AM\nप्रति: Desk <desk@example.com>\nविषय: Hello",
    ),
    (
        "hr",
        "Od: Ana Test <ana@example.com>\nPoslano: Monday, January 5, 2026 10:15 AM\nZa: Desk <desk@example.com>\nPredmet: Hello",
    ),
    (
        "hu",
        "Feladó: Ana Test <ana@example.com>\nElküldve: Monday, January 5, 2026 10:15 AM\nCímzett: Desk <desk@example.com>\nTárgy: Hello",
    ),
    (
        "hy",
        "Ում կողմից: Ana Test <ana@example.com>\nՈւղարկված է: Monday, January 5, 2026 10:15 AM\nՈւմ: Desk <desk@example.com>\nԹեմա: Hello",
    ),
    (
        "id",
        "Dari: Ana Test <ana@example.com>\nDikirim: Monday, January 5, 2026 10:15 AM\nKepada: Desk <desk@example.com>\nSubjek: Hello",
    ),
    (
        "is",
        "Frá: Ana Test <ana@example.com>\nSent: Monday, January 5, 2026 10:15 AM\nTil: Desk <desk@example.com>\nEfni: Hello",
    ),
    (
        "it",
        "Da: Ana Test <ana@example.com>\nInviato: Monday, January 5, 2026 10:15 AM\nA: Desk <desk@example.com>\nOggetto: Hello",
    ),
    (
        "ja",
        "差出人: Ana Test <ana@example.com>\n送信日時: 2026年1月5日月曜日 10:15\n宛先: Desk <desk@example.com>\n件名: Hello",
    ),
    (
        "ja-fw",
        "差出人： Ana Test <ana@example.com>\n日時： 2026年1月5日 10:15\n宛先： Desk <desk@example.com>\n件名： Hello",
    ),
    (
        "ja-sent",
        "From: Ana Test <ana@example.com>\nSent: 2026年1月5日 10:15\nTo: Desk <desk@example.com>\nSubject: Hello",
    ),
    (
        "ja-orig",
        "-----元のメッセージ-----\n送信者: Ana Test <ana@example.com>\n送信日時: 2026年1月5日 10:15\n宛先: Desk <desk@example.com>\n件名: Hello",
    ),
    (
        "ja-yahoo",
        "----- Original Message -----\nFrom: Ana Test <ana@example.com>\nTo: 2026/1/5, Mon 10:15\nDate: Desk <desk@example.com>\nSubject: Hello",
    ),
    (
        "ka",
        "გამომგზავნი: Ana Test <ana@example.com>\nგაგზავნილია: Monday, January 5, 2026 10:15 AM\nმიმღები: Desk <desk@example.com>\nთემა: Hello",
    ),
    (
        "kk",
        "Кімнен: Ana Test <ana@example.com>\nЖіберілді: Monday, January 5, 2026 10:15 AM\nКімге: Desk <desk@example.com>\nТақырып: Hello",
    ),
    (
        "ko",
        "보낸 사람: Ana Test <ana@example.com>\n보낸 날짜: 2026년 1월 5일 월요일 오전 10:15\n받는 사람: Desk <desk@example.com>\n제목: Hello",
    ),
    (
        "lt",
        "Nuo: Ana Test <ana@example.com>\nIšsiųsta: Monday, January 5, 2026 10:15 AM\nKam: Desk <desk@example.com>\nTema: Hello",
    ),
    (
        "lv",
        "No: Ana Test <ana@example.com>\nNosūtīts: Monday, January 5, 2026 10:15 AM\nKam: Desk <desk@example.com>\nTēma: Hello",
    ),
    (
        "mk",
        "Од: Ana Test <ana@example.com>\nИспратено: Monday, January 5, 2026 10:15 AM\nДо: Desk <desk@example.com>\nПредмет: Hello",
    ),
    (
        "mr",
        "प्रेषक: Ana Test <ana@example.com>\nपाठवले: Monday, January 5, 2026 10:15 AM\nप्रति: Desk <desk@example.com>\nविषय: Hello",
    ),
    (
        "ms",
        "Daripada: Ana Test <ana@example.com>\nDihantar: Monday, January 5, 2026 10:15 AM\nKepada: Desk <desk@example.com>\nSubjek: Hello",
    ),
    (
        "nb",
        "Fra: Ana Test <ana@example.com>\nSendt: Monday, January 5, 2026 10:15 AM\nTil: Desk <desk@example.com>\nEmne: Hello",
    ),
    (
        "nl",
        "Van: Ana Test <ana@example.com>\nVerzonden: Monday, January 5, 2026 10:15 AM\nAan: Desk <desk@example.com>\nOnderwerp: Hello",
    ),
    (
        "pl",
        "Od: Ana Test <ana@example.com>\nWysłano: Monday, January 5, 2026 10:15 AM\nDo: Desk <desk@example.com>\nTemat: Hello",
    ),
    (
        "pt",
        "De: Ana Test <ana@example.com>\nEnviada em: Monday, January 5, 2026 10:15 AM\nPara: Desk <desk@example.com>\nAssunto: Hello",
    ),
    (
        "ro",
        "De la: Ana Test <ana@example.com>\nTrimis: Monday, January 5, 2026 10:15 AM\nCătre: Desk <desk@example.com>\nSubiect: Hello",
    ),
    (
        "ru",
        "От: Ana Test <ana@example.com>\nОтправлено: Monday, January 5, 2026 10:15 AM\nКому: Desk <desk@example.com>\nТема: Hello",
    ),
    (
        "sk",
        "Od: Ana Test <ana@example.com>\nOdoslané: Monday, January 5, 2026 10:15 AM\nKomu: Desk <desk@example.com>\nPredmet: Hello",
    ),
    (
        "sl",
        "Od: Ana Test <ana@example.com>\nPoslano: Monday, January 5, 2026 10:15 AM\nZa: Desk <desk@example.com>\nZadeva: Hello",
    ),
    (
        "sq",
        "Nga: Ana Test <ana@example.com>\nDërguar: Monday, January 5, 2026 10:15 AM\nPër: Desk <desk@example.com>\nSubjekti: Hello",
    ),
    (
        "sr",
        "Од: Ana Test <ana@example.com>\nПослато: Monday, January 5, 2026 10:15 AM\nКоме: Desk <desk@example.com>\nТема: Hello",
    ),
    (
        "sv",
        "Från: Ana Test <ana@example.com>\nSkickat: Monday, January 5, 2026 10:15 AM\nTill: Desk <desk@example.com>\nÄmne: Hello",
    ),
    (
        "sw",
        "Kutoka: Ana Test <ana@example.com>\nImetumwa: Monday, January 5, 2026 10:15 AM\nKwa: Desk <desk@example.com>\nMada: Hello",
    ),
    (
        "ta",
        "அனுப்புநர்: Ana Test <ana@example.com>\nஅனுப்பப்பட்டது: Monday, January 5, 2026 10:15 AM\nபெறுநர்: Desk <desk@example.com>\nபொருள்: Hello",
    ),
    (
        "te",
        "నుండి: Ana Test <ana@example.com>\nపంపబడింది: Monday, January 5, 2026 10:15 AM\nకు: Desk <desk@example.com>\nవిషయం: Hello",
    ),
    ("th", "จาก: Ana Test <ana@example.com>\nส่ง: 5 มกราคม 2569 10:15\nถึง: Desk <desk@example.com>\nเรื่อง: Hello"),
    (
        "tr",
        "Kimden: Ana Test <ana@example.com>\nGönderildi: Monday, January 5, 2026 10:15 AM\nKime: Desk <desk@example.com>\nKonu: Hello",
    ),
    (
        "uk",
        "Від: Ana Test <ana@example.com>\nНадіслано: Monday, January 5, 2026 10:15 AM\nКому: Desk <desk@example.com>\nТема: Hello",
    ),
    (
        "ur",
        "منجانب: Ana Test <ana@example.com>\nبھیجا گیا: Monday, January 5, 2026 10:15 AM\nبنام: Desk <desk@example.com>\nموضوع: Hello",
    ),
    (
        "vi",
        "Từ: Ana Test <ana@example.com>\nĐã gửi: Monday, January 5, 2026 10:15 AM\nĐến: Desk <desk@example.com>\nChủ đề: Hello",
    ),
    (
        "zh-CN",
        "发件人: Ana Test <ana@example.com>\n发送时间: 2026年1月5日 10:15\n收件人: Desk <desk@example.com>\n主题: Hello",
    ),
    (
        "zh-CN-fw",
        "发件人：Ana Test <ana@example.com>\n发送时间：2026年1月5日 10:15\n收件人：Desk <desk@example.com>\n主题：Hello",
    ),
    (
        "zh-TW",
        "寄件者: Ana Test <ana@example.com>\n寄件日期: 2026年1月5日 上午 10:15\n收件者: Desk <desk@example.com>\n主旨: Hello",
    ),
    (
        "zh-qq",
        '------------------ 原始邮件 ------------------\n发件人: "张三" <zhang@example.cn>;\n发送时间: 2026年1月5日(星期一) 上午10:15\n收件人: "客服"<desk@example.cn>;\n主题: 你好',
    ),
    (
        "lb",
        "Vun: Ana Test <ana@example.com>\nGeschéckt: Monday, January 5, 2026 10:15 AM\nUn: Desk <desk@example.com>\nSujet: Hello",
    ),
    (
        "mn",
        "Хэнээс: Ana Test <ana@example.com>\nИлгээсэн: Monday, January 5, 2026 10:15 AM\nХэнд: Desk <desk@example.com>\nСэдэв: Hello",
    ),
    (
        "ne",
        "बाट: Ana Test <ana@example.com>\nपठाइएको: Monday, January 5, 2026 10:15 AM\nलाई: Desk <desk@example.com>\nविषय: Hello",
    ),
    (
        "kn",
        "ಇಂದ: Ana Test <ana@example.com>\nಕಳುಹಿಸಲಾಗಿದೆ: Monday, January 5, 2026 10:15 AM\nಗೆ: Desk <desk@example.com>\nವಿಷಯ: Hello",
    ),
    (
        "ml",
        "അയച്ചത്: Ana Test <ana@example.com>\nഅയച്ച തീയതി: Monday, January 5, 2026 10:15 AM\nസ്വീകർത്താവ്: Desk <desk@example.com>\nവിഷയം: Hello",
    ),
    (
        "pa",
        "ਵੱਲੋਂ: Ana Test <ana@example.com>\nਭੇਜਿਆ: Monday, January 5, 2026 10:15 AM\nਨੂੰ: Desk <desk@example.com>\nਵਿਸ਼ਾ: Hello",
    ),
    (
        "si",
        "සිට: Ana Test <ana@example.com>\nයැවූ: Monday, January 5, 2026 10:15 AM\nවෙත: Desk <desk@example.com>\nමාතෘකාව: Hello",
    ),
    (
        "km",
        "ពី: Ana Test <ana@example.com>\nបានផ្ញើ: Monday, January 5, 2026 10:15 AM\nជូន: Desk <desk@example.com>\nប្រធានបទ: Hello",
    ),
    (
        "lo",
        "ຈາກ: Ana Test <ana@example.com>\nສົ່ງ: Monday, January 5, 2026 10:15 AM\nຫາ: Desk <desk@example.com>\nຫົວຂໍ້: Hello",
    ),
    (
        "my",
        "မှ: Ana Test <ana@example.com>\nပို့ခဲ့သည်: Monday, January 5, 2026 10:15 AM\nသို့: Desk <desk@example.com>\nအကြောင်းအရာ: Hello",
    ),
    (
        "uz",
        "Kimdan: Ana Test <ana@example.com>\nYuborildi: Monday, January 5, 2026 10:15 AM\nKimga: Desk <desk@example.com>\nMavzu: Hello",
    ),
]
"""Blocks of header lines over the quoted mail."""

"""Whole replies as people send them, each with what was newly written: many makes of programs, many languages.

A reply is written with marks in front of its lines, so that both texts stand in one place: `+` is what the person
newly wrote, anything else is quoted, signed or put there by a program.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WholeReply:
    """A text and what is new in it; blank lines at the ends of what is new do not count."""

    name: str
    text: str
    new: str


def _reply(name: str, marked: str) -> WholeReply:
    """`+` new, `.` not new; the mark and one space are taken off."""
    lines = marked.strip("\n").split("\n")
    assert all(line[:1] in ("+", ".") for line in lines), name
    text = "\n".join(line[2:] for line in lines)
    kept = [line[2:] if line[0] == "+" else None for line in lines]
    runs: list[list[str]] = [[]]
    for line in kept:
        if line is None:
            runs.append([])
        else:
            runs[-1].append(line)
    pieces = ["\n".join(run).strip("\n") for run in runs]
    return WholeReply(name, text, "\n\n".join(piece for piece in pieces if piece.strip()))


_MARKED = {
    "gmail, English": """
+ Hi Anna,
+
+ yes, Thursday works for us. Could you send the invoice to accounts@customer.example instead?
+
+ Thanks,
+ Bob
.
. On Tue, Nov 17, 2026 at 4:02 PM Support <desk@shop.example> wrote:
.
. > Hello Bob,
. >
. > would Thursday suit you?
. >
. > Regards,
. > Anna
""",
    "gmail, wrapped introduction": """
+ It still does not work, see the screenshot.
.
. On Tue, Nov 17, 2026 at 4:02 PM Customer Care Team at Shop Example <
. customer-care-team@shop.example> wrote:
.
. > Please try again.
""",
    "gmail, quote marks lost": """
+ Cancel it please.
.
. On Tue, 17 Nov 2026, 16:02 Support, <desk@shop.example> wrote:
.
. Hello Bob,
. would you like us to cancel the order?
""",
    "apple mail": """
+ That fixed it. You can close this.
+
+ Kind regards
+ Jane
.
. > On 17 Nov 2026, at 16:02, Support <desk@shop.example> wrote:
. >
. > Have you tried to log out?
. >
""",
    "iphone with signature between": """
+ Not yet, I will try tonight
.
. Sent from my iPhone
.
. > On Nov 17, 2026, at 4:02 PM, Support <desk@shop.example> wrote:
. >
. > Did it arrive?
""",
    "outlook desktop": """
+ Dear team,
+
+ please find the signed form attached. When can we expect the delivery?
+
+ Best regards,
+ Martin Keller
.
. From: Support <desk@shop.example>
. Sent: Tuesday, November 17, 2026 4:02 PM
. To: Martin Keller <m.keller@firm.example>
. Cc: Sales <sales@shop.example>
. Subject: RE: Order 5512
.
. Dear Mr. Keller,
. please sign the form.
""",
    "outlook with underscores": """
+ Yes please.
.
. ________________________________
. From: Support <desk@shop.example>
. Sent: 17 November 2026 16:02
. To: Ann Lee
. Subject: Refund
.
. Shall we refund you?
""",
    "outlook, starred labels": """
+ Agreed.
.
. *From:* Support [mailto:desk@shop.example]
. *Sent:* Tuesday, November 17, 2026 4:02 PM
. *To:* Ann Lee
. *Subject:* Terms
.
. Do you agree?
""",
    "outlook, original message": """
+ We never received the parcel.
.
. -----Original Message-----
. From: Support [mailto:desk@shop.example]
. Sent: Tuesday, November 17, 2026 4:02 PM
. To: Ann Lee
. Subject: Parcel
.
. It should be there.
""",
    "outlook app": """
+ Works now, thank you!
.
. Get Outlook for iOS<https://aka.example/o0ukef>
. ________________________________
. From: Support <desk@shop.example>
. Sent: Tuesday, November 17, 2026 4:02:11 PM
. To: Ann Lee <ann@customer.example>
. Subject: Login
.
. Try it now.
""",
    "thunderbird, inline": """
. On 17.11.26 16:02, Support wrote:
. > Hello Ann,
. >
. > which version do you use?
.
+ 4.2.1, on Linux.
.
. > And does it happen every time?
.
+ No, only after it was asleep.
.
. > Regards,
. > Desk
""",
    "thunderbird, bottom posted": """
. Am 17.11.2026 um 16:02 schrieb Support:
. > Guten Tag,
. > ist die Ware angekommen?
.
+ Ja, gestern. Leider fehlt das Netzteil.
.
. --
. Karin Vogel
. Tel. 030 1234567
""",
    "thunderbird, German top posted with signature": """
+ Hallo,
+
+ die Rechnung ist doppelt abgebucht worden. Bitte prüfen Sie das.
+
+ Viele Grüße
+ Karin Vogel
.
. --
. Karin Vogel
. Musterweg 3, 12345 Berlin
.
. Am 17.11.2026 um 16:02 schrieb Support:
. > Guten Tag,
. > wie können wir helfen?
""",
    "outlook, German": """
+ Guten Tag,
+
+ vielen Dank für die schnelle Antwort. Der Termin passt.
+
+ Mit freundlichen Grüßen
+ Jens Maier
.
. Von: Support <desk@shop.example>
. Gesendet: Dienstag, 17. November 2026 16:02
. An: Jens Maier <jens@firma.example>
. Betreff: AW: Termin
.
. Passt der Donnerstag?
""",
    "gmx web": """
+ Ja, bitte stornieren.
.
. Gesendet: Dienstag, 17. November 2026 um 16:02 Uhr
. Von: "Support" <desk@shop.example>
. An: "Jens Maier" <jens@gmx.example>
. Betreff: Storno
.
. Sollen wir stornieren?
""",
    "gmail, German": """
+ Danke, das hat geklappt.
.
. Am Di., 17. Nov. 2026 um 16:02 Uhr schrieb Support <desk@shop.example>:
.
. > Bitte versuchen Sie es noch einmal.
""",
    "apple mail, German": """
+ Nein, noch nicht.
.
. > Am 17.11.2026 um 16:02 schrieb Support <desk@shop.example>:
. >
. > Ist es da?
""",
    "german phone": """
+ Bin unterwegs, melde mich morgen.
.
. Von meinem iPhone gesendet
.
. > Am 17.11.2026 um 16:02 schrieb Support <desk@shop.example>:
. >
. > Können wir telefonieren?
""",
    "samsung": """
+ Paket ist da, danke
.
. Von meinem/meiner Galaxy gesendet
.
. -------- Ursprüngliche Nachricht --------
. Von: Support <desk@shop.example>
. Datum: 17.11.26 16:02 (GMT+01:00)
. An: Jens Maier <jens@firma.example>
. Betreff: Paket
.
. Ist das Paket da?
""",
    "gmail, French": """
+ Bonjour,
+
+ je n'ai toujours rien reçu. Pouvez-vous vérifier ?
+
+ Cordialement,
+ Luc
.
. Le mar. 17 nov. 2026 à 16:02, Support <desk@shop.example> a écrit :
.
. > Bonjour,
. > le colis est parti hier.
""",
    "outlook, French": """
+ Oui, c'est exact.
.
. De : Support <desk@shop.example>
. Envoyé : mardi 17 novembre 2026 16:02
. À : Luc Petit <luc@exemple.example>
. Objet : RE: Adresse
.
. Est-ce la bonne adresse ?
""",
    "apple mail, French": """
+ Merci beaucoup !
.
. Envoyé de mon iPhone
.
. > Le 17 nov. 2026 à 16:02, Support <desk@shop.example> a écrit :
. >
. > C'est réparé.
""",
    "orange web, French": """
+ Je confirme la commande.
.
. > Message du 17/11/26 16:02
. > De : "Support" <desk@shop.example>
. > A : "Luc Petit" <luc@exemple.example>
. > Copie à :
. > Objet : Commande
. >
. > Confirmez-vous ?
""",
    "gmail, Spanish": """
+ Hola,
+
+ ya lo hice y sigue igual.
+
+ Saludos
.
. El mar, 17 nov 2026 a las 16:02, Support (<desk@shop.example>) escribió:
.
. > Pruebe a reiniciar.
""",
    "outlook, Spanish": """
+ De acuerdo, gracias.
.
. De: Support <desk@shop.example>
. Enviado el: martes, 17 de noviembre de 2026 16:02
. Para: Ana Ruiz <ana@ejemplo.example>
. Asunto: Pedido
.
. ¿Le parece bien?
""",
    "gmail, Portuguese": """
+ Não recebi o e-mail de confirmação.
.
. Em ter., 17 de nov. de 2026 às 16:02, Support <desk@shop.example> escreveu:
.
. > Enviamos a confirmação.
""",
    "outlook, Italian": """
+ Va bene, grazie mille.
.
. Da: Support <desk@shop.example>
. Inviato: martedì 17 novembre 2026 16:02
. A: Marco Bianchi <marco@esempio.example>
. Oggetto: R: Ordine
.
. Va bene così?
""",
    "gmail, Italian": """
+ Perfetto.
.
. Il giorno mar 17 nov 2026 alle ore 16:02 Support <desk@shop.example> ha scritto:
.
. > Tutto a posto?
""",
    "gmail, Dutch": """
+ Nee, de knop doet niets.
.
. Op di 17 nov 2026 om 16:02 schreef Support <desk@shop.example>:
.
. > Werkt de knop nu?
""",
    "outlook, Swedish": """
+ Ja tack, det blir bra.
.
. Från: Support <desk@shop.example>
. Skickat: den 17 november 2026 16:02
. Till: Eva Lund <eva@exempel.example>
. Ämne: SV: Beställning
.
. Passar det?
""",
    "gmail, Polish": """
+ Dziękuję, działa.
.
. wt., 17 lis 2026 o 16:02 Support <desk@shop.example> napisał(a):
.
. > Proszę spróbować ponownie.
""",
    "gmail, Russian": """
+ Спасибо, всё получилось.
.
. вт, 17 нояб. 2026 г. в 16:02, Support <desk@shop.example>:
.
. > Попробуйте ещё раз.
""",
    "mail.ru": """
+ Да, подтверждаю.
.
. --
. Иван Петров
. Отправлено из Mail.ru для Android
.
. >Вторник, 17 ноября 2026, 16:02 +03:00 от Support <desk@shop.example>:
. >
. >Подтверждаете заказ?
""",
    "gmail, Chinese": """
+ 您好，
+ 我还没有收到货，请帮忙查一下。
.
. Support <desk@shop.example> 于2026年11月17日周二 16:02写道：
.
. > 已经发货了。
""",
    "qq mail": """
+ 可以，谢谢。
.
. ------------------ 原始邮件 ------------------
. 发件人: "Support" <desk@shop.example>;
. 发送时间: 2026年11月17日(星期二) 下午4:02
. 收件人: "小李" <li@qq.example>;
. 主题: 退款
.
. 可以退款吗？
""",
    "163 mail": """
+ 问题解决了。
.
. At 2026-11-17 16:02:11, "Support" <desk@shop.example> wrote:
. >请再试一次。
""",
    "foxmail": """
+ 附件请查收。
.
. 发件人： Support
. 发送时间： 2026-11-17 16:02
. 收件人： 小李
. 主题： Re: 资料
. 请发资料。
""",
    "gmail, Taiwan": """
+ 收到了，謝謝！
.
. Support <desk@shop.example> 於 2026年11月17日 週二 下午4:02寫道：
.
. > 請確認。
""",
    "gmail, Korean": """
+ 네, 잘 받았습니다. 감사합니다.
.
. 2026년 11월 17일 (화) 오후 4:02, Support <desk@shop.example>님이 작성:
.
. > 받으셨나요?
""",
    "naver": """
+ 아직 안 됩니다.
.
. -----Original Message-----
. From: "Support"<desk@shop.example>
. To: <kim@naver.example>;
. Cc:
. Sent: 2026-11-17 (화) 16:02:11 (GMT+09:00)
. Subject: 문의
.
. 다시 해 보세요.
""",
    "gmail, Japanese": """
+ お世話になっております。
+ 山田です。
+
+ 先ほど届きました。ありがとうございました。
.
. 2026年11月17日(火) 16:02 サポート <desk@shop.example>:
.
. > 商品は届きましたでしょうか。
""",
    "outlook, Japanese": """
+ お世話になっております。サンプル商事の佐藤です。
+
+ 請求書を再発行していただけますでしょうか。
+ 宛名は「株式会社サンプル商事」でお願いいたします。
.
. From: サポート <desk@shop.example>
. Sent: Tuesday, November 17, 2026 4:02 PM
. To: 佐藤 花子 <sato@sample.example>
. Subject: RE: 請求書について
.
. 佐藤様
. お問い合わせありがとうございます。
""",
    "outlook, Japanese labels": """
+ 承知いたしました。
+ よろしくお願いいたします。
.
. 差出人: サポート <desk@shop.example>
. 送信日時: 2026年11月17日 16:02
. 宛先: 佐藤 花子 <sato@sample.example>
. 件名: RE: 納期について
.
. 納期は11月20日です。
""",
    "Japanese signature of a firm": """
+ いつもお世話になっております。
+ ご提案の件、社内で検討いたします。
+ 来週ご連絡いたします。
.
. ***************************************
. 株式会社サンプル商事　営業部
. 佐藤　花子（さとう はなこ）
. 〒100-0001 東京都千代田区千代田1-1
. TEL: 03-1234-5678 / FAX: 03-1234-5679
. E-mail: sato@sample.example
. ***************************************
.
. 2026年11月17日(火) 16:02 サポート <desk@shop.example>:
. > ご検討よろしくお願いいたします。
""",
    "Japanese inline": """
+ 佐藤です。以下にお答えします。
.
. > 1. ご利用のOSは何でしょうか。
.
+ Windows 11 です。
.
. > 2. エラーメッセージは表示されますか。
.
+ はい、「接続できません」と出ます。
+
+ よろしくお願いいたします。
""",
    "Japanese full-width quotes": """
+ ご連絡ありがとうございます。
.
. ＞発送日はいつになりますか。
.
+ 21日を予定しております。
.
. ＞送料はかかりますか。
.
+ かかりません。
""",
    "Becky": """
+ 鈴木です。
+ 確認しました。問題ありません。
.
. On Tue, 17 Nov 2026 16:02:11 +0900
. サポート <desk@shop.example> wrote:
.
. > 添付をご確認ください。
.
. --
. 鈴木 一郎 <suzuki@sample.example>
""",
    "iPhone, Japanese": """
+ 了解しました！
.
. iPhoneから送信
.
. > 2026/11/17 16:02、サポート <desk@shop.example>のメール:
. >
. > 明日お伺いします。
""",
    "Yahoo, Japanese": """
+ 返品をお願いします。
+ 注文番号は 12345 です。
.
. ----- 元のメッセージ -----
. From: サポート <desk@shop.example>
. To: tanaka@yahoo.example
. Date: 2026/11/17, Tue 16:02
. Subject: 返品について
.
. 返品をご希望ですか。
""",
    "Thunderbird, Japanese": """
+ 直りました。ありがとうございます。
.
. On 2026/11/17 16:02, サポート wrote:
. > 再起動をお試しください。
""",
    "Thunderbird, Japanese words": """
+ 届いていません。
.
. サポート さんは 2026/11/17 16:02 に書きました:
. > 届きましたか。
""",
    "docomo phone": """
+ まだ届いていません
+ いつ届きますか？
.
. -----Original Message-----
. 差出人:サポート
. 送信日時:2026/11/17 16:02
. 宛先:tanaka@docomo.example
. 件名:発送のお知らせ
.
. 商品を発送しました。
""",
    "list footer, Mailman": """
+ Has anybody seen this with version 3?
+
+ Regards,
+ Tom
.
. _______________________________________________
. Users mailing list -- users@lists.example.org
. To unsubscribe send an email to users-leave@lists.example.org
""",
    "list footer, Google Groups": """
+ I have the same problem.
.
. --
. You received this message because you are subscribed to the Google Groups "Users" group.
. To unsubscribe from this group and stop receiving emails from it, send an email to users+unsubscribe@groups.example.
. To view this discussion visit https://groups.example/d/msgid/users/abc%40mail.example.
""",
    "list footer, Yahoo groups": """
+ Count me in.
.
. ------------------------------------
. Posted by: Tom <tom@x.example>
. ------------------------------------
.
. Yahoo Groups Links
.
. <*> To visit your group on the web, go to:
.     http://groups.example/group/users/
""",
    "bottom posting without signature": """
. On Tue, Nov 17, 2026 at 4:02 PM Support <desk@shop.example> wrote:
. > Which size do you need?
.
+ Medium, please.
""",
    "ticket system marker": """
+ Here is the log you asked for.
.
. ##- Please type your reply above this line -##
.
. Your request (5512) has been updated. To add additional comments, reply to this email.
.
. Anna (Shop)
. Nov 17, 2026, 4:02 PM
. Please send us the log.
""",
    "two levels": """
+ No problem at all.
.
. On Wed, Nov 18, 2026 at 9:00 AM Ann <ann@x.example> wrote:
. > Sorry for the delay.
. >
. > On Tue, Nov 17, 2026 at 4:02 PM Support <desk@shop.example> wrote:
. >> Are you there?
""",
    "a quotation of the writer's own": """
+ The manual says:
+
+ "On Monday the system restarts."
+
+ Is that still true?
+
+ From: the main page
+ To: the settings page
+ I cannot get there.
""",
    "legal notice": """
+ Please call me back.
+
+ Regards,
+ Sam Hill
.
. This email and any attachments are confidential and may be privileged. If you are not the
. intended recipient please delete it and notify the sender.
""",
    "yahoo, English": """
+ I want my money back.
.
. Sent from Yahoo Mail for iPhone
.
. On Tuesday, November 17, 2026, 4:02 PM, Support <desk@shop.example> wrote:
.
. What would you like us to do?
""",
    "proton": """
+ Sure.
.
. Sent with Proton Mail secure email.
.
. On Tuesday, November 17th, 2026 at 4:02 PM, Support <desk@shop.example> wrote:
.
. > Can we keep your data?
""",
    "blackberry": """
+ Approved
.
. Sent from my BlackBerry 10 smartphone on the Verizon network.
.
. From: Support
. Sent: Tuesday, November 17, 2026 4:02 PM
. To: Sam Hill
. Subject: Quote
.
. Please approve.
""",
    "roundcube": """
+ It is the blue one.
.
. On 2026-11-17 16:02, Support wrote:
. > Which one is it?
""",
    "notes": """
+ OK with me.
.
.
.
. From:   Support <desk@shop.example>
. To:     Sam Hill/FIRM@FIRM
. Cc:     sales@shop.example
. Date:   11/17/2026 04:02 PM
. Subject:        Delivery
.
.
.
. Is Monday fine?
""",
    "forwarding note is the new text": """
+ See my answers below in red.
.
. From: Support <desk@shop.example>
. Sent: Tuesday, November 17, 2026 4:02 PM
. To: Sam Hill
. Subject: Questions
.
. Which colour?
""",
    "danish": """
+ Det virker nu, tak.
.
. Den tirs. 17. nov. 2026 kl. 16.02 skrev Support <desk@shop.example>:
.
. > Prøv igen.
""",
    "norwegian outlook": """
+ Takk, mottatt.
.
. Fra: Support <desk@shop.example>
. Sendt: tirsdag 17. november 2026 16:02
. Til: Ola Nordmann <ola@eksempel.example>
. Emne: SV: Faktura
.
. Faktura vedlagt.
""",
    "finnish": """
+ Kiitos, toimii.
.
. ti 17. marrask. 2026 klo 16.02 Support (desk@shop.example) kirjoitti:
.
. > Kokeile uudelleen.
""",
    "turkish": """
+ Teşekkürler, sorun çözüldü.
.
. Support <desk@shop.example>, 17 Kas 2026 Sal, 16:02 tarihinde şunu yazdı:
.
. > Tekrar deneyin.
""",
    "czech": """
+ Děkuji, funguje to.
.
. út 17. 11. 2026 v 16:02 odesílatel Support <desk@shop.example> napsal:
.
. > Zkuste to znovu.
""",
    "hungarian": """
+ Köszönöm, megérkezett.
.
. Support <desk@shop.example> ezt írta (időpont: 2026. nov. 17., K, 16:02):
.
. > Megérkezett?
""",
    "vietnamese": """
+ Tôi đã nhận được, cảm ơn.
.
. Vào Th 3, 17 thg 11, 2026 vào lúc 16:02 Support <desk@shop.example> đã viết:
.
. > Bạn đã nhận chưa?
""",
    "indonesian": """
+ Sudah saya coba, masih sama.
.
. Pada tanggal Sel, 17 Nov 2026 pukul 16.02 Support <desk@shop.example> menulis:
.
. > Silakan coba lagi.
""",
    "arabic": """
+ شكرا، وصلت الرسالة.
.
. في الثلاثاء، 17 نوفمبر 2026 في 4:02 م تمت كتابة ما يلي بواسطة Support <desk@shop.example>:
.
. > هل وصلت؟
""",
    "hebrew": """
+ תודה, הגיע.
.
. ‫בתאריך יום ג׳, 17 בנוב׳ 2026 ב-16:02 מאת ‪Support‬‏ <‪desk@shop.example‬‏>:‬
.
. > הגיע?
""",
    "thai": """
+ ขอบคุณครับ ได้รับแล้ว
.
. ในวันที่ อ. 17 พ.ย. 2026 เวลา 16:02 Support <desk@shop.example> เขียนว่า:
.
. > ได้รับหรือยัง
""",
    "greek outlook": """
+ Εντάξει, ευχαριστώ.
.
. Από: Support <desk@shop.example>
. Στάλθηκε: Τρίτη, 17 Νοεμβρίου 2026 4:02 μμ
. Προς: Νίκος
. Θέμα: Παραγγελία
.
. Είναι εντάξει;
""",
    "a table in the own text": """
+ Please change these:
+
+ Name: Ann Lee
+ Size: 42
+ Colour: red
+
+ Thanks
.
. On Tue, Nov 17, 2026 at 4:02 PM Support <desk@shop.example> wrote:
. > What shall we change?
""",
    "log with marks of quotation": """
+ I get this:
+
+ Traceback (most recent call last):
+   File "a.py", line 1
+ ValueError: a > b
+
+ What does it mean?
.
. --
. Tom
""",
}

_LINES = {
    "card without a rule": (
        "Please call.\n\nJohn Smith\nCTO, Acme Inc.\n+1 555 123 4567\njohn@acme.example\nwww.acme.example",
        "Please call.",
    ),
    "card in a row": (
        "Done.\n\nJohn Smith | CTO | Acme Inc. | +1 555 123 4567 | john@acme.example",
        "Done.",
    ),
    "scanner's note under dashes": (
        "Fine.\n\n---\nThis email has been checked for viruses by Avast antivirus software.\nhttps://www.avast.example",
        "Fine.",
    ),
    "header of a phone without addresses": (
        "Fine.\n\nFrom: Taro\nSent: \u200eTuesday\u200e, \u200eNovember\u200e \u200e17\u200e, \u200e2026 \u200e4"
        "\u200e:\u200e02\u200e \u200ePM\nTo: Bob\n\nIs it fine?",
        "Fine.",
    ),
}

OWN = (
    "Here is another mail\n\nSent from my desk, is much easier than my mobile phone.",
    "It fell apart, and I was absent from my phone all day",
    "Steps:\n--\n1. open\n2. close\n--\nThat is all I did.",
    "You can reach me there:\n\nJohn Smith\nAcme Inc.\n+1 555 123 4567\njohn@acme.example",
    "I want to fly\n\nFrom: Tokyo\nTo: Osaka\nDate: 2026-11-17 10:00",
)
"""Texts of which all is the writer's own."""

NAMED_ONLY = (
    "{} wrote:",
    "{} a écrit :",
    "{} at iscritu:",
    "{} napisao/la:",
    "{} je napisal/-a:",
    "{} wrot etwas anderes:",
    "{} さんの書き込み:",
    "{} 寫了：",
    "{} ຂຽນວ່າ:",
    "{} ရေးသားခဲ့သည်-",
    "{} said:",
)
"""Lines over a quote in which no date stands, some in words that no table holds."""

WHOLE_REPLIES = (
    *(_reply(name, marked) for name, marked in _MARKED.items()),
    *(WholeReply(name, *texts) for name, texts in _LINES.items()),
)

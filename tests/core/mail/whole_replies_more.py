"""More whole replies, marked as in `whole_replies`: the rest of Asia's programs, phones, lists and odd ones."""

from __future__ import annotations

MORE_MARKED = {
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

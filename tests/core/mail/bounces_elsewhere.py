"""Reports of providers of other languages, of older programs and filters; and people's mail that is none."""

from __future__ import annotations

from tests.core.mail.bounces_more import Wanted, from_nobody, from_somebody

SAMPLES: list[tuple[str, str, Wanted]] = [
    (
        "o365",
        from_somebody(
            "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@x.example>",
            "Undeliverable: order",
        )
        + ("Your message to u@x.example couldn't be delivered.\n\nu wasn't found at x.example.\n"),
        ("u@x.example", None, "failed"),
    ),
    (
        "o365ja",
        from_somebody(
            "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@x.example>",
            "配信不能: 注文",
        )
        + ("u@x.example へのメッセージを配信できませんでした。\nx.example に u が見つかりませんでした。\n"),
        ("u@x.example", None, "failed"),
    ),
    (
        "gmailja",
        from_nobody(
            "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
            "Delivery Status Notification (Failure)",
        )
        + (
            "アドレスが見つかりません\n"
            "\n"
            "u@x.example にメールを配信できませんでした。アドレスが見つからないか、メールを受信できない状態です。"
        ),
        ("u@x.example", None, "failed"),
    ),
    (
        "web.de",
        from_nobody(
            '"WEB.DE Mailer Daemon" <mailer-daemon@web.de>',
            "Mail delivery failed: returning message to sender",
        )
        + (
            "Diese Nachricht wurde automatisch erzeugt.\n"
            "Ihre E-Mail konnte nicht zugestellt werden.\n"
            "\n"
            "u@x.example\n"
            "  SMTP error: 550 mailbox unavailable\n"
        ),
        ("u@x.example", None, "failed"),
    ),
    (
        "free.fr",
        from_nobody(
            "MAILER-DAEMON@free.fr",
            "Echec de remise du message",
        )
        + (
            "Votre message n'a pas pu être remis au destinataire suivant :\n"
            "\n"
            "<u@x.example>: boîte aux lettres pleine\n"
        ),
        ("u@x.example", None, "failed"),
    ),
    (
        "groupwise",
        from_somebody(
            "Mailer-Daemon@x.example",
            "Message status - undeliverable",
        )
        + (
            "The message that you sent was undeliverable to the following:\n"
            "\tu (u@x.example)\n"
            "\n"
            "Possibly truncated original message follows:\n"
        ),
        ("u@x.example", None, "failed"),
    ),
    (
        "novell",
        from_somebody(
            "postmaster@x.example",
            "Mail System Error - Returned Mail",
        )
        + (
            "This Message was undeliverable due to the following reason:\n"
            "\n"
            "Each of the following recipients was rejected by a remote mail server.\n"
            "\n"
            "    Recipient: <u@x.example>\n"
            "    Reason:    5.1.1 unknown\n"
        ),
        ("u@x.example", "5.1.1", "failed"),
    ),
    (
        "mcafee",
        from_somebody(
            "postmaster@x.example",
            "Content violation: delivery failed",
        )
        + ("Delivery to u@x.example failed: message blocked by policy.\n"),
        True,
    ),
    (
        "courier",
        from_nobody(
            '"Courier mail server at mx.example" <@mx.example>',
            "NOTICE: mail delivery status.",
        )
        + (
            "This is a delivery status notification from mx.example,\n"
            "running the Courier mail server.\n"
            "\n"
            "The original message was received on Tue\n"
            "\n"
            "---\n"
            "\n"
            "           UNDELIVERABLE MAIL\n"
            "\n"
            "Your message to the following recipients cannot be delivered:\n"
            "\n"
            "<u@x.example>:\n"
            "  <<< 550 User unknown.\n"
        ),
        ("u@x.example", "5.1.1", "failed"),
    ),
    (
        "smtp32",
        from_somebody(
            "Postmaster@x.example",
            "Undeliverable Mail",
        )
        + (
            "Unknown user: u@x.example\n"
            "\n"
            "RCPT TO generated following response:\n"
            "550 unknown user <u@x.example>\n"
            "\n"
            "Original message follows.\n"
        ),
        ("u@x.example", "5.1.1", "failed"),
    ),
    (
        "rakuten",
        from_nobody(
            "MAILER-DAEMON@rakuten.example",
            "メールが配信できませんでした",
        )
        + ("以下のアドレスへのメール配信に失敗しました。\nu@x.example\nユーザーが存在しません\n"),
        ("u@x.example", None, "failed"),
    ),
    (
        "so-net",
        from_nobody(
            "postmaster@so-net.example",
            "Returned mail: Mailbox full",
        )
        + (
            "お客様が送信されたメールは、受信者のメールボックスの容量が一杯のため配信できませんでした。\n"
            "宛先: u@x.example\n"
        ),
        ("u@x.example", "5.2.2", "failed"),
    ),
    (
        "naver",
        from_nobody(
            "MAILER-DAEMON@naver.com",
            "[메일 전송 실패] order",
        )
        + ("메일을 전송할 수 없습니다.\n받는사람: u@x.example\n사용자가 존재하지 않습니다\n"),
        ("u@x.example", None, "failed"),
    ),
    (
        "qq",
        from_nobody(
            "PostMaster@qq.com",
            "来自qq.com的退信",
        )
        + ("抱歉，您的邮件被退回来了……\n收件人邮件地址（u@x.example）不存在，邮件无法送达。\n"),
        ("u@x.example", None, "failed"),
    ),
    (
        "163",
        from_nobody(
            "Postmaster@163.com",
            "系统退信/Systems bounce",
        )
        + ("抱歉，您的邮件被退回来了\n收件人 u@x.example\n退信原因: 用户不存在\n"),
        ("u@x.example", None, "failed"),
    ),
    (
        "mailru",
        from_nobody(
            "mailer-daemon@corp.mail.ru",
            "Mail failure.",
        )
        + ("Ваше сообщение не может быть доставлено.\n\nu@x.example\n  user not found\n"),
        ("u@x.example", None, "failed"),
    ),
    (
        "c-r",
        from_somebody(
            "mdaemon@x.example",
            "Permanent Delivery Failure",
        )
        + (
            "The attached message had PERMANENT fatal delivery errors!\n"
            "\n"
            "--> Error description:\n"
            "Error-for:  u@x.example\n"
            "Error-Code: 550\n"
        ),
        ("u@x.example", None, "failed"),
    ),
    (
        "ims",
        from_somebody(
            "InterScan MSS <imss@x.example>",
            "Mail could not be delivered",
        )
        + (
            "Sent >>> RCPT TO: <u@x.example>\n"
            "Received <<< 550 Invalid recipient <u@x.example>\n"
            "\n"
            "Unable to deliver message to <u@x.example>.\n"
        ),
        ("u@x.example", None, "failed"),
    ),
    (
        "challenge",
        from_somebody(
            "Anna <anna@x.example>",
            "Re: your message",
            "Auto-Submitted: auto-replied\n",
        )
        + ("I have received your message. Click the link to deliver it.\n"),
        None,
    ),
    (
        "human about bounce",
        from_somebody(
            "Anna <anna@x.example>",
            "Undelivered mail?",
        )
        + ("My mail to you was returned: user unknown 550 5.1.1. Can you check?\n"),
        None,
    ),
    (
        "human fwd",
        from_somebody(
            "Anna <anna@x.example>",
            "Fwd: Undelivered Mail Returned to Sender",
        )
        + ("I got this:\n\n> The mail system\n> <u@x.example>: 550 5.1.1 User unknown\n"),
        None,
    ),
    (
        "ooo",
        from_somebody(
            "Anna <anna@x.example>",
            "Out of office: order",
            "Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\n",
        )
        + ("I am away until Monday. Urgent: bob@x.example\n"),
        None,
    ),
    (
        "left company",
        from_somebody(
            "Anna <anna@x.example>",
            "Automatic reply: order",
            "Auto-Submitted: auto-replied\n",
        )
        + ("Anna has left the company. This mailbox is not monitored. Write to bob@x.example.\n"),
        None,
    ),
    (
        "newsletter",
        from_somebody(
            "Shop <noreply@s.example>",
            "Your parcel could not be delivered",
            "List-Unsubscribe: <https://x.example>\n",
        )
        + ("We could not deliver your parcel to your address. Contact help@s.example\n"),
        None,
    ),
    (
        "relay dsn",
        from_nobody(
            "Mail Delivery Subsystem <MAILER-DAEMON@mx.example>",
            "Return receipt",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n",
        )
        + (
            "--b\n"
            "Content-Type: text/plain\n"
            "\n"
            "success\n"
            "--b\n"
            "Content-Type: message/delivery-status\n"
            "\n"
            "Reporting-MTA: dns; mx\n"
            "\n"
            "Final-Recipient: rfc822;u@x.example\n"
            "Action: delivered\n"
            "Status: 2.0.0\n"
            "--b--\n"
        ),
        ("u@x.example", "2.0.0", "delivered"),
    ),
    (
        "dsn no report type",
        from_nobody(
            "MAILER-DAEMON@mx.example",
            "Undelivered",
            "Content-Type: multipart/mixed; boundary=b\n",
        )
        + (
            "--b\n"
            "Content-Type: text/plain\n"
            "\n"
            "sorry\n"
            "--b\n"
            "Content-Type: message/delivery-status\n"
            "\n"
            "Reporting-MTA: dns; mx\n"
            "\n"
            "Final-Recipient: rfc822;u@x.example\n"
            "Action: failed\n"
            "Status: 5.1.1\n"
            "--b--\n"
        ),
        ("u@x.example", "5.1.1", "failed"),
    ),
]

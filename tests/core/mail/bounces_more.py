"""More reports of mail servers, and people's mail that only speaks of them; each with what is read out of it."""

from __future__ import annotations

Wanted = tuple[str | None, str | None, str | None] | bool | None
"""Recipient, status and action (None: not looked at); True: some report; None: no report."""


def _head(sender: str, subject: str, more: str) -> str:
    return (
        f"From: {sender}\nTo: desk@shop.example\nSubject: {subject}\nDate: Tue, 24 Nov 2026 10:15:00 +0900\n{more}\n"
    )


def from_nobody(sender: str, subject: str, more: str = "") -> str:
    """The head of a report without an envelope sender."""
    return "Return-Path: <>\n" + _head(sender, subject, more)


def from_somebody(sender: str, subject: str, more: str = "") -> str:
    """The head of a mail with an envelope sender."""
    return _head(sender, subject, more)


SAMPLES: list[tuple[str, str, Wanted]] = [
    (
        "qmail",
        from_nobody(
            "MAILER-DAEMON@mx.example",
            "failure notice",
        )
        + (
            "Hi. This is the qmail-send program at mx.example.\n"
            "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
            "This is a permanent error; I've given up. Sorry it didn't work out.\n"
            "\n"
            "<u@x.example>:\n"
            "192.0.2.1 does not like recipient.\n"
            "Remote host said: 550 5.1.1 User unknown\n"
            "Giving up on 192.0.2.1.\n"
            "\n"
            "--- Below this line is a copy of the message.\n"
        ),
        ("u@x.example", "5.1.1", "failed"),
    ),
    (
        "exim",
        from_nobody(
            "Mail Delivery System <Mailer-Daemon@mx.example>",
            "Mail delivery failed: returning message to sender",
            "X-Failed-Recipients: u@x.example\nAuto-Submitted: auto-replied\n",
        )
        + (
            "This message was created automatically by mail delivery software.\n"
            "\n"
            "A message that you sent could not be delivered to one or more of its\n"
            "recipients. This is a permanent error. The following address(es) failed:\n"
            "\n"
            "  u@x.example\n"
            "    Unrouteable address\n"
        ),
        ("u@x.example", None, "failed"),
    ),
    (
        "exim delay",
        from_nobody(
            "Mail Delivery System <Mailer-Daemon@mx.example>",
            "Warning: message 1abc delayed 24 hours",
        )
        + (
            "This message was created automatically by mail delivery software.\n"
            "A message that you sent has not yet been delivered to one or more of its\n"
            "recipients after more than 24 hours on the queue on mx.example.\n"
            "\n"
            "The address to which the message has not yet been delivered is:\n"
            "\n"
            "  u@x.example\n"
            "\n"
            "No action is required on your part. Delivery attempts will continue for\n"
            "some time"
        ),
        ("u@x.example", None, "delayed"),
    ),
    (
        "sendmail old",
        from_nobody(
            "Mail Delivery Subsystem <MAILER-DAEMON@mx.example>",
            "Returned mail: User unknown",
        )
        + (
            "The original message was received at Tue, 24 Nov 2026\n"
            "from a [192.0.2.1]\n"
            "\n"
            "   ----- The following addresses had permanent fatal errors -----\n"
            "<u@x.example>\n"
            "\n"
            "   ----- Transcript of session follows -----\n"
            "... while talking to mx.x.example.:\n"
            ">>> RCPT To:<u@x.example>\n"
            "<<< 550 5.1.1 <u@x.example>... User unknown\n"
            "550 <u@x.example>... User unknown\n"
        ),
        ("u@x.example", "5.1.1", "failed"),
    ),
    (
        "exch2003",
        from_somebody(
            "System Administrator <postmaster@x.example>",
            "Undeliverable: order",
        )
        + (
            "Your message\n"
            "\n"
            "  To:      u@x.example\n"
            "  Subject: order\n"
            "  Sent:    Tue, 24 Nov 2026 10:15\n"
            "\n"
            "did not reach the following recipient(s):\n"
            "\n"
            "u@x.example on Tue, 24 Nov 2026 10:15\n"
            "    The e-mail account does not exist at the organization this message was sent to.\n"
            "    <mx.example #5.1.1>\n"
        ),
        ("u@x.example", "5.1.1", "failed"),
    ),
    (
        "domino",
        from_somebody(
            "Postmaster@x.example",
            "DELIVERY FAILURE: User u (u@x.example) not listed in Domino Directory",
        )
        + (
            "Your message\n"
            "\n"
            "  Subject: order\n"
            "\n"
            "was not delivered to:\n"
            "\n"
            "  u@x.example\n"
            "\n"
            "because:\n"
            "\n"
            "  User u (u@x.example) not listed in Domino Directory\n"
        ),
        ("u@x.example", None, "failed"),
    ),
    (
        "gmail",
        from_nobody(
            "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
            "Delivery Status Notification (Failure)",
            "X-Failed-Recipients: u@x.example\n",
        )
        + (
            "** Address not found **\n"
            "\n"
            "Your message wasn't delivered to u@x.example because the address couldn't be found."
        ),
        ("u@x.example", None, "failed"),
    ),
    (
        "yahoo",
        from_nobody(
            "MAILER-DAEMON@yahoo.com",
            "Failure Notice",
        )
        + (
            "Sorry, we were unable to deliver your message to the following address.\n"
            "\n"
            "<u@x.example>:\n"
            "Remote host said:\n"
            "550 No such user here\n"
            " [RCPT_TO]\n"
        ),
        ("u@x.example", None, "failed"),
    ),
    (
        "kddi",
        from_nobody(
            "Postmaster@ezweb.ne.jp",
            "Mail System Error - Returned Mail",
        )
        + (
            "このメールは下記のあて先に届けることができませんでした。\n"
            "\n"
            "<abc@ezweb.ne.jp>\n"
            "\n"
            "送信先メールアドレスが見つかりません。\n"
        ),
        ("abc@ezweb.ne.jp", None, "failed"),
    ),
    (
        "ezweb",
        from_nobody(
            "Mail Administrator <Postmaster@ezweb.ne.jp>",
            "Mail System Error - Returned Mail",
        )
        + ("The user(s) account is temporarily over quota.\n\n<abc@ezweb.ne.jp>\n"),
        ("abc@ezweb.ne.jp", "5.2.2", None),
    ),
    (
        "docomo",
        from_nobody(
            "mailer-daemon@docomo.ne.jp",
            "Undelivered Mail Returned to Sender",
        )
        + (
            "The mail system\n"
            "\n"
            "<abc@docomo.ne.jp>: host mfsmax.docomo.ne.jp[203.0.113.1] said: 550 Unknown user\n"
            "    abc@docomo.ne.jp (in reply to end of DATA command)\n"
        ),
        ("abc@docomo.ne.jp", "5.1.1", "failed"),
    ),
    (
        "softbank",
        from_nobody(
            "MAILER-DAEMON@softbank.ne.jp",
            "Returned mail: see transcript for details",
        )
        + ("550 Invalid recipient: <abc@softbank.ne.jp>\n"),
        ("abc@softbank.ne.jp", None, "failed"),
    ),
    (
        "iij",
        from_nobody(
            "Mail Delivery Subsystem <mailer-daemon@iij.example>",
            "Undeliverable mail",
        )
        + ("送信されたメールは以下の理由により配送できませんでした。\n<u@x.example>\n  550 5.1.1 User unknown\n"),
        ("u@x.example", "5.1.1", "failed"),
    ),
    (
        "sakura",
        from_nobody(
            "Mail Delivery Subsystem <MAILER-DAEMON@www1234.sakura.ne.jp>",
            "Returned mail: see transcript for details",
        )
        + (
            "   ----- The following addresses had permanent fatal errors -----\n"
            "<u@x.example>\n"
            "    (reason: 550 5.1.1 <u@x.example>: Recipient address rejected: User unknown)\n"
        ),
        ("u@x.example", "5.1.1", "failed"),
    ),
    (
        "postfix ja",
        from_nobody(
            "MAILER-DAEMON (Mail Delivery System)",
            "Undelivered Mail Returned to Sender",
        )
        + (
            "This is the mail system at host mx.example.\n"
            "\n"
            "I'm sorry to have to inform you that your message could not\n"
            "be delivered to one or more recipients.\n"
            "\n"
            "<u@x.example>: Host or domain name not found. Name service error for name=x.exam"
            "ple type=A: Host not found\n"
        ),
        ("u@x.example", None, "failed"),
    ),
    (
        "fml",
        from_somebody(
            "fml-admin@ml.example",
            'You "desk@shop.example" are not member (fml ML)',
            "X-MLServer: fml [fml 4.0.3 STABLE]\nX-ML-Info: x\nPrecedence: bulk\n",
        )
        + (
            "Hi, I am the fml ML manager for the ML <list@ml.example>.\n"
            "---Ignored\n"
            "\n"
            "You <desk@shop.example> are not a member of this ML <list@ml.example>.\n"
            "So your mail is rejected.\n"
        ),
        ("list@ml.example", "5.7.2", "failed"),
    ),
    (
        "ezmlm",
        from_nobody(
            "list-help@ml.example",
            "failure notice",
        )
        + (
            "Hi. This is the qmail-send program at ml.example.\n"
            "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
            "This is a permanent error; I've given up. Sorry it didn't work out.\n"
            "\n"
            "<list@ml.example>:\n"
            "ezmlm-reject: fatal: Sorry, I don't accept messages larger than 40000 bytes (#5.2.3)\n"
        ),
        ("list@ml.example", "5.2.3", "failed"),
    ),
    (
        "mailman",
        from_somebody(
            "list-bounces@ml.example",
            "Your message to List awaits moderator approval",
            "Precedence: bulk\nAuto-Submitted: auto-replied\n",
        )
        + (
            "Your mail to 'List' with the subject\n"
            "\n"
            "    order\n"
            "\n"
            "Is being held until the list moderator can review it for approval.\n"
        ),
        ("list@ml.example", "4.7.2", "delayed"),
    ),
    (
        "mailman rej",
        from_somebody(
            "list-owner@ml.example",
            "Request to mailing list List rejected",
            "Precedence: bulk\n",
        )
        + (
            "Your request to the List mailing list\n"
            "\n"
            '    Posting of your message titled "order"\n'
            "\n"
            "has been rejected by the list moderator.\n"
        ),
        ("list@ml.example", "5.7.2", "failed"),
    ),
    (
        "mimecast",
        from_somebody(
            "Postmaster <postmaster@mimecast.example>",
            "[Postmaster] Email Delivery Failure",
        )
        + (
            "This is a delivery failure notification message which indicates that\n"
            "an email you addressed to email address :\n"
            "-- u@x.example\n"
            "\n"
            "could not be delivered. The problem appears to be :\n"
            "-- Recipient email server rejected the message\n"
            "\n"
            "Additional information follows :\n"
            "-- 5.1.1 Invalid recipient\n"
        ),
        ("u@x.example", "5.1.1", "failed"),
    ),
    (
        "barracuda",
        from_somebody(
            "Barracuda <noreply@barracuda.example>",
            "**Message you sent blocked by our bulk email filter**",
        )
        + (
            "Your message to: u@x.example\n"
            "was blocked by our Spam Firewall. The email you sent with the following subject "
            "has NOT BEEN DELIVERED:\n"
            "\n"
            "Subject: order\n"
        ),
        ("u@x.example", None, "failed"),
    ),
]

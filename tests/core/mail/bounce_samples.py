"""Delivery reports as servers and carriers write them, absence notices, and people's mail that resembles them."""

# ruff: noqa: E501 - a sample stands as it came
from __future__ import annotations

from dataclasses import dataclass

LOST = "gone@shop.example"
ORIGINAL = "orig-1@desk.example"
COPY = f"Received: from desk.example\nMessage-ID: <{ORIGINAL}>\nFrom: help@desk.example\nTo: {LOST}\nSubject: Your order\n\nHello"


@dataclass(frozen=True, slots=True)
class Sample:
    """A message, and what is to be read from it."""

    name: str
    raw: str
    recipient: str | None = LOST
    status: str | None = None
    action: str = "failed"
    original: str | None = ORIGINAL


def _mail(body: str, *fields: str) -> str:
    return "\n".join(["To: help@desk.example", *fields, "", body])


def _report(
    status: str,
    *,
    sender: str = "MAILER-DAEMON@mx.example",
    prose: str = "The mail system says no.",
    copy: str = COPY,
) -> str:
    kind = "message/rfc822" if "\n\n" in copy else "text/rfc822-headers"
    return _mail(
        f"--b\nContent-Type: text/plain\n\n{prose}\n--b\nContent-Type: message/delivery-status\n\n{status}\n--b\nContent-Type: {kind}\n\n{copy}\n--b--\n",
        f"From: {sender}",
        "Subject: Undelivered Mail Returned to Sender",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    )


STATUS = f"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {LOST}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user unknown"

REPORTS: list[Sample] = [
    Sample("rfc 3464", _report(STATUS), status="5.1.1"),
    Sample("headers only", _report(STATUS, copy=f"Message-ID: <{ORIGINAL}>\nTo: {LOST}"), status="5.1.1"),
    Sample(
        "delayed",
        _report(STATUS.replace("failed", "delayed").replace("Status: 5.1.1", "Status: 4.4.1")),
        status="4.4.1",
        action="delayed",
    ),
    Sample(
        "status with a comment",
        _report(STATUS.replace("Status: 5.1.1", "Status: 5.2.2 (mailbox full)")),
        status="5.2.2",
    ),
    Sample(
        "no status, code in diagnostic",
        _report(STATUS.replace("Status: 5.1.1\n", "").replace("550 5.1.1 user unknown", "554 refused")),
        status="5.0.0",
    ),
    Sample(
        "folded and lower case",
        _report(
            f"reporting-mta: dns; mx.example\n\nfinal-recipient: RFC822;\n  <{LOST}>\naction: Failed\nstatus: 5.7.1"
        ),
        status="5.7.1",
    ),
    Sample(
        "worst of several",
        _report(
            f"Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; fine@shop.example\nAction: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; {LOST}\nAction: failed\nStatus: 5.1.1"
        ),
        status="5.1.1",
    ),
    Sample(
        "delivered",
        _report(STATUS.replace("failed", "delivered").replace("Status: 5.1.1", "Status: 2.1.5")),
        status="2.1.5",
        action="delivered",
    ),
    Sample("postmaster", _report(STATUS, sender="postmaster@outlook.example"), status="5.1.1"),
    Sample(
        "provider's name",
        _report(STATUS, sender="Mail Delivery Subsystem <mailer-daemon@googlemail.example>"),
        status="5.1.1",
    ),
]

QMAIL = f"""Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{LOST}>:
192.0.2.7 does not like recipient.
Remote host said: 550 5.1.1 <{LOST}>: Recipient address rejected
Giving up on 192.0.2.7.

--- Below this line is a copy of the message.

{COPY}
"""
EXIM = f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {LOST}
    SMTP error from remote mail server after RCPT TO:<{LOST}>:
    host mx.shop.example [192.0.2.7]: 550 no such user

------ This is a copy of the message, including all the headers. ------

{COPY}
"""
EXIM_WARNING = f"""This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.example.

The address to which the message has not yet been delivered is:

  {LOST}
    Delay reason: connection timed out

No action is required on your part. Delivery attempts will continue for
some time, and this warning may be repeated at intervals.
"""
EXCHANGE_2003 = f"""Your message did not reach some or all of the intended recipients.

      Subject:\tYour order
      Sent:\t1/5/2026 10:15 AM

The following recipient(s) could not be reached:

      {LOST} on 1/5/2026 10:16 AM
            The e-mail account does not exist at the organization this message was sent to.
            <mx.shop.example #5.1.1>
"""
EXCHANGE_2007 = f"""Delivery has failed to these recipients or distribution lists:

{LOST}<mailto:{LOST}>
The recipient's e-mail address was not found in the recipient's e-mail system.

Diagnostic information for administrators:

Generating server: mx.shop.example

{LOST}
#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##

Original message headers:

{COPY}
"""
WEBMAIL = f"""** Address not found **

Your message wasn't delivered to {LOST} because the address couldn't be found, or is unable to receive mail.

The response from the remote server was:
550 5.1.1 <{LOST}>: Recipient address rejected: User unknown

----- Original message -----

{COPY}
"""
WEBMAIL_OLD = f"""Delivery to the following recipient failed permanently:

     {LOST}

Technical details of permanent failure:
Google tried to deliver your message, but it was rejected by the server for the recipient domain. The error that the other server returned was:
552 mailbox full

----- Original message -----

{COPY}
"""
YAHOO = f"""Sorry, we were unable to deliver your message to the following address.

<{LOST}>:
554: delivery error: dd This user doesn't have a mail account ({LOST}) [0]

--- Below this line is a copy of the message.

{COPY}
"""
SENDMAIL = f"""The original message was received at Mon, 5 Jan 2026 10:15:00 +0900
from desk.example [192.0.2.1]

   ----- The following addresses had permanent fatal errors -----
<{LOST}>
    (reason: 550 Unknown user {LOST})

   ----- Transcript of session follows -----
... while talking to mx.shop.example.:
>>> DATA
<<< 550 Unknown user {LOST}
550 5.1.1 <{LOST}>... User unknown

   ----- Original message follows -----

{COPY}
"""
OVERSEAS = f"""Hello, this is the mail server on mx.example.

I am sending you this message to inform you on the delivery status of a message you previously sent.
Could not deliver the message in the time limit specified. Please retry or contact your administrator.

   <{LOST}>; Action: failed; Status: 4.4.7
"""
AU = f"The user(s) account is disabled.\n\n<{LOST}>: 550 <{LOST}>... User unknown\n\n{COPY}"
AU_QUOTA = f"The user(s) account is temporarily over quota.\n\n<{LOST}>\n\n{COPY}"
KDDI = f"Your mail sent on: Mon, 5 Jan 2026 10:15:00 +0900\n\n    Could not be delivered to: {LOST}\n\n    As their mailbox is full.\n\n{COPY}"
DOCOMO = f"This is the mail system at host mail.docomo.example.\n\nYour message could not be delivered to one or more recipients.\n\nUnknown User\n{LOST}\n\n{COPY}"
DOCOMO_JA = f"次のあて先へのメッセージはエラーのため送信できませんでした。\n\n送信先メールアドレスが見つかりません。\n\n{LOST}\n\n{COPY}"
SOFTBANK = f"メールを配信できませんでした。\n宛先：{LOST}\n理由：550 Invalid recipient: <{LOST}>\n\n{COPY}"
BIGLOBE = f"   ----- The following addresses had delivery problems -----\n********@biglobe.example\n\n   ----- Non-delivered information -----\nThe number of messages in recipient's mailbox exceeded the local limit.\n\n   ----- Message header follows -----\n{COPY}"
NIFTY = f"このメールは、メール配送プログラムが自動的に作成しました。\nお送りになったメールは、以下の理由で配信できませんでした。\n\n<{LOST}>: host mx.nifty.example said: 550 5.1.1 User unknown\n\n{COPY}"
SONET = f"Mail delivery failed: user mailbox full\n\n{LOST}\n552 Requested mail action aborted: exceeded storage allocation\n\n{COPY}"
CHINESE = f"很抱歉，您发送的邮件被退回。\n收件人：{LOST}\n原因：550 User not found\n\n{COPY}"

FREE: list[Sample] = [
    Sample("qmail", _mail(QMAIL, "From: MAILER-DAEMON@mx.example", "Subject: failure notice"), status="5.1.1"),
    Sample(
        "exim",
        _mail(
            EXIM,
            "From: Mail Delivery System <Mailer-Daemon@mx.example>",
            "Subject: Mail delivery failed: returning message to sender",
            f"X-Failed-Recipients: {LOST}",
            "Auto-Submitted: auto-replied",
        ),
        status="5.1.1",
    ),
    Sample(
        "exim without its header",
        _mail(EXIM, "From: Mailer-Daemon@mx.example", "Subject: Mail delivery failed: returning message to sender"),
        status="5.1.1",
    ),
    Sample(
        "exim warning",
        _mail(
            EXIM_WARNING,
            "From: Mailer-Daemon@mx.example",
            f"In-Reply-To: <{ORIGINAL}>",
            "Subject: Warning: message 1abc delayed 24 hours",
        ),
        status="4.4.1",
        action="delayed",
    ),
    Sample(
        "exchange 2003",
        _mail(EXCHANGE_2003, "From: System Administrator", "Subject: Undeliverable: Your order"),
        status="5.1.1",
        original=None,
    ),
    Sample(
        "exchange 2007",
        _mail(
            EXCHANGE_2007,
            "From: Microsoft Exchange <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@shop.example>",
            "Subject: Undeliverable: Your order",
        ),
        status="5.1.1",
    ),
    Sample(
        "exchange 365",
        _mail(
            EXCHANGE_2007,
            "From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@shop.example>",
            f"In-Reply-To: <{ORIGINAL}>",
            "X-MS-Exchange-Message-Is-Ndr:",
            "Subject: Undeliverable: Your order",
        ),
        status="5.1.1",
    ),
    Sample(
        "webmail",
        _mail(
            WEBMAIL,
            "From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
            "Subject: Delivery Status Notification (Failure)",
        ),
        status="5.1.1",
    ),
    Sample(
        "webmail, older",
        _mail(
            WEBMAIL_OLD,
            "From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
            f"X-Failed-Recipients: {LOST}",
            "Subject: Delivery Status Notification (Failure)",
        ),
        status="5.2.2",
    ),
    Sample("yahoo", _mail(YAHOO, "From: MAILER-DAEMON@yahoo.example", "Subject: Failure Notice"), status="5.1.1"),
    Sample(
        "sendmail",
        _mail(
            SENDMAIL,
            "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example>",
            "Subject: Returned mail: see transcript for details",
        ),
        status="5.1.1",
    ),
    Sample(
        "null sender only",
        _mail(SENDMAIL, "Return-Path: <>", "From: mail@mx.example", "Subject: Returned mail: User unknown"),
        status="5.1.1",
    ),
    Sample("no sender at all", _mail(SENDMAIL, "Subject: Returned mail: User unknown"), status="5.1.1"),
    Sample(
        "other server",
        _mail(OVERSEAS, "From: postmaster@mx.example", "Subject: Delivery Notification: Delivery has failed"),
        status="4.4.7",
        original=None,
    ),
    Sample(
        "au",
        _mail(AU, "From: Postmaster@ezweb.example", "Subject: Mail System Error - Returned Mail"),
        status="5.1.1",
    ),
    Sample(
        "au quota",
        _mail(AU_QUOTA, "From: Postmaster@ezweb.example", "Subject: Mail System Error - Returned Mail"),
        status="5.2.2",
    ),
    Sample("kddi", _mail(KDDI, "From: no-reply@app.auone.example", "Subject: Mail delivery failed"), status="5.2.2"),
    Sample(
        "docomo",
        _mail(DOCOMO, "From: MAILER-DAEMON@docomo.example", "Subject: Undelivered Mail Returned to Sender"),
        status="5.1.1",
    ),
    Sample("docomo ja", _mail(DOCOMO_JA, "From: mail-daemon@docomo.example", "Subject: 送信エラー"), status="5.1.1"),
    Sample(
        "softbank", _mail(SOFTBANK, "From: MAILER-DAEMON@softbank.example", "Subject: 配信エラー"), status="5.1.1"
    ),
    Sample(
        "biglobe",
        _mail(BIGLOBE, "From: postmaster@biglobe.example", "Subject: Message could not be delivered"),
        status="5.2.2",
        recipient=None,
    ),
    Sample(
        "nifty",
        _mail(
            NIFTY,
            "From: Mail Delivery System <MAILER-DAEMON@nifty.example>",
            "Subject: Undelivered Mail Returned to Sender",
        ),
        status="5.1.1",
    ),
    Sample("so-net", _mail(SONET, "From: postmaster@so-net.example", "Subject: Delivery failure"), status="5.2.2"),
    Sample("chinese", _mail(CHINESE, "From: postmaster@163.example", "Subject: 系统退信"), status="5.1.1"),
]

INNER = _report(STATUS).replace('"b"', '"inner"').replace("--b", "--inner")

HUMAN: list[tuple[str, str]] = [
    (
        "question about a bounce",
        _mail(
            "My mail to you was returned: Undelivered Mail Returned to Sender.\n550 5.1.1 user unknown\nWhat is wrong?",
            "From: anna@example.com",
            "Subject: Undelivered mail",
        ),
    ),
    (
        "bounce sent on",
        _mail(
            f"See below.\n\n> {QMAIL.replace(chr(10), chr(10) + '> ')}",
            "From: anna@example.com",
            "Subject: Fwd: failure notice",
        ),
    ),
    (
        "bounce sent on by a postmaster",
        _mail(QMAIL, "From: Anna Test <postmaster@example.com>", "Subject: Fwd: failure notice"),
    ),
    (
        "report as an attachment of a person",
        _mail(
            f"--b\nContent-Type: text/plain\n\nThis came back.\n--b\nContent-Type: message/delivery-status\n\n{STATUS}\n--b--",
            "From: anna@example.com",
            "Subject: Fwd: Undelivered Mail",
            "MIME-Version: 1.0",
            'Content-Type: multipart/mixed; boundary="b"',
        ),
    ),
    (
        "whole bounce as an attachment",
        _mail(
            f"--b\nContent-Type: text/plain\n\nThis came back.\n--b\nContent-Type: message/rfc822\n\n{INNER}\n--b--",
            "From: anna@example.com",
            "Subject: failure notice",
            "MIME-Version: 1.0",
            'Content-Type: multipart/mixed; boundary="b"',
        ),
    ),
    (
        "parcel",
        _mail(
            "Your parcel could not be delivered. Write to depot@parcel.example.",
            "From: info@parcel.example",
            "Subject: Delivery failed",
        ),
    ),
    (
        "parcel ja",
        _mail(
            "お荷物をお届けできませんでした。", "From: info@parcel.example", "Subject: お届けできませんでした（不在）"
        ),
    ),
    (
        "customer ja",
        _mail(
            "返信のメールが届きません。送信できませんと出ます。",
            "From: hanako@example.jp",
            "Subject: メールが届きません",
        ),
    ),
    (
        "answer to a bounce talk",
        _mail(
            "It was a full mailbox.",
            "From: anna@example.com",
            "Subject: Re: Undeliverable: Your order",
            f"In-Reply-To: <{ORIGINAL}>",
        ),
    ),
    (
        "absence",
        _mail(
            "I cannot be reached until Monday. Please write to bob@example.com, delivery is delayed.",
            "Return-Path: <>",
            "Auto-Submitted: auto-replied",
            "From: anna@example.com",
            "Subject: Automatic reply: Your order",
        ),
    ),
    (
        "postmaster asks",
        _mail(
            "Hello, I run the mail of example.com. Do you sell lamps?",
            "From: postmaster@example.com",
            "Subject: Lamps",
        ),
    ),
    (
        "read receipt",
        _mail(
            "--b\nContent-Type: text/plain\n\nYour message was read.\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; a@example.com\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--",
            "From: anna@example.com",
            "Subject: Read: Your order",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"',
        ),
    ),
    ("plain", _mail("Hello", "From: anna@example.com", "Subject: Hello")),
]

"""Delivery reports without a machine-readable part, family by family, and people's mail about reports.

Each is written after what the program is known to send; every host and person is made up.
"""

# ruff: noqa: E501, RUF001 - a sample stands as it came
from __future__ import annotations

from dataclasses import dataclass

GONE = "gone@shop.example"
HEADER = f"From: help@desk.example\nTo: {GONE}\nSubject: Your order\nMessage-ID: <orig-1@desk.example>\n\nHello"


@dataclass(frozen=True, slots=True)
class Family:
    """A report as one program writes it: `status` is the class and subject expected ("5.1"), or one digit."""

    name: str
    sender: str
    subject: str
    body: str
    status: str = "5"
    action: str = "failed"
    recipient: str | None = GONE
    headers: str = ""

    def raw(self) -> bytes:
        """The message."""
        more = f"{self.headers}\n" if self.headers else ""
        kind = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit"
        head = f"From: {self.sender}\nTo: help@desk.example\nSubject: {self.subject}\n{more}{kind}"
        return f"{head}\n\n{self.body}\n".encode()


SERVERS = [
    Family(
        "courier",
        '"Courier mail server at mx.example" <@>',
        "NOTICE: mail delivery status.",
        f"This is a delivery status notification from mx.example,\nrunning the Courier mail server, version 0.65.2.\n\nThe original message was received on Sat, 11 Dec 2010 12:19:57 +0900\nfrom [127.0.0.1]\n\n---------------------------------------------------------------------------\n\n                           UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<{GONE}>:\n    mx.shop.example [192.0.2.1]:\n>>> RCPT TO:<{GONE}>\n<<< 550 5.1.1 <{GONE}>... User Unknown\n\n---------------------------------------------------------------------------\n\nIf your message was also sent to additional recipients, their delivery\nstatus is not included in this report.",
        "5.1.1",
    ),
    Family(
        "domino",
        "Postmaster@domino.example",
        "DELIVERY FAILURE: User gone (gone@shop.example) not listed in Domino Directory",
        f"Your message\n\n  Subject: Your order\n\nwas not delivered to:\n\n  {GONE}\n\nbecause:\n\n  User gone ({GONE}) not listed in Domino Directory",
        "5.1.1",
    ),
    Family(
        "notes",
        "Mail Router <MAILER-DAEMON@notes.example>",
        "Delivery failure",
        f"------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\n{GONE}\n\n------- Returned Message --------\n\n{HEADER}",
        "5.1.1",
    ),
    Family(
        "notes, person's router",
        "gone/Tokyo/Shop@notes.example",
        "NDN: Your order",
        f"Sorry. Your message could not be delivered to:\n\n{GONE},Shop (The name was not found at the remote site. Check that the name has been entered correctly.)",
        "5.1.1",
        headers="Return-Path: <>",
    ),
    Family(
        "einsundeins",
        "Mail Delivery System <mailer-daemon@hosting.example>",
        "Mail delivery failed: returning message to sender",
        f"This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of\nits recipients. The following addresses failed:\n\n    <{GONE}>\n\nFor the following reason:\n\n    Mail size limit exceeded. For explanation visit http://postmaster.hosting.example/en\n\n--- The header of the original message is following. ---\n\n{HEADER}",
        "5.3.4",
    ),
    Family(
        "gmx",
        "Mailer-Daemon <mailer-daemon@gmx.example>",
        "Mail delivery failed: returning message to sender",
        f'This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to\none or more of its recipients. This is a permanent error. The following address\nfailed:\n\n"{GONE}":\nSMTP error from remote server after RCPT command:\nhost: mx.shop.example\n5.1.1 <{GONE}>... User Unknown\n\n--- The header of the original message is following. ---\n\n{HEADER}',
        "5.1.1",
    ),
    Family(
        "imail",
        "Postmaster <postmaster@mx.example>",
        "Undeliverable Mail",
        f"Unknown user: {GONE}\n\n\nOriginal message follows.\n\n{HEADER}",
        "5.1.1",
    ),
    Family(
        "imail, host",
        "Postmaster <postmaster@mx.example>",
        "Undeliverable Mail",
        f"Invalid final delivery userid: {GONE}\n\nOriginal message follows.\n\n{HEADER}",
        "5.1.1",
    ),
    Family(
        "interscan",
        '"InterScan MSS" <interscan@mx.example>',
        "Mail could not be delivered",
        f"****** Message from InterScan Messaging Security Suite ******\n\nUnable to deliver message to <{GONE}>.\n\nSent <<< RCPT TO:<{GONE}>\nReceived >>> 550 5.1.1 <{GONE}>... user unknown\n\n************************     End of message     **********************",
        "5.1.1",
    ),
    Family(
        "interscan, japanese",
        '"InterScan MSS" <imss@mx.example>',
        "メッセージの配信不能",
        f"次の宛先にメッセージを配信できませんでした。\n\nUnable to deliver message to <{GONE}>.\nReceived >>> 550 5.1.1 <{GONE}>... User unknown",
        "5.1.1",
    ),
    Family(
        "mailfoundry",
        "<MAILER-DAEMON@mf.example>",
        "Message delivery has failed",
        f"Unable to deliver message to: <{GONE}>\nDelivery failed for the following reason:\nServer mx.shop.example[192.0.2.1] failed with: 550 <{GONE}> No such user here\n\nThis has been a permanent failure.  No further delivery attempts will be made.",
        "5.1.1",
    ),
    Family(
        "mailmarshal",
        "Mail Admin <postmaster@mm.example>",
        'Undeliverable Mail: "Your order"',
        f"Your message:\n   From:    help@desk.example\n   Subject: Your order\n\nCould not be delivered because of\n\n550 5.1.1 User unknown\n\nThe following recipients were affected: \n    {GONE}",
        "5.1.1",
    ),
    Family(
        "mcafee",
        "Mail Administrator <MAILER-DAEMON@nai.example>",
        "Delivery Status Notification",
        f"Your message was not delivered.\n\n--- The following addresses had delivery problems ---\n\n<{GONE}>   (User unknown {GONE})\n\n-----Original message-----\n{HEADER}",
        "5.1.1",
    ),
    Family(
        "sun messaging",
        "Internet Mail Delivery <postmaster@sun.example>",
        "Delivery Notification: Delivery has failed",
        f"This report relates to a message you sent with the following header fields:\n\n  Message-id: <orig-1@desk.example>\n  Date: Fri, 29 Nov 2013 20:09:34 +0900\n  From: help@desk.example\n  To: {GONE}\n  Subject: Your order\n\nYour message cannot be delivered to the following recipients:\n\n  Recipient address: {GONE}\n  Reason: Remote SMTP server has rejected address\n  Diagnostic code: smtp;550 5.1.1 <{GONE}>... User Unknown\n  Remote system: dns;mx.shop.example",
        "5.1.1",
    ),
    Family(
        "m-filter",
        '"m-FILTER MAIL SERVER" <mfilter@mx.example>',
        "failure notice",
        f"{GONE}\n-------server message\nR:550 5.1.1 unknown user <{GONE}>\n-------SMTP command\nS:RCPT TO: <{GONE}>\n-------original mail info\n{HEADER}",
        "5.1.1",
        headers="X-Mailer: m-FILTER",
    ),
    Family(
        "powermta",
        "postmaster@pmta.example",
        "Delivery report",
        f"Hello, this is the mail server on pmta.example.\n\nI am sending you this message to inform you on the delivery status of a\nmessage you previously sent.  Immediately below you will find a list of\nthe affected recipients;  also attached is a Delivery Status Notification\n(DSN) report in standard format, as well as the headers of the original\nmessage.\n\n  <{GONE}>  delivery failed; will not continue trying",
        "5",
    ),
    Family(
        "surfcontrol",
        "SMTP content filter <postmaster@sc.example>",
        "SurfControl E-mail Filter: undeliverable",
        f"Your message could not be sent.\nA transcript of the attempts to send the message follows.\nThe number of attempts made: 1\nAddressed To: {GONE}\n\nThu 29 Apr 2010 23:34:45 +0900\nFailed to send to identified host,\n{GONE}: [192.0.2.5], 550 {GONE}... No such user\n--- Message non-deliverable.",
        "5.1.1",
    ),
    Family(
        "phone gateway",
        "post_master@sms.example",
        "Undeliverable Message",
        f"Error: No valid recipients for this MM\nMessage to {GONE} undeliverable.",
        "5",
    ),
    Family(
        "james",
        "postmaster@james.example",
        "[BOUNCE]",
        f"Hi. This is the James mail server at james.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.  Below\nI include the list of recipients and the reason why I was unable to deliver\nyour message.\n\nFailed recipient(s):\n{GONE}\n\nError message:\n550 5.1.1 unknown user {GONE}",
        "5.1.1",
    ),
    Family(
        "opensmtpd",
        "Mailer Daemon <MAILER-DAEMON@obsd.example>",
        "Delivery status notification: error",
        f"    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n    An error has occurred while attempting to deliver a message for\n    the following list of recipients:\n\n{GONE}: 550 5.2.2 <{GONE}>... Mailbox Full\n\n    Below is a copy of the original message:\n\n{HEADER}",
        "5.2.2",
    ),
    Family(
        "dragonfly",
        "MAILER-DAEMON <>",
        "Mail delivery failed",
        f"This is the DragonFly Mail Agent v0.13 at df.example.\n\nThere was an error delivering your mail to <{GONE}>.\n\nmx.shop.example [192.0.2.25] did not like our RCPT TO:\n550 5.1.1 <{GONE}>: Recipient address rejected: User unknown in virtual alias table\n\nOriginal message headers follow.\n\n{HEADER}",
        "5.1.1",
    ),
    Family(
        "ezweb rejected",
        "Postmaster@ezweb.example",
        "Mail System Error - Returned Mail",
        f"Your message was NOT received by:\n\nEach of the following recipients was rejected by a remote mail server.\nThe reasons given by the server are included to help you determine why\neach recipient was rejected.\n\n    Recipient: <{GONE}>\n    >>> RCPT TO:<{GONE}>\n    <<< 550 <{GONE}>: User unknown",
        "5.1.1",
    ),
    Family(
        "ezweb timeout",
        "Postmaster@ezweb.example",
        "Mail System Error - Returned Mail",
        f"Message could not be delivered within 1 days.\n\nThe following recipients did not receive your message:\n\n    <{GONE}>\n\nPlease reply to Postmaster@ezweb.example\nif you feel this message to be in error.",
        "4.4",
    ),
    Family(
        "v5 sendmail",
        "Mail Delivery Subsystem <MAILER-DAEMON@old.example>",
        "Returned mail: User unknown",
        f"   ----- Transcript of session follows -----\nWhile talking to mx.shop.example:\n>>> RCPT To:<{GONE}>\n<<< 550 <{GONE}>, User Unknown\n550 <{GONE}>... User unknown\n\n   ----- Unsent message follows -----\n{HEADER}",
        "5.1.1",
    ),
    Family(
        "v5 sendmail, deferred",
        "Mail Delivery Subsystem <MAILER-DAEMON@old.example>",
        "Returned mail: Cannot send message for 5 days",
        f"   ----- Transcript of session follows -----\n421 shop.example (smtp)... Deferred: Connection timed out during user open with shop.example\n\n   ----- Unsent message follows -----\n{HEADER}",
        "4.4",
    ),
    Family(
        "sendmail warning",
        "Mail Delivery Subsystem <MAILER-DAEMON@old.example>",
        "Warning: could not send message for past 4 hours",
        f"    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      **\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n    **********************************************\n\n   ----- The following addresses had transient non-fatal errors -----\n<{GONE}>\n\n   ----- Transcript of session follows -----\n<{GONE}>... Deferred: Connection refused by mx.shop.example.\nWarning: message still undelivered after 4 hours\nWill keep trying until message is 5 days old",
        "4.4",
        "delayed",
    ),
    Family(
        "zoho",
        "<mailer-daemon@mail.zoho.example>",
        "Undelivered Mail Returned to Sender",
        f"This message was created automatically by mail delivery software.\n A message that you sent could not be delivered to one or more of its recipients. This is a permanent error. \n\n{GONE} Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 <{GONE}>... User Unknown",
        "5.1.1",
    ),
    Family(
        "zoho, unreachable",
        "mailer-daemon@mail.zoho.example",
        "Undelivered Mail Returned to Sender",
        f"This message was created automatically by mail delivery software.\n A message that you sent could not be delivered to one or more of its recipients. This is a permanent error. \n\n[Status: Error, Address: <{GONE}>, ResponseCode 421, , Host not reachable.]",
        "4",
    ),
    Family(
        "group",
        "Mail Delivery Subsystem <mailer-daemon@google.example>",
        "Delivery Status Notification (Failure)",
        "Hello help@desk.example,\n\nWe're writing to let you know that the group you tried to contact (gone) may not exist, or you may not have permission to post messages to the group. A few more details on why you weren't able to post:\n\n * You might have spelled or formatted the group name incorrectly.\n * The owner of the group may have removed this group.\n\nIf you have questions related to this or any other group, visit the Help Center.",
        "5",
        recipient=GONE,
        headers=f"X-Failed-Recipients: {GONE}",
    ),
    Family(
        "activehunter",
        "MAILER-DAEMON@ah.example",
        "FAILURE NOTICE :",
        f"      ----- The following addresses had permanent fatal errors -----\n\n       >>> {GONE} <<<\n\n     ----- Non-delivered information -----\n\n550 sorry, no mailbox here by that name (#5.1.1)",
        "5.1.1",
        headers="X-AHMAILID: 1",
    ),
    Family(
        "facebook",
        "Mailer-Daemon <mailer-daemon@social.example>",
        "Sorry, your message could not be delivered",
        f"This message was created automatically by Social.\n\nSorry, your message could not be delivered to the following address:\n{GONE}\n\nRCP-P1 http://postmaster.social.example/response_codes?ip=192.0.2.135#rcp",
        "5",
    ),
    Family(
        "old postfix",
        "MAILER-DAEMON@pf.example (Mail Delivery System)",
        "Undelivered Mail Returned to Sender",
        f"This is the Postfix program at host pf.example.\n\nI'm sorry to have to inform you that your message could not be\ndelivered to one or more recipients. It's attached below.\n\n\t\t\tThe Postfix program\n\n<{GONE}>: mail for shop.example loops back to myself",
        "5.4.6",
    ),
    Family(
        "no sender in brackets",
        "<>",
        "Message delivery has failed",
        f"This is a delivery failure notification message.\n\nUnable to deliver message to: <{GONE}>\nDelivery failed for the following reason:\nServer mx22.shop.example[192.0.2.222] failed with: 550 <{GONE}> No such user here\n\nThis has been a permanent failure.",
        "5.1.1",
    ),
    Family(
        "the sender named first",
        "<postmaster@gw.example>",
        'Undeliverable Mail: "Your order"',
        f"Your message:\n   From:    desk-7@desk.example\n   Subject: Your order\n\nCould not be delivered because of\n\n550 5.1.1 User unknown\n\nThe following recipients were affected: \n   {GONE}\n",
        "5.1.1",
    ),
    Family(
        "content filter",
        '"Content-filter at gw.example" <postmaster@gw.example>',
        "BANNED contents from you (.exe)",
        f"BANNED CONTENTS ALERT\n\nOur content checker found\n    banned name: .exe\n\nin email presumably from you <desk-7@desk.example>\nto the following recipient:\n-> {GONE}\n\nDelivery of the email was stopped!",
        headers="Auto-Submitted: auto-replied",
    ),
    Family(
        "blocked by a firewall",
        '"Firewall" <postmaster@gw.example>',
        "Message you sent blocked by our bulk email filter",
        f"Your message to: {GONE}\nwas blocked by our Spam Firewall. The email you sent with the following subject has NOT BEEN DELIVERED:\n\nSubject: Your order",
        "5.7.1",
    ),
    Family(
        "filter ja",
        "Mailer Daemon <postmaster@mf.example>",
        "failure notice",
        f"このメールは送信されませんでした。\n-------server message\n550 5.1.1 unknown user <{GONE}>\n\n-------original message\nReturn-Path: help@desk.example",
        "5.1.1",
    ),
]

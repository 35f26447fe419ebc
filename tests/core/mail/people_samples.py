"""People's mail that resembles machines' mail: about bounces, with bounces quoted or attached, about parcels, on lists."""

# ruff: noqa: E501, RUF001 - a sample stands as it came
from __future__ import annotations

from tests.core.mail.bounce_families import GONE, HEADER

QMAIL = f"Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<{GONE}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n{HEADER}"
STATUS = f"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {GONE}\nAction: failed\nStatus: 5.1.1"
QUOTED = "\n".join(f"> {line}" for line in QMAIL.split("\n"))


def _attached(words: str, kind: str, content: str) -> str:
    return f"--b\nContent-Type: text/plain; charset=utf-8\n\n{words}\n--b\nContent-Type: {kind}\n\n{content}\n--b--"


MIXED = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"'

_PLAIN = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8"
_WRITTEN: list[tuple[str, str, str, str, str]] = [
    # name, sender, subject, more headers, body
    ("asks why", "Anna <anna@example.com>", "Undelivered Mail Returned to Sender", _PLAIN, "I got this when I wrote to you. What now?\n\n" + QUOTED),
    ("pastes it", "Anna <anna@example.com>", "failure notice", _PLAIN, "Your server said:\n\n" + QMAIL),
    ("pastes it first", "Anna <anna@example.com>", "Mail delivery failed: returning message to sender", _PLAIN, QMAIL + "\n\nPlease help, Anna"),
    ("forwards inline", "Anna <anna@example.com>", "FW: Undeliverable: Order", _PLAIN, "FYI\n\n-----Original Message-----\nFrom: Mail Delivery System\n\n" + QMAIL),
    ("forwards in german", "Anna <anna@example.de>", "WG: Unzustellbar: Bestellung", _PLAIN, "Das kam zurück.\n\n" + QUOTED),
    ("forwards in french", "Anne <anne@example.fr>", "TR: Non remis : commande", _PLAIN, "Bonjour, voici l'erreur.\n\n" + QUOTED),
    ("forwards in spanish", "Ana <ana@example.es>", "RV: No se puede entregar: pedido", _PLAIN, QUOTED),
    ("forwards in italian", "Anna <anna@example.it>", "I: Mancato recapito", _PLAIN, QUOTED),
    ("answers a bounce", "Anna <anna@example.com>", "Re: Delivery Status Notification (Failure)", f"In-Reply-To: <b@mx.example>\n{_PLAIN}", "My mailbox was full, please send it again.\n\n" + QUOTED),
    ("attaches the report", "Anna <anna@example.com>", "my mail came back", MIXED, _attached("This came back when I wrote to you.", "message/delivery-status", STATUS)),
    ("attaches it, old subject", "Anna <anna@example.com>", "Undelivered Mail Returned to Sender", MIXED, _attached("Hello, please see what your server sends.", "message/delivery-status", STATUS)),
    ("attaches the whole", "Anna <anna@example.com>", "Bounce", MIXED, _attached("See the attached.", "message/rfc822", f"From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\n{QMAIL}")),
    ("admin", "Bob, mail admin <bob@example.com>", "User unknown errors from your server", _PLAIN, f"We see 550 5.1.1 user unknown for {GONE}. Could you check?"),
    ("admin, role address", "hostmaster@example.com", "Delivery problems with your server", _PLAIN, "Mail from us to you is delayed since Monday, the log says: Connection timed out. Who can help?"),
    ("parcel", "Anna <anna@example.com>", "Delivery failed", _PLAIN, "My parcel could not be delivered, the driver says address not found. Please send it again."),
    ("parcel returned", "Anna <anna@example.com>", "Returned to sender", _PLAIN, "The package has been returned to sender. It was undeliverable, they say."),
    ("parcel delayed", "Bob <bob@example.com>", "Delivery delayed again", _PLAIN, "Has my delivery been delayed? Delivery failure was the word on the tracking page."),
    ("parcel service", "no-reply@parcel.example", "Delivery failed: parcel 12345", _PLAIN, "We could not deliver your parcel. Nobody was at home. Book a new day at parcel.example."),
    ("paket", "Jan <jan@example.de>", "Paket unzustellbar", _PLAIN, "Mein Paket war unzustellbar und ging zurück."),
    ("colis", "Luc <luc@example.fr>", "Colis non distribué", _PLAIN, "Mon colis n'a pas été livré, échec de la livraison."),
    ("荷物", "花子 <hanako@example.jp>", "荷物が届きません", _PLAIN, "注文した荷物が届きません。宛先不明で返送されたそうです。"),
    ("届かない", "太郎 <taro@example.jp>", "メールが届かない", _PLAIN, "そちらに送ったメールが送信できませんでした。エラーメールに User unknown とあります。"),
    ("エラー転送", "太郎 <taro@example.jp>", "転送: 配信エラー", _PLAIN, "下記のエラーが返ってきました。\n\n" + QUOTED),
    ("不在", "花子 <hanako@example.jp>", "不在票について", _PLAIN, "不在票が入っていました。再配達をお願いします。"),
    ("full mailbox", "Anna <anna@example.com>", "Mailbox full?", _PLAIN, "Your mailbox is full, it seems: quota exceeded for info@desk.example."),
    ("web form", "no-reply@desk.example", "Contact form: mail problem", f"Reply-To: Anna <anna@example.com>\n{_PLAIN}", "My message to info@desk.example could not be delivered: user unknown. anna@example.com"),
    ("on a list", "Anna <anna@example.com>", "Undelivered mail with 3.2", f"List-Id: <users.lists.example>\nPrecedence: list\nSender: users-bounces@lists.example\n{_PLAIN}", "The log says: delivery failed permanently, 550 5.1.1 <x@y.example>. Any ideas?"),
    ("on an old list", "Anna <anna@example.com>", "sendmail: host unknown", f"Precedence: bulk\nSender: owner-users@lists.example\n{_PLAIN}", "550 Host unknown. What is wrong with my configuration?"),
    ("on a list with a holiday", "Anna <anna@example.com>", "Vacation next week, who takes the release?", f"List-Id: <dev.lists.example>\nPrecedence: list\n{_PLAIN}", "I am away from the office until Monday."),
    ("x-mailing-list", "Anna <anna@example.com>", "[PATCH] queue: fix delay", f"Precedence: bulk\nX-Mailing-List: dev@lists.example\n{_PLAIN}", "Message delayed in queue."),
    ("japanese list", "太郎 <taro@example.jp>", "[users:1234] 配信エラーについて", f"Precedence: bulk\nX-ML-Name: users\n{_PLAIN}", "配信に失敗します。"),
    ("holiday", "Anna <anna@example.com>", "Holiday booking", _PLAIN, "I am on vacation in May and want a room. I will be out of office then."),
    ("urlaub", "Jan <jan@example.de>", "Urlaub im Mai", _PLAIN, "Ich bin im Urlaub, bitte liefern Sie erst danach."),
    ("shop for cars", "Jan <jan@example.de>", "Auto: Frage zum Service", _PLAIN, "Was kostet die Inspektion?"),
    ("thanks", "Anna <anna@example.com>", "Re: Automatic reply: order", f"References: <a@desk.example>\n{_PLAIN}", "Thank you for the quick automatic answer."),
    ("receipts off", "Anna <anna@example.com>", "Invoice", f"X-Auto-Response-Suppress: DR, RN, NRN\n{_PLAIN}", "Please send the invoice."),
    ("said to be no machine", "Anna <anna@example.com>", "Hello", f"Auto-Submitted: no\nX-Autoreply: no\n{_PLAIN}", "Hello."),
    ("postmaster asks", "postmaster@example.com", "Question about your prices", _PLAIN, "What does the large box cost?"),
    ("ebay seller's words", "Anna <anna@example.com>", "Non-delivery of item 5", _PLAIN, "The item was not delivered. I want my money back."),
    ("a mail firm", "Smith Mail Services <sales@smith.example>", "Offer", _PLAIN, "We deliver letters for firms. Can we call you?"),
    ("chinese", "王 <wang@example.cn>", "邮件被退回", _PLAIN, "我发给你们的邮件被退回了，请问为什么？"),
    ("korean", "김 <kim@example.kr>", "메일 반송 문의", _PLAIN, "보낸 메일이 반송되었습니다. 확인 부탁드립니다."),
    ("russian", "Иван <ivan@example.ru>", "Не доставлено", _PLAIN, "Мой заказ не доставлен. Когда он придёт?"),
]  # fmt: skip

PEOPLE: list[tuple[str, bytes]] = [
    (name, f"From: {sender}\nTo: help@desk.example\nSubject: {subject}\n{more}\n\n{body}\n".encode())
    for name, sender, subject, more, body in _WRITTEN
]

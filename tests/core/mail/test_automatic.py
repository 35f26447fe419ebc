"""Programs' mail is told from people's."""

from __future__ import annotations

import pytest

from core.mail.automatic import is_automatic

ANNA = {"from": ["Anna <anna@example.com>"]}
MACHINES: list[tuple[str, dict[str, list[str]], str]] = [
    ("generated", {"auto-submitted": ["auto-generated"]}, "Order 5"),
    ("replied", {"auto-submitted": ["auto-replied (vacation)"]}, "Re: x"),
    ("notified", {"auto-submitted": ["auto-notified; owner-email=a@example.com"]}, "x"),
    ("null sender", {"return-path": ["<>"]}, "x"),
    ("null sender with spaces", {"return-path": [" < > "]}, "x"),
    ("daemon", {"from": ["MAILER-DAEMON@mx.example"]}, "failure notice"),
    ("precedence", {"precedence": ["auto_reply"]}, "x"),
    ("junk", {"precedence": ["junk"]}, "x"),
    ("bulk without a list", {"precedence": ["bulk"]}, "x"),
    ("suppress", {"x-auto-response-suppress": ["DR, OOF, AutoReply"]}, "x"),
    ("suppress all", {"x-auto-response-suppress": ["All"]}, "x"),
    ("autoreply header", {"x-autoreply": ["yes"]}, "x"),
    ("autorespond header", {"x-autorespond": [""], "x-autoreply": ["1"]}, "x"),
    ("autoresponder class", {"x-post-messageclass": ["9; Autoresponder"]}, "x"),
    ("report", {"content-type": ["multipart/report; report-type=disposition-notification"]}, "Read: x"),
    ("newsletter", {"list-unsubscribe": ["<https://example.com/u>"]}, "News"),
    ("en", {}, "Automatic reply: Your order"),
    ("en office", {}, "Out of Office: Your order"),
    ("en office autoreply", {}, "Out of Office AutoReply: Your order"),
    ("de", {}, "Automatische Antwort: Bestellung"),
    ("de notice", {}, "Abwesenheitsnotiz: Bestellung"),
    ("fr", {}, "Réponse automatique : Commande"),
    ("es", {}, "Respuesta automática: Pedido"),
    ("ja", {}, "自動応答: ご注文"),
    ("ja bracket", {}, "【自動返信】お問い合わせありがとうございます"),
    ("ja bracket 2", {}, "[自動返信メール] お問い合わせ"),
    ("zh", {}, "自动回复: 订单"),
    ("suppress office notices", {"x-auto-response-suppress": ["OOF"]}, "x"),
    ("notes", {}, "AUTO: Anna Test is out of the office (returning 05.01.2026)"),
    ("notes de", {}, "AUTO: Jan Test ist abwesend (Rückkehr am 05.01.2026)"),
    ("de meldung", {}, "Abwesenheitsmeldung: Bestellung"),
    ("de rückantwort", {}, "Automatische Rückantwort: Bestellung"),
    ("fr absence", {}, "Message d'absence : Commande"),
    ("es office", {}, "Fuera de oficina: Pedido"),
    ("it", {}, "Fuori ufficio: Ordine"),
    ("pt", {}, "Ausência temporária: Pedido"),
    ("nl", {}, "Automatisch antwoord: Bestelling"),
    ("pl", {}, "Odpowiedź automatyczna: zamówienie"),
    ("ja absence", {}, "不在のお知らせ：ご注文"),
    ("ja out", {}, "【休暇中】ご注文"),
    ("absence from a no-reply", {"from": ["no-reply@example.com"]}, "Out of office until Monday"),
    ("absence with precedence", {"precedence": ["first-class"]}, "夏季休業のお知らせ"),
]
PEOPLE: list[tuple[str, dict[str, list[str]], str]] = [
    ("plain", {}, "My order"),
    ("said no", {"auto-submitted": ["no"]}, "My order"),
    (
        "on a list",
        {"precedence": ["bulk"], "list-id": ["<users.example.org>"], "list-post": ["<mailto:u@example.org>"]},
        "Help",
    ),
    (
        "on a list 2",
        {"precedence": ["list"], "list-id": ["<users.example.org>"], "list-unsubscribe": ["<x>"]},
        "Help",
    ),
    ("absence on a list", {"precedence": ["list"], "list-id": ["<dev.example.org>"]}, "Vacation next week"),
    ("old list", {"precedence": ["bulk"], "sender": ["owner-users@example.org"]}, "Help"),
    ("old list 2", {"precedence": ["bulk"], "x-mailing-list": ["users@example.org"]}, "Help"),
    ("answer to an absence notice", {}, "Re: Automatic reply: Your order"),
    ("answer to an absence notice ja", {}, "Re: 自動応答: ご注文"),
    ("writes about a vacation", {}, "Vacation rental in May"),
    ("writes about an absence ja", {}, "不在票が入っていました"),
    ("asks about automatic answers", {}, "Automatic reply does not work"),
    ("asks about automatic answers ja", {}, "自動返信メールが届きません"),
    ("return path", {"return-path": ["<anna@example.com>"]}, "x"),
    ("suppresses receipts only", {"x-auto-response-suppress": ["RN, NRN"]}, "x"),
]


@pytest.mark.parametrize(("name", "headers", "subject"), MACHINES, ids=[name for name, _, _ in MACHINES])
def test_a_program_wrote_it(name: str, headers: dict[str, list[str]], subject: str) -> None:
    assert is_automatic({**ANNA, **headers}, subject)


@pytest.mark.parametrize(("name", "headers", "subject"), PEOPLE, ids=[name for name, _, _ in PEOPLE])
def test_a_person_wrote_it(name: str, headers: dict[str, list[str]], subject: str) -> None:
    assert not is_automatic({**ANNA, **headers}, subject)

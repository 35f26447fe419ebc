"""The language a reply is written in: by its script, and in Latin letters by the small words that every text "
"has."""

from __future__ import annotations

import re

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), 1),
    ("ko", re.compile("[\uac00-\ud7a3]"), 2),
    ("ru", re.compile("[\u0400-\u04ff]"), 1),
    ("th", re.compile("[\u0e00-\u0e7f]"), 1),
    ("ar", re.compile("[\u0600-\u06ff]"), 1),
    ("el", re.compile("[\u0370-\u03ff]"), 1),
    ("hi", re.compile("[\u0900-\u097f]"), 1),
)
"""Language, the letters of its script, and how much of a word one letter is."""
_HAN = re.compile("[\u4e00-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LEAST = 20
"""Letters; a shorter text in Latin letters has no language of its own."""
_LEAST_SIGNS = 10
_SMALL = {
    "en": "the and you your to of for is are we have has in on this that it with be will our can not if please "
    "thank "
    "thanks hello dear hi was from an as at by or been would any i i'm we've i've let me know us",
    "de": "der die das und ist sie ihr ihre ihren wir haben für nicht den dem ein eine mit auf zu von im wird "
    "werden "
    "bitte danke vielen dank sehr geehrte geehrter grüßen freundlichen hallo auch dass bei nach oder kann uns dein "
    "deine ab einen viele grüße",
    "fr": "le la les des et est vous votre nous avons pour pas une un que qui dans sur avec ce cette du au aux "
    "merci "
    "bonjour cordialement salut bientôt ton ta tu tes peux être sont notre vos sera été en de à je",
    "es": "el la los las y es su sus usted para no una un que en con por del al gracias hola saludos ha hemos "
    "le se "
    "estimado estimada hasta pronto tu tus más nuestro favor de sido está",
    "it": "il lo la gli le e è un una che per non con del della di da suo sua grazie buongiorno cordiali "
    "saluti abbiamo "
    "sono nostro ciao tuo tua tuoi al alla presto salve gentile stato stata ha in",
    "pt": "o a os as e é um uma que para não com do da no na seu sua obrigado obrigada olá por favor nós foi "
    "está de ao "
    "em cumprimentos prezado prezada atenciosamente foi seus suas temos",
    "pl": "i w z na do się nie jest dla proszę dziękujemy dziękuję pan pani państwa oraz przez od po to można "
    "będzie już "
    "został pozdrawiam witam",
    "sv": "och att det är en ett för på med inte vi du din ditt har till av den som tack hej kan om vänliga "
    "hälsningar",
    "da": "og at det er en et for på med ikke vi du din dit har til af den som tak hej kan om venlig hilsen",
    "nl": "de het een en is van u uw voor niet met op te wij we hebben dat dit er aan bedankt beste groeten "
    "vriendelijke "
    "ons onze je bij naar kunt wordt",
}
_SMALL_WORDS = {language: frozenset(words.split()) for language, words in _SMALL.items()}


def written_in(text: str) -> str:
    """`ja`, `en`, `de`, `zh` …; empty where a text is too short to say. What no table knows counts as English."""
    letters = sum(map(str.isalpha, text))
    for language, letter, weight in _SCRIPTS:
        found = len(letter.findall(text))
        signs = found + len(_HAN.findall(text)) if language == "ja" and found else found
        if language == "ja" and found and letters < _LEAST:
            return ""
        if signs * 3 * weight > letters and letters >= (_LEAST if language == "ja" else _LEAST_SIGNS):
            return language
    signs = len(_HAN.findall(text))
    if signs * 3 > letters and letters >= _LEAST_SIGNS:
        return "zh"
    return _latin(text) if letters >= _LEAST else ""


def _latin(text: str) -> str:
    words = [w.lower().replace("’", "'") for w in _WORD.findall(text)]
    counts = {language: sum(w in known for w in words) for language, known in _SMALL_WORDS.items()}
    best = max(counts, key=lambda language: (counts[language], language == "en"))
    return best if counts[best] >= 3 and counts[best] > counts["en"] * 1.5 else "en"

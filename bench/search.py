"""Searching a desk of years: 200 mixed queries, adding a message, and whether a scan would find the same.

MADO_BENCH_TICKETS=100000 is the size the goals are set for; MADO_BENCH_DESK=FOLDER keeps the desk.
"""

from __future__ import annotations

import random
import re

from bench.desk_words import TOPICS, product
from bench.desks import Loaded, desk
from bench.figures import disk_noise, show, times
from core.grams import Term, fold
from core.search import SearchIndex
from core.searchable import searchable_text

SAMPLE = 3000


def queries(count: int, seed: int = 9) -> list[list[Term | str]]:
    """Japanese words of one to four characters, Latin words and beginnings, pairs, phrases."""
    noise = random.Random(seed)
    found: list[list[Term | str]] = []
    while len(found) < count:
        japanese, english = noise.choice(TOPICS)
        run = noise.choice(re.findall(r"[\u4e00-\u9fff\u3041-\u30ff]+", japanese))
        start = noise.randrange(len(run))
        piece = run[start : start + noise.randint(1, 4)]
        word = noise.choice(re.findall("[A-Za-z]{3,}", english))
        found.append(
            noise.choice(
                [
                    [piece],
                    [word.lower()],
                    [word[: noise.randint(2, 5)]],
                    [product(noise, True)],
                    [product(noise, False), word],
                    [piece, product(noise, True)],
                    [f"MX-{noise.randint(100, 999)}"],
                    [Term(" ".join(english.split()[:2]), quoted=True)],
                ]
            )
        )
    return found


def main() -> None:
    """Measure and print."""
    with desk() as loaded:
        show("fdatasync of 4 KB (noise)", disk_noise(loaded.home.root))
        searching(loaded)
        adding(loaded)
        exactness(loaded)


def searching(loaded: Loaded) -> None:
    """The first 50 tickets and messages, and all of them."""
    search = SearchIndex(loaded.store)
    asked = queries(200)
    for _turn in range(2):
        tickets = times(lambda n: search.tickets(asked[n], 50), len(asked))
    show("first 50 tickets, newest first, 200 queries", tickets, "must 2 / 15, goal 0.3 / 3")
    show("first 50 messages", times(lambda n: search.messages(asked[n], 50), len(asked)))
    show("every ticket", times(lambda n: search.codes(asked[n]), len(asked)))


def adding(loaded: Loaded) -> None:
    """One message more, durable and found at once; what was added is taken away again."""
    search = SearchIndex(loaded.store)
    texts = loaded.store.table("texts")
    first = 10**7

    def add(number: int) -> None:
        text = texts.get(doc_id=number + 1)["text"]
        search.add(first + number, "bench", 2_000_000_000 + number, text)

    show("add one message, durable", times(add, 200))
    with loaded.store.transaction():
        for number in range(200):
            search.remove(first + number, texts.get(doc_id=number + 1)["text"])


def exactness(loaded: Loaded) -> None:
    """Recall and precision of Japanese words against a scan of the folded text of some messages."""
    search = SearchIndex(loaded.store)
    messages, texts = loaded.store.table("messages"), loaded.store.table("texts")
    ids = range(1, min(SAMPLE, loaded.size.tickets * loaded.size.messages) + 1)
    folded = {i: fold(searchable_text(messages.get(doc_id=i), texts.get(doc_id=i))) for i in ids}
    right = expected = given = 0
    words = {str(q[0]) for q in queries(400) if len(q) == 1 and re.fullmatch("[\u3041-\u9fff]+", str(q[0]))}
    for word in words:
        scan = {i for i, text in folded.items() if fold(word) in text}
        found = {i for i in search.messages([word]) if i in folded}
        right, expected, given = right + len(scan & found), expected + len(scan), given + len(found)
    print(f"{len(words)} Japanese words: recall {right / expected:.4f}, precision {right / given:.4f} (must 1, 1)")


if __name__ == "__main__":
    main()

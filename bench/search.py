"""Searching a desk of years: 200 mixed queries, adding a message, and whether a scan would find the same.

MADO_BENCH_TICKETS=100000 is the size the goals are set for; MADO_BENCH_DESK=FOLDER keeps the desk.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import partial

from bench.desk_words import NAMES, TOPICS, product
from bench.desks import Loaded, desk
from bench.figures import Taken, at, machine_noise, show, taken, times, verdict
from config.settings import Agent, Settings
from core.desk import Desk
from core.grams import fold
from core.search import SearchIndex
from core.searchable import searchable_text

SAMPLE = 3000
_FIELDS = ("status:open", "status:solved,closed", "assignee:mai", "tag:vip", "has:attachment", "created:>=2025-06-01")


def queries(count: int, seed: int = 9) -> list[str]:
    """What people type: Japanese of one, two and more characters, words and beginnings, pairs, quotes, fields."""
    noise = random.Random(seed)
    kinds = (_one, _two, _several, _word, _beginning, _product, _pair, _mixed, _field, _number, _quoted, _person)
    return [kinds[number % len(kinds)](noise) for number in range(count)]


def _run(noise: random.Random, length: int) -> str:
    """A piece of what people write in Japanese, from anywhere in it."""
    while True:
        japanese = noise.choice(TOPICS)[0].replace("{p}", "")
        runs = re.findall(r"[\u4e00-\u9fff\u3041-\u30ff]+", japanese)
        run = noise.choice(runs)
        if len(run) >= length:
            start = noise.randrange(len(run) - length + 1)
            return str(run[start : start + length])


def _latin(noise: random.Random) -> str:
    words: list[str] = re.findall("[A-Za-z]{3,}", noise.choice(TOPICS)[1].replace("{p}", ""))
    return noise.choice(words).lower()


def _one(noise: random.Random) -> str:
    return _run(noise, 1)


def _two(noise: random.Random) -> str:
    return _run(noise, 2)


def _several(noise: random.Random) -> str:
    return _run(noise, noise.randint(3, 6))


def _word(noise: random.Random) -> str:
    return _latin(noise)


def _beginning(noise: random.Random) -> str:
    return _latin(noise)[: noise.randint(2, 5)]


def _product(noise: random.Random) -> str:
    return product(noise, noise.random() < 0.5)


def _pair(noise: random.Random) -> str:
    if noise.random() < 0.5:
        return f"{product(noise, True)} {_run(noise, noise.randint(1, 3))}"
    return f"{product(noise, False)} {_latin(noise)}"


def _mixed(noise: random.Random) -> str:
    return f"{_run(noise, 2)} MX-{noise.randint(10, 99)}"


def _field(noise: random.Random) -> str:
    return f"{noise.choice(_FIELDS)} {_run(noise, 2) if noise.random() < 0.6 else _latin(noise)}"


def _number(noise: random.Random) -> str:
    return f"MX-{noise.randint(1000, 9999)}"


def _quoted(noise: random.Random) -> str:
    words = noise.choice(TOPICS)[1].replace("{p}", "").split()
    start = noise.randrange(max(1, len(words) - 2))
    return f'"{" ".join(words[start : start + 2])}"'


def _person(noise: random.Random) -> str:
    return f"{noise.choice(NAMES)} {_run(noise, 2)}"


def main() -> None:
    """Measure and print."""
    with desk() as loaded:
        machine_noise(loaded.home.root)
        searching(loaded)
        adding(loaded)
        exactness(loaded)


def searching(loaded: Loaded) -> None:
    """The first 50 tickets as `mado search` asks for them: parsed, looked up, narrowed by the fields."""
    asked = queries(200)
    with Desk.open(loaded.home, Settings(Agent("mai"))) as opened:

        def newest(number: int) -> object:
            return opened.search(asked[number], 50)

        def relevant(number: int) -> object:
            return opened.search(asked[number], 50, relevance=True)

        for name, step, musts in (
            ("first 50, newest first", newest, ((2, 0.3), (15, 3))),
            ("first 50, by relevance", relevant, ((60, 10), (200, 60))),
        ):
            taken(step, len(asked))
            _say(name, taken(step, len(asked)), musts)
        show("how many there are", times(lambda n: opened.count(asked[n]), len(asked)))
        _slowest(asked, newest)


def _say(name: str, found: Taken, musts: tuple[tuple[float, float], ...]) -> None:
    for share, (must, goal) in zip((0.5, 0.99), musts, strict=True):
        said = f"search, {name}, p{share * 100:.0f} of 200"
        verdict(f"{said}, CPU time", at(found.cpu, share), "ms", must, goal)
        verdict(f"{said}, by the clock", at(found.wall, share), "ms", must, goal)


def _slowest(asked: list[str], step: Callable[[int], object]) -> None:
    each = sorted(((min(taken(partial(_one_of, step, n), 3).cpu), asked[n]) for n in range(len(asked))), reverse=True)
    print("slowest (best of 3, CPU time): " + ", ".join(f"{query} {ms:.1f} ms" for ms, query in each[:6]))


def _one_of(step: Callable[[int], object], number: int, _turn: int) -> None:
    step(number)


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
    noise = random.Random(4)
    words = {_run(noise, length) for length in (1, 2, 2, 3, 4) for _turn in range(25)}
    for word in words:
        scan = {i for i, text in folded.items() if fold(word) in text}
        found = {i for i in search.messages([word]) if i in folded}
        right, expected, given = right + len(scan & found), expected + len(scan), given + len(found)
    print(f"{len(words)} Japanese words: recall {right / expected:.4f}, precision {right / given:.4f} (must 1, 1)")


if __name__ == "__main__":
    main()

"""Fit the weights of core/care/learned on the labelled mails: `python -m bench.fit_moods [--try]`.

A logistic regression over pieces of text, plain and slow, the same on every machine.
`--try` leaves one round of texts out at a time, fits on the others and prints how the left-out one fares, which is
what can be expected of texts that nobody has seen; without it the tables are written from all rounds.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from math import exp, sqrt
from pathlib import Path
from unittest.mock import patch

from bench.care import CORPUS, PREFIXES
from core.care.learned import Learned, is_japanese, pieces
from core.care.moods import RISKS, mood

TABLES = Path(__file__).parent.parent / "core" / "care" / "learned"
SHRINK = 0.05
LEAST = 2
"""Texts that a piece must stand in to get a weight."""
EPOCHS = 120
Rows = list[tuple[str, bool]]


def rows(language: str) -> dict[str, Rows]:
    """By round: every labelled mail, and whether somebody is at risk in it."""
    found: dict[str, Rows] = defaultdict(list)
    for prefix in (*PREFIXES, "taught_"):
        file = CORPUS / f"{prefix}mails_{language}.jsonl"
        for row in map(json.loads, file.read_text(encoding="utf-8").splitlines() if file.exists() else ()):
            if row["kind"] == "thanks" and not row["thanks_only"]:
                continue  # nobody labelled its mood
            found[prefix or "first_"].append((row["text"], row.get("risk", row.get("mood") in RISKS)))
    return found


def fit(texts: Rows, language: str) -> Learned:
    """The weights that tell the texts apart best (AdaGrad, the whole set at every step)."""
    japanese = language == "ja"
    made = [(pieces(text, japanese=japanese), float(label)) for text, label in texts]
    often = Counter(piece for found, _label in made for piece in found)
    known = sorted(p for p, n in often.items() if n >= LEAST)
    number = {piece: i for i, piece in enumerate(known)}
    data = [([number[p] for p in sorted(f) if p in number], label) for f, label in made]
    weights, seen = [0.0] * len(known), [1e-6] * len(known)
    bias, bias_seen = 0.0, 1e-6
    for _epoch in range(EPOCHS):
        slopes = [SHRINK * w for w in weights]
        bias_slope = 0.0
        for found, label in data:
            if not found:
                continue
            norm = 1 / sqrt(len(found))
            wrong = 1 / (1 + exp(-(bias + norm * sum(weights[i] for i in found)))) - label
            bias_slope += wrong
            for i in found:
                slopes[i] += wrong * norm
        for i, slope in enumerate(slopes):
            seen[i] += slope * slope
            weights[i] -= 0.3 * slope / sqrt(seen[i])
        bias_seen += bias_slope * bias_slope
        bias -= 0.3 * bias_slope / sqrt(bias_seen)
    kept = {p: round(w, 2) for p, w in zip(known, weights, strict=True) if abs(w) >= 0.05}
    return Learned(round(bias, 2), kept, japanese)


def write(language: str, model: Learned) -> None:
    """The table, the heaviest weights first."""
    TABLES.mkdir(exist_ok=True)
    lines = [f"\t{round(model.bias * 100)}"]
    lines += [f"{p}\t{round(w * 100)}" for p, w in sorted(model.weights.items(), key=lambda x: (-abs(x[1]), x[0]))]
    (TABLES / f"risk_{language}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def leave_one_out(language: str) -> None:
    """Print recall and precision of every round by a model that never saw it, at some thresholds."""
    sets = rows(language)
    for left in sets:
        model = fit([r for key, texts in sets.items() if key != left for r in texts], language)
        scored = [(model.score(text), label) for text, label in sets[left] if is_japanese(text) == (language == "ja")]
        wanted = max(1, sum(label for _s, label in scored))
        told = []
        for limit in (-1.0, -0.75, -0.5, -0.25, 0.0):
            hit = sum(s > limit and label for s, label in scored)
            wrong = sum(s > limit and not label for s, label in scored)
            told.append(f"{limit:+.2f}: {hit / wanted:.2f} {hit / max(1, hit + wrong):.2f}")
        with patch("core.care.moods.learned", lambda _name, *, japanese, model=model: model):
            read = [(mood(text).mood in RISKS, label) for text, label in sets[left]]
        hit, found = sum(r and label for r, label in read), sum(r for r, _label in read)
        told.append(f"with the words: {hit / wanted:.2f} {hit / max(1, found):.2f}")
        print(f"{language} {left:9s} {len(scored):3d} texts, recall and precision above " + ", ".join(told))


def main() -> None:
    """Write the tables, or try them on rounds that were left out."""
    parser = argparse.ArgumentParser(prog="python -m bench.fit_moods")
    parser.add_argument("--try", dest="tried", action="store_true", help="leave one round out at a time")
    asked = parser.parse_args()
    for language in ("ja", "en"):
        if asked.tried:
            leave_one_out(language)
        else:
            model = fit([r for texts in rows(language).values() for r in texts], language)
            write(language, model)
            print(f"risk {language}: {len(model.weights)} weights")


if __name__ == "__main__":
    main()

"""The site: one self-contained page with a search, and the same answers as Markdown, in both languages."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.errors import MadoError, Refused
from config.languages import LANGUAGES, translator
from config.reasons import reason as refused_because
from core.care.faq.answers import Answer

_ = translator("core")
MARK = '<meta name="generator" content="Madoguchi">'
_LINK = re.compile(r"https?://[\w\-.~:/?#\[\]@!$&'()*+,;=%]+[\w/=#]")
_WORDS = {
    "ja": {
        "title": "よくあるご質問",
        "search": "言葉で探す",
        "none": "見つかりませんでした。別の言葉でお試しください。",
        "lang": "日本語",
    },
    "en": {
        "title": "Frequently asked questions",
        "search": "Search",
        "none": "Nothing was found. Try other words.",
        "lang": "English",
    },
}
_STYLE = """
:root{color-scheme:light dark;--line:#8885;--accent:#0a5f8a}
@media(prefers-color-scheme:dark){:root{--accent:#7cc4ea}}
body{font:1rem/1.7 system-ui,"Hiragino Sans","Noto Sans JP",sans-serif}
body{max-width:44rem;margin:0 auto;padding:1.5rem 1rem}
nav{display:flex;gap:1rem;margin-bottom:1rem}a{color:var(--accent)}
input{font:inherit;width:100%;box-sizing:border-box;padding:.6rem .8rem;border-radius:.5rem}
input{border:1px solid var(--line)}
details{border-bottom:1px solid var(--line);padding:.6rem 0}summary{cursor:pointer;font-weight:600}
p{white-space:pre-wrap;overflow-wrap:anywhere;margin:.6rem 0}[hidden]{display:none}.tags{opacity:.7;font-size:.85rem}
"""
_SCRIPT = """
const fold=t=>t.normalize("NFKC").toLowerCase();
const find=(box)=>{const words=fold(box.value).split(/\\s+/).filter(Boolean);
const part=box.closest("section");let n=0;
for(const one of part.querySelectorAll("details")){const text=fold(one.textContent);
const hit=words.every(w=>text.includes(w));one.hidden=!hit;if(hit)n++;}
part.querySelector(".none").hidden=n>0;};
const show=(lang)=>{for(const s of document.querySelectorAll("section"))s.hidden=s.lang!==lang;
document.documentElement.lang=lang;const t=document.querySelector("section:not([hidden]) h1");
if(t)document.title=t.textContent;};
for(const box of document.querySelectorAll("input"))box.addEventListener("input",()=>find(box));
for(const a of document.querySelectorAll("nav a"))a.addEventListener("click",e=>{e.preventDefault();show(a.lang);
history.replaceState(null,"","#lang="+a.lang);});
const said=new URLSearchParams(location.hash.slice(1));
const langs=[...document.querySelectorAll("section")].map(s=>s.lang);
const mine=said.get("lang")||(navigator.language||"").slice(0,2);show(langs.includes(mine)?mine:langs[0]);
if(said.get("q"))for(const box of document.querySelectorAll("input")){box.value=said.get("q");find(box);}
const open=document.getElementById(said.get("answer")||"");if(open){open.open=true;open.scrollIntoView();}
"""


@dataclass(frozen=True, slots=True)
class Written:
    """What an export wrote: the files, and how many answers stand in each language."""

    files: tuple[Path, ...]
    answers: dict[str, int]


def export_site(folder: Path, answers: Sequence[Answer], name: str = "") -> Written:
    """Write DIR/index.html and DIR/faq.LANG.md for every language that has answers.

    Raises Refused where an index.html stands there that is no export of ours, MadoError (disk).
    """
    index = folder / "index.html"
    by_language = {lang: [a for a in answers if a.lang in ("", lang)] for lang in LANGUAGES}
    by_language = {lang: found for lang, found in by_language.items() if found} or {LANGUAGES[0]: []}
    try:
        if index.exists() and MARK not in index.read_text(encoding="utf-8", errors="replace"):
            raise Refused(
                _("{file} was not written by this export, so it was left as it is.").format(file=index),
                hint=_("Name another folder, or move that file away."),
                code="not_ours",
            )
        folder.mkdir(parents=True, exist_ok=True)
        files = [_put(index, page(by_language, name))]
        for lang in LANGUAGES:
            file = folder / f"faq.{lang}.md"
            if by_language.get(lang):
                files.append(_put(file, markdown(by_language[lang], lang, name)))
            elif file.exists():
                file.unlink()
    except OSError as error:
        raise MadoError(
            _("Could not write {path}: {reason}.").format(path=folder, reason=refused_because(error))
        ) from None
    return Written(tuple(files), {lang: len(found) for lang, found in by_language.items()})


def _put(file: Path, text: str) -> Path:
    part = file.with_name(f".{file.name}.part")
    part.write_text(text, encoding="utf-8")
    part.chmod(0o644)
    part.replace(file)
    return file


def page(by_language: dict[str, list[Answer]], name: str = "") -> str:
    """The whole page; everything that is shown is escaped, nothing is loaded from anywhere."""
    first = next(iter(by_language))
    links = "".join(f'<a href="#lang={lang}" lang="{lang}">{_WORDS[lang]["lang"]}</a>' for lang in by_language)
    nav = f"<nav>{links}</nav>" if len(by_language) > 1 else ""
    parts = "".join(_section(lang, found, name) for lang, found in by_language.items())
    return (
        f'<!doctype html>\n<html lang="{first}">\n<head>\n<meta charset="utf-8">\n{MARK}\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "script-src 'unsafe-inline'\">\n"
        f"<title>{html.escape(_title(first, name))}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n{nav}\n<main>\n{parts}</main>\n<script>{_SCRIPT}</script>\n</body>\n</html>\n"
    )


def _title(lang: str, name: str) -> str:
    return f"{name}: {_WORDS[lang]['title']}" if name else _WORDS[lang]["title"]


def _section(lang: str, answers: Sequence[Answer], name: str) -> str:
    words = _WORDS[lang]
    shown = "".join(_shown(a, lang) for a in answers)
    return (
        f'<section lang="{lang}"><h1>{html.escape(_title(lang, name))}</h1>\n'
        f'<input type="search" aria-label="{words["search"]}" placeholder="{words["search"]}">\n{shown}'
        f'<p class="none"{" hidden" if answers else ""}>{words["none"]}</p></section>\n'
    )


def _shown(answer: Answer, lang: str) -> str:
    paragraphs = "".join(f"<p>{_linked(block)}</p>" for block in re.split(r"\n\s*\n", answer.text))
    tags = f'<p class="tags">{html.escape(" ".join(answer.tags))}</p>' if answer.tags else ""
    place = html.escape(f"{answer.key}.{lang}", quote=True)
    return f'<details id="{place}"><summary>{html.escape(answer.question)}</summary>{paragraphs}{tags}</details>\n'


def _linked(text: str) -> str:
    out, done = "", 0
    for hit in _LINK.finditer(text):
        url = html.escape(hit[0], quote=True)
        out += html.escape(text[done : hit.start()]) + f'<a href="{url}" rel="noopener noreferrer">{url}</a>'
        done = hit.end()
    return out + html.escape(text[done:])


def markdown(answers: Sequence[Answer], lang: str, name: str = "") -> str:
    """The answers of one language as Markdown; what Markdown would read as its own signs is escaped."""
    blocks = [f"# {_plain(_title(lang, name))}"]
    for answer in answers:
        blocks += [f"## {_plain(answer.question)}", _plain(answer.text)]
    return "\n\n".join(blocks) + "\n"


def _plain(text: str) -> str:
    escaped = re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)
    return re.sub(r"^(\s*)([-+=~]|\d+\.)(?=\s)", r"\1\\\2", escaped, flags=re.MULTILINE)

"""Every command there is: who uses it, where it lives, and its line in `mado --help`.

Reading this imports no command, so that help and completion stay quick.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from config.languages import translator

_ = translator("cli")
Who = Literal["agent", "admin", "script"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A command: the people it is for, `module:attribute` of its click command, and one line on it."""

    who: Who
    place: str
    line: str


def headings() -> dict[Who, str]:
    """The groups of `mado --help`, in order."""
    return {"agent": _("For agents"), "admin": _("For admins"), "script": _("For scripts and for trying out")}


def catalogue() -> dict[str, Listed]:
    """All commands by name, in the order they are shown, in the language in force."""
    return {**_looking(), **_acting(), **_admin(), **_script()}


def _looking() -> dict[str, Listed]:
    def entry(module: str, line: str, attribute: str = "command") -> Listed:
        return Listed("agent", f"cli.commands.{module}:{attribute}", line)

    return {
        "tickets": entry("tickets", _("List the tickets that a query finds.")),
        "ticket": entry("ticket", _("Show one ticket with everything in it.")),
        "next": entry("next", _("Show the ticket that most needs us, and why.")),
        "search": entry("search", _("Find tickets by words, and show where.")),
        "views": entry("views", _("List the views with their queries and counts.")),
        "attachment": entry("attachment", _("The files that came with a ticket's mail: list, save, open.")),
        "keys": entry("keys", _("List the console's commands with their keys.")),
        "promises": entry("promises", _("What we promised, until when; keep, move, drop, add.")),
        "late": entry("late", _("Who waits longer than the charter says, and late promises.")),
        "voice": entry("voice", _("What customers say, by topic: clip, set, show.")),
        "suggest": entry("suggest", _("Canned responses and past answers that fit a ticket.")),
        "stars": entry("star", _("Replies to learn from, with the reasons."), "stars_"),
        "practice": entry("practice", _("Answer past mails with names hidden, and compare.")),
        "closing": entry("star", _("What is still open before a ticket is solved."), "closing_"),
        "today": entry("star", _("What presses now: promises, answers, customers at risk."), "today_"),
        "storm": entry("suggest", _("Many alike in a short time: find and tag them."), "storm_"),
        "charter": entry("charter", _("What we promise of ourselves, and how it was kept.")),
        "handover": entry("handover", _("What the next shift must know; leave a note.")),
        "digest": entry("handover", _("The last days as Markdown for the company."), "digest_"),
        "report": entry("report", _("How support went, against the time before; text, JSON, CSV, HTML.")),
        "faq": entry("faq", _("Public answers as a site; what is asked often and not in them.")),
        "mentions": entry("mentions", _("List the notes that call you by name.")),
        "approvals": entry("approvals", _("Replies that a colleague reads before they leave: list, send, return.")),
        "customers": entry("customers", _("List customers.")),
        "customer": entry("customer", _("Show a customer; merge, unmerge, expect, note, export, erase.")),
    }


def _acting() -> dict[str, Listed]:
    def entry(attribute: str, line: str, module: str = "act") -> Listed:
        return Listed("agent", f"cli.commands.{module}:{attribute}", line)

    return {
        "reply": entry("command", _("Answer a ticket."), "reply"),
        "note": entry("note", _("Write a note that only the team sees."), "write"),
        "open": entry("open_", _("Put tickets back among the open ones.")),
        "pending": entry("pending", _("Say that we wait for the customer.")),
        "solve": entry("solve", _("Say that tickets are solved.")),
        "close": entry("close", _("Say that tickets need no answer.")),
        "spam": entry("spam", _("Put tickets among the spam.")),
        "assign": entry("assign", _("Give tickets to an agent (me, nobody).")),
        "claim": entry("claim", _("Say that you are answering now.")),
        "release": entry("release", _("Give up your claim.")),
        "tag": entry("tag", _("Put a tag on tickets.")),
        "untag": entry("untag", _("Take a tag off tickets.")),
        "priority": entry("priority", _("Set high, normal or low.")),
        "snooze": entry("snooze", _("Hide tickets until a time or a reply.")),
        "merge": entry("merge", _("Make several tickets one.")),
        "split": entry("command", _("Move a message into a ticket of its own."), "split"),
        "star": entry("command", _("Keep a reply of ours as an example."), "star"),
        "undo": entry("command", _("Take back your last decision."), "undo"),
        "outbox": entry("command", _("What has not left yet, and why."), "outbox"),
        "macros": entry("command", _("Macros: a canned response, changes and the next step in one."), "macros"),
        "bulk": entry("command", _("Many replies from one plan: plan, check, apply, status."), "bulk"),
        "canned": entry("command", _("Canned responses: list, show, edit, new, check."), "canned"),
    }


def _admin() -> dict[str, Listed]:
    def entry(module: str, line: str, attribute: str = "command") -> Listed:
        return Listed("admin", f"cli.commands.{module}:{attribute}", line)

    return {
        "init": entry("init", _("Set up a mailbox: by questions, or by flags.")),
        "check": entry("check", _("Try everything for real and say what to do.")),
        "config": entry("config", _("Look at and change settings: get, set, edit, path.")),
        "mailbox": entry("mailbox", _("Mailboxes: list, add, remove, enable, password.")),
        "login": entry("login", _("Sign in to a mailbox with OAuth2.")),
        "sync": entry("sync", _("Send what is due and fetch what is new.")),
        "team": entry("team", _("Share the log with colleagues: init, join, status, role, pack, repair, rotate.")),
        "import": entry("import_", _("Take in .eml, mbox or Maildir as history.")),
        "export": entry("keep", _("Write everything for other programs."), "export"),
        "backup": entry("keep", _("Write everything into one file."), "backup"),
        "restore": entry("keep", _("Make an empty home from a backup."), "restore"),
        "rebuild": entry("keep", _("Compute everything anew from mail and log."), "rebuild"),
        "hooks": entry("hooks", _("Tell the executables in HOME/hooks what happened.")),
        "fsck": entry("keep", _("Look for damage and mend it."), "fsck"),
    }


def _script() -> dict[str, Listed]:
    return {
        "parse": Listed("script", "cli.parse:command", _("Show how messages are read; touches no store.")),
        "thread": Listed("script", "cli.thread:command", _("Show how messages are threaded; touches no store.")),
        "check-text": Listed(
            "script", "cli.check_text:command", _("Show promises, questions, mood and checks of a text.")
        ),
        "completion": Listed("script", "cli.commands.completion:command", _("Print the shell's completion script.")),
        "serve": Listed("agent", "cli.serving.command:command", _("The console in a browser of this machine.")),
        "demo": Listed("script", "cli.demo.command:command", _("Open a practice counter with a made-up mailbox.")),
    }

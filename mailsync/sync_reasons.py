"""Why a message was set aside, and what stopped a sync on our own side, in words for people."""

from __future__ import annotations

from config.errors import MadoError
from config.languages import translator
from config.reasons import reason as refused_because
from core.arrivals import Arrival, SetAside
from mailsync.explain import server_text
from mailsync.imap_batches import SIZE_CAP

_ = translator("mailsync")


def garbled() -> str:
    """The server's answer makes no sense."""
    return _("the server sends it in a form that cannot be read")


def breaks_the_line() -> str:
    """Nothing of it can be had."""
    return _("the connection breaks each time it is fetched")


def why_cut(size: int) -> str:
    """Only the beginning of a message of that many bytes was fetched."""
    if size <= SIZE_CAP:
        return _("the connection breaks each time it is fetched whole: only its beginning was fetched")
    return _("{size} MB, more than {cap} MB: only its beginning was fetched").format(
        size=size // 1_048_576, cap=SIZE_CAP // 1_048_576
    )


def unreadable(arrival: Arrival, error: Exception) -> SetAside:
    """The intake failed over one message; its bytes go with it."""
    reason = _("it cannot be read ({kind}); its raw bytes are kept").format(kind=type(error).__name__)
    return SetAside(arrival.place, reason, arrival.raw)


def store_trouble(error: OSError) -> MadoError:
    """The disk failed under the store."""
    return MadoError(
        _("The store could not be written ({said}). What was stored before is kept.").format(
            said=server_text(refused_because(error))
        ),
        hint=_("Look at the disk's room and rights, then sync again."),
        code="store",
    )

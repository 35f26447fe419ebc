"""Why the operating system refused, in the language in force: what Python hands on is English, or the C library's."""

from __future__ import annotations

import errno

from config.languages import translator

_ = translator("cli")


def reason(error: OSError) -> str:
    """The reason as words for the middle of a sentence; the kind of error where the system gave none."""
    common = {
        errno.ENOENT: _("No such file or directory"),
        errno.EACCES: _("Permission denied"),
        errno.EPERM: _("Operation not permitted"),
        errno.EEXIST: _("File exists"),
        errno.EISDIR: _("Is a directory"),
        errno.ENOTDIR: _("Not a directory"),
        errno.ENOSPC: _("No space left on device"),
        errno.EDQUOT: _("Disk quota exceeded"),
        errno.EROFS: _("Read-only file system"),
        errno.EIO: _("Input/output error"),
        errno.EMFILE: _("Too many open files"),
        errno.ENAMETOOLONG: _("File name too long"),
        errno.EFBIG: _("File too large"),
        errno.EADDRINUSE: _("Address already in use"),
        errno.ENETUNREACH: _("Network is unreachable"),
        errno.EHOSTUNREACH: _("No route to host"),
        errno.ENOEXEC: _("Exec format error"),
    }
    return common.get(error.errno or 0) or error.strerror or str(error) or type(error).__name__

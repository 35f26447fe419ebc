"""A throwaway Cyrus on loopback, out of Debian's packages: rich as Dovecot is, with other habits.

`\\sent` in lower case, "." between folders, VANISHED that names too much, 8-bit header bytes replaced.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.servers import packages
from tests.servers.daemon import PASSWORD, Daemon

_FOLDERS = "Sent|Drafts|Trash|Archive"


def missing() -> str:
    """Why Cyrus cannot be started here; "" where it can."""
    return packages.missing("usr/lib/cyrus/bin/imapd")


class Cyrus(Daemon):
    """See Daemon."""

    name = "cyrus"
    own_user = "mail"

    def __init__(self) -> None:
        super().__init__()
        self.programs = packages.unpacked()

    def add_user(self, user: str) -> None:
        """Make a user; the folders come with the first login."""
        words = ("-p", "-c", "-u", "localhost", "-f", str(self.root / "sasldb2"), user)
        program = str(self.programs / "usr/sbin/saslpasswd2")
        subprocess.run(
            [program, *words], input=PASSWORD.encode(), env=self._environment(), check=True, capture_output=True,
            timeout=30,
        )  # fmt: skip
        self.give(self.root / "sasldb2")

    def _prepare(self) -> None:
        if self.is_root:
            # it gives up root and must still reach its programs
            self.programs = Path(
                shutil.copytree(packages.unpacked(), self.root / "programs", symlinks=True, copy_function=_linked)
            )
        for folder in ("spool", "run/lock", "run/proc", "run/socket", "conf/log", "conf/socket", "conf/proc"):
            (self.root / folder).mkdir(parents=True)
        (self.root / "imapd.conf").write_text(self._settings())
        (self.root / "cyrus.conf").write_text(self._services())
        self.add_user("administrator")
        self.give(self.root)
        for name in ("spool", "run", "conf"):
            for path in (self.root / name, *(self.root / name).rglob("*")):
                self.give(path)

    def _environment(self) -> dict[str, str]:
        return packages.environment(self.programs)

    def _settings(self) -> str:
        root = self.root
        return (
            f"configdirectory: {root}/conf\npartition-default: {root}/spool\ndefaultpartition: default\n"
            f"proc_path: {root}/run/proc\nmboxname_lockpath: {root}/run/lock\nidlesocket: {root}/run/socket/idle\n"
            f"notifysocket: {root}/run/socket/notify\nlmtpsocket: {root}/run/socket/lmtp\ncyrus_user: {self.user}\n"
            "admins: administrator\nservername: localhost\naltnamespace: yes\nunixhierarchysep: no\n"
            f"allowplaintext: yes\nsasl_pwcheck_method: auxprop\nsasl_auxprop_plugin: sasldb\n"
            f"sasl_sasldb_path: {root}/sasldb2\nsasl_mech_list: PLAIN LOGIN\nautocreate_quota: 0\n"
            f"autocreate_post: yes\nautocreate_inbox_folders: {_FOLDERS}\n"
            f"autocreate_subscribe_folders: {_FOLDERS}\n"
            "xlist-sent: Sent\nxlist-drafts: Drafts\nxlist-trash: Trash\nxlist-archive: Archive\n"
            "specialusealways: yes\nimapidlepoll: 60\nconversations: no\nexpunge_mode: immediate\n"
            "delete_mode: immediate\nsyslog_prefix: mado-test\n"
        )

    def _services(self) -> str:
        binaries = self.programs / "usr/lib/cyrus/bin"
        configuration = f"-C {self.root}/imapd.conf"
        return (
            f'START {{\n  recover cmd="{binaries}/ctl_cyrusdb {configuration} -r"\n}}\n'
            f'SERVICES {{\n  imap cmd="{binaries}/imapd {configuration} -U 30" listen="127.0.0.1:{self.port}" '
            "prefork=1 maxchild=50\n}\n"
            f'DAEMON {{\n  idled cmd="{binaries}/idled {configuration}"\n}}\nEVENTS {{\n}}\n'
        )

    def _command(self) -> Sequence[str]:
        master = str(self.programs / "usr/lib/cyrus/bin/master")
        return [
            *(master, "-D", "-C", str(self.root / "imapd.conf"), "-M", str(self.root / "cyrus.conf")),
            *("-p", str(self.root / "master.pid")),
        ]


def _linked(source: str, target: str) -> None:
    """The same file under another name; a copy where that would cross file systems."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)

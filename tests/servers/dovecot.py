"""A throwaway Dovecot on loopback: own configuration, own users, own authority; nothing under /etc is read."""

from __future__ import annotations

import base64
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from config.settings import Folders, Mailbox, Server
from tests.servers.authorisation import KEY
from tests.servers.authority import make_authority

PASSWORD = "correct-horse"
_START_SECONDS = 20.0


def missing() -> str:
    """Why Dovecot cannot be started here; "" where it can."""
    for program in ("dovecot", "openssl"):
        if not (shutil.which(program) or Path("/usr/sbin", program).exists()):
            return f"{program} is not installed (Debian: apt-get install dovecot-imapd openssl)"
    return ""


def free_port() -> int:
    """A TCP port of loopback that nobody uses just now."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


@dataclass
class Dovecot:
    """Start it with `with`. Every user name exists, with PASSWORD: each test takes one of its own.

    `quota_kb` limits every user's mail. `special_use` off gives folders without flags.
    """

    tls: bool = False
    quota_kb: int | None = None
    special_use: bool = True
    storage: str = "maildir"
    port: int = 0
    tls_port: int = 0
    root: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="mado-dovecot-")))
    _process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.port, self.tls_port = free_port(), free_port()
        self.root.chmod(0o755)
        if self.tls:
            make_authority(self.root)
        self._make_folders()
        self._make_token_key()
        (self.root / "dovecot.conf").write_text(self._configuration())
        try:
            self._start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                # its own session, so only what it started
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)
        shutil.rmtree(self.root, ignore_errors=True)

    @property
    def authority(self) -> Path:
        """The certificate of the authority that signed the server's."""
        return self.root / "ca.pem"

    def mailbox(self, user: str = "support", *, port: int | None = None, security: str = "none") -> Mailbox:
        """Settings for one user; `port` is a proxy's, where there is one."""
        server = Server("127.0.0.1", port or (self.tls_port if security == "tls" else self.port))
        server = Server(server.host, server.port, security)  # type: ignore[arg-type]  # a word of three, from a test
        return Mailbox(user, f"{user}@example.com", server, None, user, folders=Folders())

    def maildir(self, user: str = "support") -> Path:
        """Where a user's mail lies on disk."""
        return self.root / "home" / user / "Maildir"

    def forget_uids(self, user: str = "support") -> None:
        """Give the user's INBOX a new UIDVALIDITY, as a server does that lost its index."""
        folder = self.maildir(user)
        for index in folder.glob("dovecot.index*"):
            index.unlink()
        listed = folder / "dovecot-uidlist"
        head, _, rest = listed.read_text().partition("\n")
        words = [f"V{int(w[1:]) + 1000}" if w.startswith("V") else w for w in head.split(" ")]
        listed.write_text(" ".join(words) + "\n" + rest)
        shutil.chown(listed, self._mail_user, self._mail_group)

    # making it -----------------------------------------------------------------------------
    @property
    def _is_root(self) -> bool:
        return os.getuid() == 0

    @property
    def _mail_user(self) -> str:
        return "dovecot" if self._is_root else pwd.getpwuid(os.getuid()).pw_name

    @property
    def _mail_group(self) -> str:
        return grp.getgrgid(pwd.getpwnam(self._mail_user).pw_gid).gr_name

    def _make_folders(self) -> None:
        for folder in ("run", "state", "home"):
            (self.root / folder).mkdir()
        if self._is_root:
            shutil.chown(self.root / "home", self._mail_user, self._mail_group)

    def _make_token_key(self) -> None:
        """With this key it judges access tokens by itself (HS256), as a provider's server asks its own."""
        keys = self.root / "keys" / "default" / "HS256"
        keys.mkdir(parents=True)
        (keys / "default").write_text(base64.b64encode(KEY).decode())
        for path in (self.root / "keys").rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        (self.root / "keys").chmod(0o755)
        (self.root / "oauth2.conf").write_text(
            f"introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix={self.root}/keys/\n"
            "username_attribute = email\n"
        )

    def _start(self) -> None:
        program = shutil.which("dovecot") or "/usr/sbin/dovecot"
        with (self.root / "out.log").open("ab") as out:
            self._process = subprocess.Popen(
                [program, "-F", "-c", str(self.root / "dovecot.conf")],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=self.root,
            )
        limit = time.monotonic() + _START_SECONDS
        while not self._greets():
            if self._process.poll() is not None or time.monotonic() > limit:
                logs = "".join(p.read_text(errors="replace")[-2000:] for p in self.root.glob("*.log"))
                raise RuntimeError(f"dovecot did not start: {logs}")
            time.sleep(0.01)

    def _greets(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 2) as s:
                s.settimeout(5)
                return s.recv(100).startswith(b"* OK")
        except OSError:
            return False

    def _configuration(self) -> str:
        me = pwd.getpwuid(os.getuid()).pw_name
        internal, login = ("dovecot", "dovenull") if self._is_root else (me, me)
        parts = [
            f"base_dir = {self.root}/run\nstate_dir = {self.root}/state\nlog_path = {self.root}/dovecot.log",
            "protocols = imap\nlisten = 127.0.0.1\ndisable_plaintext_auth = no\nauth_failure_delay = 0",
            "auth_mechanisms = plain login xoauth2 oauthbearer\nfirst_valid_uid = 0\nfirst_valid_gid = 0",
            f"default_internal_user = {internal}\ndefault_internal_group = {self._mail_group}",
            f"default_login_user = {login}\nmail_uid = {self._mail_user}\nmail_gid = {self._mail_group}",
            f"mail_home = {self.root}/home/%u\nmail_location = {self.storage}:~/{self.storage.capitalize()}",
            "mail_max_userip_connections = 50",
            # no waiting after wrong passwords
            "service anvil {\n  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n}",
            f"passdb {{\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = {self.root}/oauth2.conf\n}}",
            f"passdb {{\n  driver = static\n  mechanisms = plain login\n  args = password={PASSWORD}\n}}",
            f"userdb {{\n  driver = static\n  args = uid={self._mail_user} gid={self._mail_group} "
            f"home={self.root}/home/%u\n}}",
            self._folders(),
            self._listeners(),
            self._quota(),
        ]
        if not self._is_root:
            services = ("imap-login", "anvil", "stats", "ipc", "imap-urlauth-login")
            parts += [f"service {name} {{\n  chroot =\n}}" for name in services]
        return "\n".join(parts) + "\n"

    def _folders(self) -> str:
        boxes = []
        for name in ("Sent", "Archive", "Drafts", "Trash"):
            flag = f"    special_use = \\{name}\n" if self.special_use else ""
            boxes.append(f"  mailbox {name} {{\n{flag}    auto = create\n  }}")
        return "namespace inbox {\n  inbox = yes\n  separator = /\n" + "\n".join(boxes) + "\n}"

    def _listeners(self) -> str:
        tls = (
            f"ssl = yes\nssl_cert = <{self.root}/server.pem\nssl_key = <{self.root}/server.key"
            if self.tls
            else "ssl = no"
        )
        port = self.tls_port if self.tls else 0
        return (
            f"{tls}\nservice imap-login {{\n"
            f"  inet_listener imap {{\n    port = {self.port}\n    address = 127.0.0.1\n  }}\n"
            f"  inet_listener imaps {{\n    port = {port}\n    address = 127.0.0.1\n    ssl = yes\n  }}\n"
            "  process_min_avail = 1\n}"
        )

    def _quota(self) -> str:
        if self.quota_kb is None:
            return "mail_plugins = zlib\nprotocol imap {\n  mail_plugins = zlib imap_zlib\n}\n"
        return (
            "mail_plugins = quota\nprotocol imap {\n  mail_plugins = quota imap_quota\n}\n"
            f"plugin {{\n  quota = maildir:User quota\n  quota_rule = *:storage={self.quota_kb}K\n"
            "  quota_grace = 0\n}"
        )

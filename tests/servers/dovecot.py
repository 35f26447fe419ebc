"""A throwaway Dovecot on loopback: own configuration, own users, own authority; nothing under /etc is read."""

from __future__ import annotations

import base64
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.servers.authorisation import KEY
from tests.servers.authority import make_authority
from tests.servers.daemon import PASSWORD as PASSWORD
from tests.servers.daemon import Daemon


def missing() -> str:
    """Why Dovecot cannot be started here; "" where it can."""
    for program in ("dovecot", "openssl"):
        if not (shutil.which(program) or Path("/usr/sbin", program).exists()):
            return f"{program} is not installed (Debian: apt-get install dovecot-imapd openssl)"
    return ""


class Dovecot(Daemon):
    """See Daemon. Every user name exists, with PASSWORD.

    `quota_kb` limits every user's mail. `special_use` off gives folders without flags.
    """

    name = "dovecot"
    own_user = "dovecot"

    def __init__(
        self, *, tls: bool = False, quota_kb: int | None = None, special_use: bool = True, storage: str = "maildir"
    ) -> None:
        super().__init__()
        self.tls = tls
        self.quota_kb = quota_kb
        self.special_use = special_use
        self.storage = storage

    @property
    def authority(self) -> Path:
        """The certificate of the authority that signed the server's."""
        return self.root / "ca.pem"

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
        self.give(listed)

    @contextmanager
    def kept(self, user: str = "support") -> Iterator[Callable[[], None]]:
        """A backup of a user's mail, made now; call what you get to play it back while nobody is logged in."""
        with tempfile.TemporaryDirectory() as folder:
            backup = Path(folder) / "Maildir"
            shutil.copytree(self.maildir(user), backup)

            def restore() -> None:
                shutil.rmtree(self.maildir(user))
                shutil.copytree(backup, self.maildir(user))
                for path in (self.maildir(user), *self.maildir(user).rglob("*")):
                    self.give(path)

            yield restore

    # making it -----------------------------------------------------------------------------
    def _prepare(self) -> None:
        if self.tls:
            make_authority(self.root)
        for folder in ("run", "state", "home"):
            (self.root / folder).mkdir()
        self.give(self.root / "home")
        self._make_token_key()
        (self.root / "dovecot.conf").write_text(self._configuration())

    def _command(self) -> Sequence[str]:
        return [shutil.which("dovecot") or "/usr/sbin/dovecot", "-F", "-c", str(self.root / "dovecot.conf")]

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

    def _configuration(self) -> str:
        internal, login = ("dovecot", "dovenull") if self.is_root else (self.user, self.user)
        parts = [
            f"base_dir = {self.root}/run\nstate_dir = {self.root}/state\nlog_path = {self.root}/dovecot.log",
            "protocols = imap\nlisten = 127.0.0.1\ndisable_plaintext_auth = no\nauth_failure_delay = 0",
            "auth_mechanisms = plain login xoauth2 oauthbearer\nfirst_valid_uid = 0\nfirst_valid_gid = 0",
            f"default_internal_user = {internal}\ndefault_internal_group = {self.group}",
            f"default_login_user = {login}\nmail_uid = {self.user}\nmail_gid = {self.group}",
            f"mail_home = {self.root}/home/%u\nmail_location = {self.storage}:~/{self.storage.capitalize()}",
            "mail_max_userip_connections = 50",
            # no waiting after wrong passwords
            "service anvil {\n  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n}",
            f"passdb {{\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = {self.root}/oauth2.conf\n}}",
            f"passdb {{\n  driver = static\n  mechanisms = plain login\n  args = password={PASSWORD}\n}}",
            f"userdb {{\n  driver = static\n  args = uid={self.user} gid={self.group} home={self.root}/home/%u\n}}",
            self._folders(),
            self._listeners(),
            self._quota(),
        ]
        if not self.is_root:
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

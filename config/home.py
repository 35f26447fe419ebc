"""Where everything of one desk lives: one folder with config, store, canned responses and log."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one desk. Folders are 0700 and files that hold mail 0600."""

    root: Path

    @property
    def config_file(self) -> Path:
        """The settings, TOML, without any secret."""
        return self.root / "config.toml"

    @property
    def store_file(self) -> Path:
        """The SQLite file under TinyDB's face."""
        return self.root / "store.sqlite3"

    @property
    def raw_folder(self) -> Path:
        """Append-only packs of raw messages."""
        return self.root / "raw"

    @property
    def canned_folder(self) -> Path:
        """Canned responses, one `NAME.md` each."""
        return self.root / "canned"

    @property
    def macros_folder(self) -> Path:
        """Macros, one `NAME.toml` each."""
        return self.root / "macros"

    @property
    def secrets_folder(self) -> Path:
        """Password files, 0600 each, for those who have neither a password command nor a keyring."""
        return self.root / "secrets"

    @property
    def log_file(self) -> Path:
        """What happened, for admins: no bodies, no secrets."""
        return self.root / "mado.log"

    @property
    def window_file(self) -> Path:
        """The console's first picture: the top of the list as it stood last; 0600, made anew at every start."""
        return self.root / "window"

    @property
    def console_file(self) -> Path:
        """What the console remembers for its person: colours, language, what was searched for; 0600."""
        return self.root / "console.json"

    def ensure(self) -> Home:
        """Create the folder, 0700. Raises OSError."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self


def find_home(explicit: str | os.PathLike[str] | None = None) -> Home:
    """The home given by `--home`, else by `MADO_HOME`, else the platform's place. Creates nothing."""
    chosen = explicit or os.environ.get("MADO_HOME") or _usual_place()
    return Home(Path(chosen).expanduser().absolute())


def _usual_place() -> Path:
    import platformdirs  # here, because most calls name their home and every start would pay for it

    return platformdirs.user_data_path("madoguchi", appauthor=False)

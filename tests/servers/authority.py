"""A certificate authority for one test: its certificate, and one it signed for localhost and 127.0.0.1."""

from __future__ import annotations

import subprocess
from pathlib import Path

_CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def make_authority(folder: Path, *, names: str = "DNS:localhost,IP:127.0.0.1", days: int = 825) -> None:
    """Write ca.pem, server.pem and server.key. `names` are the server's, as in subjectAltName; `days` -1: expired."""
    _openssl(
        folder,
        *("req", "-x509", *_CURVE, "-days", "3650", "-keyout", "ca.key", "-out", "ca.pem"),
        *("-subj", "/CN=Madoguchi test authority", "-addext", "keyUsage=critical,keyCertSign,cRLSign"),
    )
    _openssl(folder, "req", *_CURVE, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    extensions = f"subjectAltName={names}\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n"
    (folder / "extensions").write_text(extensions)
    _openssl(
        folder,
        *("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"),
        *("-days", str(days), "-out", "server.pem", "-extfile", "extensions"),
    )
    (folder / "server.key").chmod(0o644)


def _openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

"""A self-signed certificate for 127.0.0.1, made when it is first needed."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path


@cache
def certificate() -> tuple[str, str]:
    """Return the paths of a certificate and of its key, both PEM; they are removed when the process ends.

    Raises:
        FileNotFoundError: there is no openssl command.
        subprocess.CalledProcessError: openssl refuses to make one.
    """
    folder = Path(tempfile.mkdtemp(prefix="scimproof-tls-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(  # noqa: S603 - every word is ours
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(cert)),
        ],
        check=True,
        capture_output=True,
    )
    return str(cert), str(key)

"""A certificate for 127.0.0.1 that nobody signed, made when it is first asked for."""

import atexit
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path


@cache
def certificate():
    """Return the files of a certificate and its key; raises FileNotFoundError where there is no openssl command."""
    folder = Path(tempfile.mkdtemp(prefix="scimproof-tls-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(cert)),
        ],
        check=True,
        capture_output=True,
    )
    return str(cert), str(key)

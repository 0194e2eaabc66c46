"""The reference target in the foreground: ``python -m scimproof.reference --port 8080 --token secret``."""

from __future__ import annotations

import argparse
import sys

import uvicorn

from scimproof.reference import DEFECTS, VARIANTS
from scimproof.reference.app import BASE_PATH, create_app
from scimproof.reference.serving import configuration, listen


def main() -> int:
    """Serve until interrupted; prints the tenant URL and the token first. Returns 2 when the port cannot be had."""
    options = _options()
    app = create_app(
        defects=options.defect,
        variants=options.variant,
        users=options.users,
        groups=options.groups,
        token=options.token,
    )
    try:
        listener = listen(options.host, options.port)
    except OSError as error:
        sys.stderr.write(f"Cannot listen on {options.host}:{options.port}: {error.strerror}\n")
        return 2
    sys.stdout.write(f"Tenant URL: http://{options.host}:{listener.getsockname()[1]}{BASE_PATH}\n")
    sys.stdout.write(f"Token: {app.state.provider.auth.token}\n")
    sys.stdout.flush()
    uvicorn.Server(configuration(app)).run(sockets=[listener])
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scimproof.reference", description="Serve the reference target.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default="", help="default: a random one")
    parser.add_argument("--defect", action="append", default=[], metavar="ID", choices=sorted(DEFECTS))
    parser.add_argument("--variant", action="append", default=[], metavar="ID", choices=sorted(VARIANTS))
    parser.add_argument("--users", type=int, default=0, help="how many users there are at the start")
    parser.add_argument("--groups", type=int, default=0, help="how many groups there are at the start")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

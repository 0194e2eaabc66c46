"""``python -m benchmarks.foreign.serve --port N [--fault ID] [--variant ID]``: the server, as it is or changed."""

from __future__ import annotations

import argparse
import sys
import threading

from benchmarks.foreign.faults import FAULTS
from benchmarks.foreign.server import App, serving
from benchmarks.foreign.variants import VARIANTS


def main(given: list[str]) -> int:
    """Serve until the process is stopped; print the base URL and the token."""
    parser = argparse.ArgumentParser(prog="benchmarks.foreign.serve", description=__doc__)
    parser.add_argument("--port", type=int, default=8480)
    parser.add_argument("--fault", default="", metavar="ID", choices=["", *FAULTS], help="break it in this way")
    parser.add_argument("--variant", default="", metavar="ID", choices=["", *VARIANTS], help="change it in this way")
    asked = parser.parse_args(given)
    app = App()
    for change in (FAULTS.get(asked.fault), VARIANTS.get(asked.variant)):
        if change is not None:
            change.seed(app)
    with serving(app, port=asked.port) as running:
        print(f"{running.url} {running.token}", flush=True)
        threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

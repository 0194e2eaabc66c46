"""The server: ``App`` answers requests, ``serving`` puts it on a port."""

from benchmarks.foreign.server.app import App
from benchmarks.foreign.server.http import Running, serving
from benchmarks.foreign.server.messages import Refused, Request, Response

__all__ = ["App", "Refused", "Request", "Response", "Running", "serving"]

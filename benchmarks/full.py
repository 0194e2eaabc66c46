"""What a run does to a tenant that is full already: nothing."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
from tests.support.judging import QUIET

from scimproof.plugin.launch import run
from scimproof.reference import Served, serving

USERS, GROUPS = 5000, 200


def main() -> None:
    """Compare every object before and after a full run and print how many differ."""
    with serving(users=USERS, groups=GROUPS) as reference, tempfile.TemporaryDirectory() as folder:
        before = everything(reference)
        begun, here = time.monotonic(), Path.cwd()
        os.chdir(folder)
        try:
            asked = replace(QUIET, tenant_url=reference.url, token=reference.token, report_dir=folder)
            code, _ = run(asked)
        finally:
            os.chdir(here)
        seconds = time.monotonic() - begun
        after = everything(reference)
    touched = sum(after.get(key) != value for key, value in before.items())
    print(f"full tenant    {touched} of {len(before)} objects touched, {len(after) - len(before)} left behind")
    print(f"               exit {code}, {seconds:.1f} s with {USERS} users and {GROUPS} groups there already")


def everything(reference: Served) -> dict[str, bytes]:
    """Return every user and group as the target shows it, byte for byte, by its path."""
    with httpx.Client(base_url=reference.url, headers={"Authorization": f"Bearer {reference.token}"}) as client:
        return {path: client.get(path).content for path in _paths(client)}


def _paths(client: httpx.Client) -> Iterator[str]:
    for endpoint in ("/Users", "/Groups"):
        start, total = 1, 1
        while start <= total:
            page = client.get(f"{endpoint}?startIndex={start}&count=500&attributes=id").json()
            yield from [f"{endpoint}/{each['id']}" for each in page["Resources"]]
            start, total = start + 500, page["totalResults"]

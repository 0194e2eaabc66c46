"""What a run does to a tenant that is full already: nothing."""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from tests.support.judging import QUIET

from scimproof.reference import Served, serving
from scimproof.running import run

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


def everything(reference: Served) -> dict[str, Any]:
    """Return every user and group as the target shows it, by its path."""
    found: dict[str, Any] = {}
    with httpx.Client(headers={"Authorization": f"Bearer {reference.token}"}) as client:
        for endpoint in ("Users", "Groups"):
            start = 1
            while True:
                page = client.get(f"{reference.url}/{endpoint}?startIndex={start}&count=500").json()
                found |= {f"{endpoint}/{each['id']}": each for each in page["Resources"]}
                start += 500
                if start > page["totalResults"]:
                    break
    return found

"""A reproduction for a POSIX shell with curl; python3 reads ids out of answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scimproof.reproduction.shared import comment, extra, outcome, pointer_words, shown_headers, title, told
from scimproof.reproduction.steps import NONE, OWN, WRONG, Capture, Reproduction, Step
from scimproof.reproduction.templates import RUN, RUN_UPPER, fill, parts
from scimproof.scim.curl import quoted

_LONGEST_ARGUMENT = 100_000


def script(made: Reproduction) -> str:
    """Return the steps as a script; it needs SCIM_TOKEN, and takes SCIM_BASE_URL for another target."""
    lines = ["#!/bin/sh", *(comment(each, "# ") for each in told(made))]
    if any(each.credentials not in (NONE, WRONG) for each in made.steps):
        lines.append(': "${SCIM_TOKEN:?set SCIM_TOKEN to the secret token of the target}"')
    lines.append(f"base=${{SCIM_BASE_URL:-{quoted(made.base_url.encode())}}}")
    if made.extra_query:
        lines.append(f': "${{SCIM_QUERY:?set SCIM_QUERY to what follows ? in the Tenant URL: {extra(made)}}}"')
    lines += ["run=$(date +%s)  # stands in each name, so that the script can be run again", "RUN=$run"]
    for number, step in enumerate(made.steps, 1):
        lines += ["", comment(title(number, step, made), "# "), *_step(step, made, last=number == len(made.steps))]
    lines += ["", *(comment(each, "# ") for each in outcome(made))]
    if made.created:
        lines += ["", "# Remove what was created; KEEP=1 leaves it.", '[ -n "${KEEP:-}" ] && exit']
        lines += [_curl(_removal(*each), made, ("-o", "/dev/null")) for each in made.created]
    return "\n".join([*lines, ""])


def _removal(endpoint: str, name: str) -> Step:
    return Step(label="", method="DELETE", path=f"{endpoint}/${{{name}}}")


def one_line(made: Reproduction) -> str:
    """Return the whole reproduction as one line where it is one request that needs nothing before it, else nothing."""
    if len(made.steps) != 1 or made.story is not None:
        return ""
    step = made.steps[0]
    plain = replace(step, path=fill(step.path, {RUN: "1", RUN_UPPER: "1"}), body=fill(step.body, {RUN: "1"}))
    return _curl(plain, made, ("-i",)).replace('"$base"', quoted(made.base_url.encode()), 1)


def _step(step: Step, made: Reproduction, *, last: bool) -> Iterator[str]:
    if last or not step.captures:
        yield _curl(step, made, ("-i",))
        yield "echo"
        return
    with_head = any(each.header for each in step.captures)
    yield f"answer=$({_curl(step, made, ('-i',) if with_head else ())})"
    for each in step.captures:
        yield f"{each.name}=$(printf '%s' \"$answer\" | {_reader(each, with_head=with_head)})"
        yield f'echo "{each.name}=${each.name}"'


def _reader(capture: Capture, *, with_head: bool) -> str:
    if capture.header:
        first, rest = capture.header[0], capture.header[1:]
        return f"tr -d '\\r' | sed -n 's/^[{first.upper()}{first.lower()}]{rest}: *//p'"
    body = "sys.stdin.read()" + (r".partition('\n\n')[2]" if with_head else "")
    place = "".join(f"[{each!r}]" for each in pointer_words(capture.pointer))
    last = ".rsplit('/', 1)[-1]" if capture.pointer.endswith("/location") else ""
    return f'python3 -c "import json, sys; print(json.loads({body}){place}{last})"'


def _curl(step: Step, made: Reproduction, more: Sequence[str]) -> str:
    words = ["curl", "-sS", "--globoff", "--path-as-is", *more]
    words += ["--head"] if step.method == "HEAD" else ["-X", step.method]
    if step.credentials == WRONG:
        words += ["-H", "'Authorization: Bearer not-the-token'"]
    elif step.credentials != NONE:
        scheme = "Bearer" if step.credentials == OWN else step.credentials
        words += ["-H", f'"Authorization: {scheme} $SCIM_TOKEN"']
    for name, value in shown_headers(step):
        words += ["-H", _spelled(f"{name}: {value}" if value else f"{name};", made)]
    if step.body:
        names = {name.lower() for name, _ in step.headers}
        words += [] if "content-type" in names else ["-H", "Content-Type:"]
        long = len(step.body) > _LONGEST_ARGUMENT
        words += ["--data-binary", "@-" if long else _spelled(step.body, made)]
        words = ["printf", "%s", _spelled(step.body, made), "|", *words] if long else words
    query = ("&" if "?" in step.path else "?") + '"$SCIM_QUERY"' if made.extra_query else ""
    return " ".join([*words, f'"$base"{_spelled(step.path, made)}{query.replace("&", chr(92) + "&")}'])


def _spelled(text: str, made: Reproduction) -> str:
    found = parts(text, made.variables)
    return "".join(f'"${{{each}}}"' if is_name else quoted(each.encode()) for is_name, each in found)

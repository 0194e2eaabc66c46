"""A reproduction as an .http file, for the REST Client of Visual Studio Code, Visual Studio, and httpYac.

Requests have names, and a later one reads out of the answer of an earlier one: ``{{user1.response.body.$.id}}``.
"""

from __future__ import annotations

from collections.abc import Iterator

from scimproof.reproduction.shared import comment, extra, outcome, pointer_words, shown_headers, title, told
from scimproof.reproduction.steps import NONE, OWN, WRONG, Capture, Reproduction, Step
from scimproof.reproduction.templates import RUN, RUN_UPPER, parts


def script(made: Reproduction) -> str:
    """Return the steps as named requests; the token comes from the environment (SCIM_TOKEN)."""
    lines = [comment(each, "# ") for each in told(made)]
    lines += ["# Change @run before each execution: it stands in each name.", f"@base = {made.base_url}"]
    lines += ["@token = {{$processEnv SCIM_TOKEN}}", "@run = 1"]
    lines += [f"# What follows ? in the Tenant URL: {extra(made)}", "@query = "] if made.extra_query else []
    read = {each.name: _reader(step, each) for step in made.steps for each in step.captures}
    for number, step in enumerate(made.steps, 1):
        lines += ["", comment(title(number, step, made), "### "), *_step(step, made, read)]
    lines += ["", "###", *(comment(each, "# ") for each in outcome(made))]
    for endpoint, name in made.created:
        step = Step(label=f"Remove {name}", method="DELETE", path=f"{endpoint}/${{{name}}}")
        lines += ["", f"### Remove {name}", *_step(step, made, read)]
    return "\n".join([*lines, ""])


def _step(step: Step, made: Reproduction, read: dict[str, str]) -> Iterator[str]:
    if step.captures:
        yield f"# @name {step.captures[0].name}"
    query = ("&" if "?" in step.path else "?") + "{{query}}" if made.extra_query else ""
    yield f"{step.method} {{{{base}}}}{_spelled(step.path, made, read)}{query}"
    if step.credentials == WRONG:
        yield "Authorization: Bearer not-the-token"
    elif step.credentials != NONE:
        yield f"Authorization: {'Bearer' if step.credentials == OWN else step.credentials} {{{{token}}}}"
    yield from (f"{name}: {_spelled(value, made, read)}" for name, value in shown_headers(step))
    if step.body:
        yield ""
        yield _spelled(step.body, made, read)


def _reader(step: Step, capture: Capture) -> str:
    answer = f"{step.captures[0].name}.response"
    if capture.header:
        return f"{{{{{answer}.headers.{capture.header}}}}}"
    place = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in pointer_words(capture.pointer))
    return f"{{{{{answer}.body.${place}}}}}"


def _spelled(text: str, made: Reproduction, read: dict[str, str]) -> str:
    names = {RUN: "{{run}}", RUN_UPPER: "{{run}}", **read}
    return "".join(names[each] if is_name else each for is_name, each in parts(text, made.variables))

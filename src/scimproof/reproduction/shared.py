"""What all forms of a reproduction say alike: what it is, what each step does, and what to look for at the end."""

from __future__ import annotations

from collections.abc import Iterator

from scimproof.reproduction.steps import How, Reproduction, Step

_VERBS = {"GET": "Read", "POST": "Post to", "PUT": "Replace", "PATCH": "Change", "DELETE": "Delete"}
_OURS = ("user-agent", "scimproof/")


def told(made: Reproduction) -> Iterator[str]:
    """Yield what a script says of itself."""
    case = f"[{made.case}]" if made.case else ""
    yield f"{made.requirement}{case}: {made.summary.replace('`', '')}"
    if made.left_out:
        yield f"{made.left_out} more requests were sent in the run and are left out here."
    if made.how is How.REQUIREMENT:
        yield "No single answer decides it: scimproof run --replay with the .json file beside this one runs the check."


def title(number: int, step: Step, made: Reproduction) -> str:
    """Return what a step does, and what it was answered."""
    answered = f"answered {step.status}" if step.status is not None else "no answer"
    decides = "; this answer decides" if number == len(made.steps) else ""
    return f"{number}. {doing(step)} ({answered} in the run{decides})"


def doing(step: Step) -> str:
    """Return what a step does, in words."""
    if step.label and not step.label.startswith(f"{step.method} "):
        return step.label
    plain, _, query = step.path.partition("?")
    names = ", ".join(each.name for each in step.captures if not each.header)
    last = plain.rpartition("/")[2]
    what = last[2:-1] if last.startswith("${") and last.endswith("}") else plain
    verb = _VERBS.get(step.method, step.method)
    if step.method == "POST" and names:
        return f"Create {names}"
    if step.method == "GET" and "filter=" in query:
        return f"Search {plain}"
    return f"{verb} {what}"


def outcome(made: Reproduction) -> list[str]:
    """Return what to look for at the end."""
    at = f" (at {made.at})" if made.at else ""
    return [f"Expected: {made.expected}{at}", f"Observed: {made.observed}"]


def extra(made: Reproduction) -> str:
    """Return the query parameters of the Tenant URL, without their values."""
    return "&".join(f"{each}=..." for each in made.extra_query)


def shown_headers(step: Step) -> list[tuple[str, str]]:
    """Return the headers that a reader has to send: what scimproof calls itself is not one of them."""
    name, value = _OURS
    return [each for each in step.headers if not (each[0].lower() == name and each[1].startswith(value))]


def pointer_words(pointer: str) -> list[str | int]:
    """Return the steps of a JSON pointer such as ``/Operations/0/location``."""
    return [int(each) if each.isdecimal() else each for each in pointer.split("/")[1:]]


def comment(text: str, mark: str) -> str:
    """Return a text as a comment of one line: nothing in it can end the comment."""
    line = " ".join("".join(each if each.isprintable() or each.isspace() else "?" for each in text).split())
    return f"{mark}{line}"

"""A reproduction for PowerShell, 5.1 or 7, with Invoke-RestMethod."""

from __future__ import annotations

from collections.abc import Iterator

from scimproof.reproduction.shared import comment, extra, outcome, pointer_words, shown_headers, title, told
from scimproof.reproduction.steps import NONE, OWN, WRONG, Capture, Reproduction, Step
from scimproof.reproduction.templates import RUN, RUN_UPPER, parts

_FUNCTION = """\
function Send-Scim([string] $Method, [string] $Path, [hashtable] $Headers, [string] $ContentType, [string] $Body) {
    $request = @{ Method = $Method; Uri = "$base$Path"; Headers = $Headers; UseBasicParsing = $true }
    if ($Body) {
        $request.Body = [Text.Encoding]::UTF8.GetBytes($Body)
        $request.ContentType = $ContentType
    }
    try {
        $answer = Invoke-RestMethod @request
        $answer | ConvertTo-Json -Depth 20 | Write-Host
        return $answer
    } catch {
        Write-Host $_.Exception.Message
        Write-Host $_.ErrorDetails.Message
    }
}"""


def script(made: Reproduction) -> str:
    """Return the steps as a script; it needs $env:SCIM_TOKEN, and takes $env:SCIM_BASE_URL for another target."""
    lines = [comment(each, "# ") for each in told(made)]
    if any(each.credentials not in (NONE, WRONG) for each in made.steps):
        lines.append("if (-not $env:SCIM_TOKEN) { throw 'Set $env:SCIM_TOKEN to the secret token of the target.' }")
    lines.append(f"$base = if ($env:SCIM_BASE_URL) {{ $env:SCIM_BASE_URL }} else {{ {_text(made.base_url)} }}")
    if made.extra_query:
        lines.append(f"$query = $env:SCIM_QUERY  # what follows ? in the Tenant URL: {extra(made)}")
    lines += ["$run = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds()  # stands in each name", "", _FUNCTION]
    for number, step in enumerate(made.steps, 1):
        lines += ["", comment(title(number, step, made), "# "), *_step(step, made)]
    lines += ["", *(comment(each, "# ") for each in outcome(made))]
    if made.created:
        credentials = "@{ 'Authorization' = \"Bearer $env:SCIM_TOKEN\" }"
        lines += ["", "# Remove what was created; $env:KEEP = 1 leaves it.", "if ($env:KEEP) { return }"]
        for endpoint, name in made.created:
            query = " + '?' + $query" if made.extra_query else ""
            lines.append(f"$null = Send-Scim 'DELETE' ({_text(endpoint + '/')} + ${name}{query}) {credentials}")
    return "\n".join([*lines, ""])


def _step(step: Step, made: Reproduction) -> Iterator[str]:
    kind = next((value for name, value in step.headers if name.lower() == "content-type"), "")
    query = f" + {_text('&' if '?' in step.path else '?')} + $query" if made.extra_query else ""
    words = [f"'{step.method}'", f"({_spelled(step.path, made)}{query})", _headers(step, made), _spelled(kind, made)]
    words += [f"({_spelled(step.body, made)})"] if step.body else []
    yield f"$answer = Send-Scim {' '.join(words)}"
    yield from (f"${each.name} = {_reader(each)}" for each in step.captures)


def _reader(capture: Capture) -> str:
    if capture.header:
        return f"'<the {capture.header} of this answer>'  # Invoke-RestMethod shows no headers: read it with curl"
    place = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in pointer_words(capture.pointer))
    return f"$answer{place}" + (".Split('/')[-1]" if capture.pointer.endswith("/location") else "")


def _headers(step: Step, made: Reproduction) -> str:
    sent = [(name, _spelled(value, made)) for name, value in shown_headers(step) if name.lower() != "content-type"]
    if step.credentials == WRONG:
        sent.insert(0, ("Authorization", "'Bearer not-the-token'"))
    elif step.credentials != NONE:
        scheme = "Bearer" if step.credentials == OWN else step.credentials
        sent.insert(0, ("Authorization", f'"{scheme} $env:SCIM_TOKEN"'))
    return "@{ " + "; ".join(f"{_text(name)} = {value}" for name, value in sent) + " }" if sent else "@{}"


def _spelled(text: str, made: Reproduction) -> str:
    names = {RUN: "$run", RUN_UPPER: "$run"}
    found = [names.get(each, f"${each}") if is_name else _text(each) for is_name, each in parts(text, made.variables)]
    if len(found) > 1 and found[0].startswith("$"):
        found.insert(0, "''")  # what is added to a text is a text, whatever it was
    return " + ".join(found) if found else "''"


def _text(text: str) -> str:
    """Quote for PowerShell, which takes typographic quotation marks for its own as well."""
    escaped = "".join(each * 2 if each in "'\u2018\u2019\u201a\u201b" else each for each in text)
    return f"'{escaped}'"

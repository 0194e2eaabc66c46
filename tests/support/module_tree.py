"""The modules of scimproof, each with the first sentence of its docstring, as ARCHITECTURE.md shows them.

``python -m tests.support.module_tree`` writes them into that file (``make architecture``).
"""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "scimproof"
PAGE = ROOT / "ARCHITECTURE.md"
BEGIN, END = "<!-- modules: made by make architecture -->", "<!-- end of modules -->"

_AS_ONE = ("reference/defects", "reference/variants")
"""Folders of many files of one kind."""


def modules():
    """Yield (path below src/scimproof, first line of the docstring) of each package and module."""
    for path in sorted(
        SOURCE.rglob("*.py"), key=lambda each: (each.parent.as_posix(), each.name != "__init__.py", each)
    ):
        name = path.relative_to(SOURCE).as_posix()
        if any(name.startswith(f"{each}/") and name != f"{each}/__init__.py" for each in _AS_ONE):
            continue
        told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        yield name.replace("__init__.py", ""), told.partition("\n")[0].replace("``", "`")


def tree():
    """Return the list as Markdown."""
    lines = [BEGIN]
    for name, told in modules():
        if name.endswith("/") or not name:
            title = f"`{name}`" if name else "At the top"
            lines += ["", f"**{title}** {told}".rstrip(), ""]
        else:
            lines.append(f"- `{name.rpartition('/')[2]}` {told}")
    return "\n".join([*lines, "", END])


def page(text):
    """Return the text of ARCHITECTURE.md with the list as it is now."""
    before, _, rest = text.partition(BEGIN)
    return before + tree() + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

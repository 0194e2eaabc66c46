"""What a command returns to the shell: one meaning for each number, the same in every command."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of every command; 0 to 2 mean the same as in pytest."""

    OK = 0
    """Done; where a target was judged: conformant."""
    FINDINGS = 1
    """The target does not do what was asked of it, or something of the run was left behind."""
    INTERRUPTED = 2
    """Stopped by Ctrl-C."""
    OUR_ERROR = 3
    """scimproof itself failed; this says nothing about the target."""
    USAGE = 4
    """The options or the files they name cannot be used."""
    UNDECIDED = 5
    """What was to be replayed could not be played to its end: nothing is known."""
    UNREACHABLE = 6
    """There is no SCIM endpoint, or it refuses the credentials."""

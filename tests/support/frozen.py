"""Changing a frozen record in place, for tests that need a report such as no run makes."""


def force(record, **fields):
    """Set fields of a frozen dataclass; returns the record."""
    for name, value in fields.items():
        object.__setattr__(record, name, value)
    return record

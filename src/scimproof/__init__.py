"""Proof that a SCIM endpoint works with Microsoft Entra ID."""

__version__ = "0.2.0"
"""The one place that says which version this is: pyproject.toml and every report take it from here."""

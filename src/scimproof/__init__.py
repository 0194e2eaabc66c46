"""Proof that a SCIM endpoint works with Microsoft Entra ID."""

__version__ = "0.1.0"

"""A SCIM server that shares no code with the reference target, broken in one way at a time.

The reference target and its defects were written beside the suites, so they say little about a server that nobody here
wrote. ``server`` is a second SCIM 2.0 server, written from RFC 7643, RFC 7644 and Entra's documented requests alone:
threads, SQLite, its own filter parser and patch engine. ``faults`` breaks it, ``variants`` changes it within what the
RFC allows and Entra tolerates, ``measure`` counts how many faults scimproof reports and how many variants it accuses.
"""

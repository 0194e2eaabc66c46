"""``scimproof load``: sends Entra's requests at a steady rate, to see whether a target sustains it."""

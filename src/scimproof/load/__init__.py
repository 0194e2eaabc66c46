"""``scimproof load``: a steady stream of the requests that Entra sends, to see whether a target bears it."""

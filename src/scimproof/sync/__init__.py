"""``scimproof sync``: the provisioning service emulated against a target, cycle by cycle."""

"""What a target's own schemas allow, as OpenAPI, JSON Schema and a grammar of filters."""

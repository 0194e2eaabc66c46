"""Fuzzing: random input, judged by what SCIM says of any input.

`openapi` turns the target's own words into an OpenAPI document, `inputs` sends what schemathesis makes of it, and
`campaign` runs programs of our own where SCIM has structure: filters, PATCH and whole sequences, each with a model
that knows the right answer. What fails is cut to its shortest form (`shrink`) and can be replayed (`story`).
"""

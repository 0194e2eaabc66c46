"""Proof that a requirement is exact: it turns red on the defects that name it, and on nothing else.

`targets` lists what the reference target can be made to do, `judging` judges a few requirements on each of these,
`exactness` compares what came of it with what was declared, `advice` puts it into words, and `changed` asks git which
requirements somebody is working on.
"""

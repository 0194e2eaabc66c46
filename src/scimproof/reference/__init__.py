"""The reference target: a strict SCIM 2.0 service provider in memory, with faults that can be switched on.

It shares nothing with the code that judges, so that the two can disagree.

    with serving(defects=["removed-member-empties-group"]) as target:
        ...  # target.url, target.token, target.provider

How to write a defect
=====================

Copy a neighbour in ``defects/<area>.py``; importing the package enters it. A defect changes one seam and nothing else:

    @defect("total-is-page-size", caught_by={"paging.total-counts-all-pages"}, source="better-auth/better-auth#10399")
    def _(provider: Provider) -> None:
        \"\"\"totalResults counts the resources of the page.\"\"\"
        swap(provider.pager, "total", lambda found, page: len(page))

``swap(part, method, instead)`` puts a function in the place of a method; ``wrap(part, method, around)`` does too and
hands it the old method as its first argument. Both work on one provider, never on a class; both refuse a method that
does not exist. ``caught_by`` names every requirement that fails because of it, and no others. A variant is written the
same way, in ``variants/<topic>.py``, without ``caught_by``: it is a legal difference, so nothing fails; ``warns`` names
the requirements that advise against it, and ``profiles`` under which it is legal when it is not under both. What a
schema says of an attribute is varied with ``declare`` (``variants/declared.py``), so that /Schemas says so too.
``observed_by`` names those that judge the run as a whole, in the areas invariants and state.

A change that no black box can see says why in ``hard_to_seed`` and has an empty ``caught_by``.

The parts and their seams
=========================

Each is an attribute of the provider and calls its own methods through itself, so that any method is a seam.

http         `before` and `after`: lists of hooks on (request) and (request, response); async ``answer(request)``, the
             one place that may wait; ``check_media_type``, ``parse``, ``dispatch``, ``route``, ``methods``,
             ``encode``; ``content_type``, ``media_types``; ``head`` rewrites status line and headers as bytes.
             ``request.raw_query`` is the query still encoded
oauth        the token endpoint: ``answer``, ``client``, ``knows``, ``grant``, ``respond``; ``lifetime``
auth         ``check``, ``public``, ``scheme``, ``accepts``, ``refusal``
errors       ``response``, ``status``, ``body``, ``unexpected``
discovery    ``config``, ``resource_types``, ``resource_type``, ``schemas``, ``listed``, ``meta``, ``one``
schema       the table of how the provider behaves: ``provider.schema.user.core["username"].case_exact = True``;
             ``published`` is what /Schemas says, so that the two can differ; ``own``; ``resolve``; ``kinds``
intake       bodies of POST and PUT and every single value: ``check_schemas``, ``check_required``, ``defaults``,
             ``extension``, ``unqualified``, ``value``, ``several``, ``single``, ``complex``, ``complete``,
             ``as_string``, ``as_boolean``, ``as_integer``, ``as_dateTime``, ``as_binary``
store        ``new_id``, ``insert``, ``replace``, ``delete``, ``check_unique``, ``taken``, ``link``, ``forget_member``,
             ``renamed``, ``stamp``, ``next_version``, ``now``, ``find``
members      ``check``, ``kind_of``, ``add``, ``replace``, ``remove``
operations   ``create``, ``read``, ``replace``, ``patch``, ``delete``, ``search``, ``search_by_post``, ``matching``,
             ``found``, ``shown``, ``existing``, ``changed``, ``check_version``, ``keep_active``, ``identified``,
             ``refuse_filter``; ``patch_answers``, ``etags``
patcher      ``apply``, ``working_copy`` (atomic because it copies), ``operations``, ``operation``, ``verb``,
             ``without_path``, ``nested_urn``, ``urn_key``, ``dotted_key``, ``key``, ``at_path``, ``read_only``,
             ``whole``, ``in_box``, ``at_elements``, ``one_primary``, ``finish``
values       one operation on one place: ``add_attribute``, ``add_sub``, ``add_matched``, ``add_unmatched``, the same
             for ``replace_`` and ``remove_``; ``set_single``, ``elements``, ``joined``, ``without``, ``set_sub``,
             ``clear_sub``, ``described``, ``clears``, ``clear``, ``refuse_clearing``, ``unwrapped``
paths        ``read``, ``find``
filters      ``search``, ``parse`` (a class to subclass: ``provider.filters.parser``), ``candidates`` (the indexes:
             return None to ask every resource), ``both``, ``either``, ``negated``, ``test``, ``null_test``,
             ``operand``, ``compare``, ``is_eq`` ... ``is_le``, ``place``, ``values``, ``elements``, ``element_test``
projector    ``render``, ``whole``, ``derived``, ``schemas``, ``meta``, ``location``, ``groups``, ``group_of``,
             ``member``, ``manager``, ``named``, ``project``, ``project_box``
bulk         ``answer``, ``operations``, ``most_errors``, ``run``, ``awaited``, ``one``, ``request``, ``complete``;
             ``max_operations``, ``max_payload``
pager        ``start_index``, ``count``, ``number``, ``page``, ``total``, ``sort``, ``sort_key``, ``descending``,
             ``envelope``; ``default``, ``maximum``, ``sorts``

A race is written on ``http.answer``: it is the only coroutine, so a defect that wants others to come in between reads,
awaits ``asyncio.sleep``, and then writes what it read (``defects/concurrency.py``).
"""

from scimproof.reference import defects, variants
from scimproof.reference.app import create_app
from scimproof.reference.registry import DEFECTS, VARIANTS, Defect, Variant
from scimproof.reference.serving import Served, serving

__all__ = ["DEFECTS", "VARIANTS", "Defect", "Served", "Variant", "create_app", "defects", "serving", "variants"]

from scimproof.contract import (
    ENTRA_LOGS,
    GALLERY_CHECKLIST,
    LOSS,
    MUST,
    RFC7643,
    RFC7644,
    SHOULD,
    STOP,
    Resource,
    eq,
    expect,
    requirement,
    unmet,
)

CREATES, WINNER = "concurrency.parallel-creates", "concurrency.one-winner"


@requirement(
    CREATES,
    level=MUST,
    builds_on=("users.created",),
    source=[
        GALLERY_CHECKLIST("validation run: test 23 creates five users at a time"),
        GALLERY_CHECKLIST("throughput"),
    ],
    covers=["ENTRA-PAGE-11"],
    harm=LOSS,
    consequence="Users are missing after an initial cycle, in which Entra sends many requests at the same time.",
    remedy="Support concurrent `POST /Users`: wait for a lock instead of failing, and never give two users the same "
    "`id`.",
)
def test_five_users_are_created_at_once(scim, directory, plain, at_once, adopt):
    """Five users that are created at the same time all exist, each with its own ``id``."""
    people = directory.people(5)

    answers = at_once(*[lambda each=each: scim.create("/Users", plain(each)) for each in people])
    made = [adopt(user) for each in answers if (user := Resource.of(each)) is not None and each.status in (200, 201)]

    for each in answers:
        expect(each).status(200, 201)
    if len({each.id for each in made}) != len(people):
        raise unmet("five ids", f"{len({each.id for each in made})} ids", answers[-1], "id")


@requirement(
    WINNER,
    level=MUST,
    builds_on=("users.duplicate-refused", "matching.miss-is-empty-list", "matching.by-username"),
    source=[RFC7644("3.3"), RFC7643("4.1.1"), ENTRA_LOGS("DuplicateTargetEntries")],
    harm=LOSS,
    consequence="One person has two accounts: Entra finds both (DuplicateTargetEntries) and manages neither.",
    remedy="Enforce that `userName` is unique with a constraint in the database. A query before the insert does not "
    "prevent two concurrent creates.",
)
def test_one_of_five_equal_creates_wins(scim, directory, plain, at_once, adopt):
    """Five concurrent creates with the same ``userName`` create exactly one user."""
    name = directory.unused()
    bodies = [plain(directory.person(userPrincipalName=name, mail=name)) for _ in range(5)]

    answers = at_once(*[lambda body=body: scim.create("/Users", body) for body in bodies])
    for each in answers:
        if each.status in (200, 201) and (user := Resource.of(each)) is not None:
            adopt(user)

    winners = {each.id for each in answers if each.status in (200, 201)}
    if len(winners) != 1:
        raise unmet("one user", f"{len(winners)} users", answers[-1])
    found = scim.search("/Users", filter=eq("userName", name))
    if (found.total or 0) > 1:
        raise unmet("one user", f"{found.total} users", found, "totalResults")


@requirement(
    "concurrency.losers-told",
    level=SHOULD,
    builds_on=("users.duplicate-refused", "users.duplicate-conflict", CREATES),
    source=[RFC7644("3.3")],
    harm=STOP,
    consequence="A conflict looks like an outage: Entra repeats the create instead of searching for the user.",
    remedy='When the database refuses a second `userName` on insert, answer 409 Conflict with `"scimType": '
    '"uniqueness"` instead of a server error.',
)
def test_the_losers_of_a_race_are_told_of_the_conflict(scim, directory, plain, at_once, adopt):
    """Of five concurrent creates with the same ``userName``, those that create no user are answered with 409."""
    name = directory.unused()
    bodies = [plain(directory.person(userPrincipalName=name, mail=name)) for _ in range(5)]

    answers = at_once(*[lambda body=body: scim.create("/Users", body) for body in bodies])
    for each in answers:
        if each.status in (200, 201) and (user := Resource.of(each)) is not None:
            adopt(user)

    for each in answers:
        if each.status not in (200, 201):
            expect(each).status(409)

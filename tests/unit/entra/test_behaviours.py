import tomllib

from scimproof.data import fixtures
from scimproof.requirements import AREAS
from scimproof.sources import DOCUMENTS

BEHAVIOURS = tomllib.loads((fixtures() / "behaviours.toml").read_text(encoding="utf-8"))["behaviour"]
LEVELS = {"entra-required", "gallery-required", "entra-recommended", "rfc-must", "rfc-should"}


def test_each_behaviour_has_an_id_of_its_own():
    ids = [each["id"] for each in BEHAVIOURS]

    assert len(set(ids)) == len(ids) > 200


def test_each_behaviour_is_complete():
    for each in BEHAVIOURS:
        assert each["id"].startswith("ENTRA-")
        assert each["area"] in AREAS, each["id"]
        assert each["level"] in LEVELS, each["id"]
        assert all(each[key].strip() for key in ("title", "request", "expect")), each["id"]


def test_each_source_is_a_document_of_ours_or_says_what_it_is():
    known = {each.key for each in DOCUMENTS} | {"web", "inference"}
    for each in BEHAVIOURS:
        assert each["source"], each["id"]
        for source in each["source"]:
            key, _, place = source.partition(": ")

            assert key in known, f"{each['id']}: {source}"
            assert key != "field" or "/" in place.partition("#")[0], f"{each['id']}: {source}"

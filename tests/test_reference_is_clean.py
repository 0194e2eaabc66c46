from tests.support.judging import judge, red


def test_the_reference_target_is_conformant():
    """The whole suite finds nothing on the reference target: neither a FAIL nor a WARN, under any profile."""
    found = judge()

    assert found["errors"] == {}
    assert red(found) == set(), {each: found["findings"][each] for each in red(found)}
    assert found["problems"] == {}
    assert found["exit"] == 0


def test_every_requirement_is_judged_on_the_reference_target():
    """Nothing is skipped there: a check that never runs cannot fail."""
    found = judge()
    idle = {each: verdict for each, verdict in found["verdicts"].items() if verdict.startswith("NOT ")}

    assert idle == {}

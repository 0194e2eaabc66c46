from scimproof.calibrate.model import Calibration, Line
from scimproof.run.calibration_table import TITLE, learned


def test_what_was_learned_is_a_table_with_the_exchanges_behind_each_line():
    (table,) = learned(Calibration(lines=(Line("count", "ignored", (7, 9)), Line("Requests a second", "8.0 at most"))))

    assert table.title == TITLE
    assert table.rows == [["count", "ignored", "7, 9"], ["Requests a second", "8.0 at most", ""]]


def test_nothing_learned_is_no_table():
    assert list(learned(Calibration())) == []

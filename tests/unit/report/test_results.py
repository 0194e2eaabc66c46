import dataclasses
import json
import math

import pytest
from jsonschema import Draft202012Validator
from tests.support.sample_report import build

from scimproof import data
from scimproof.report import model
from scimproof.report.results import BadReport, dump, encode, load

pytestmark = pytest.mark.slow

SCHEMA = json.loads((data.schemas() / "report.schema.json").read_text(encoding="utf-8"))


def _write(folder, value):
    path = folder / "report.json"
    path.write_bytes(value if isinstance(value, bytes) else encode(value))
    return path


def test_a_report_survives_being_written_and_read(tmp_path):
    report = build()

    assert load(_write(tmp_path, dump(report))) == report


def test_the_schema_is_a_valid_one():
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_names_every_field_of_the_model_and_no_other():
    shapes = {"Report": SCHEMA, **SCHEMA["$defs"]}
    for name, kind in vars(model).items():
        if dataclasses.is_dataclass(kind):
            fields = [each.name for each in dataclasses.fields(kind)]
            assert list(shapes[name]["properties"]) == fields, name
            assert shapes[name]["required"] == [
                each.name for each in dataclasses.fields(kind) if not _has_default(each)
            ]
            assert shapes[name]["additionalProperties"] is False, name
    assert shapes["Verdict"]["enum"] == list(model.Verdict)


def _has_default(field):
    return field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING


def test_a_report_of_an_earlier_minor_version_can_still_be_a_baseline(tmp_path):
    earlier = dump(build())
    for name in ("baseline", "tables", "provisioning_log"):
        del earlier[name]
    del earlier["problems"][0]["about"]

    assert load(_write(tmp_path, earlier)).baseline is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"format": "2.0"}, "report format 2.0"),
        ({"format": "1.99"}, "report format 1.99"),
        ({"format": 1}, "not a scimproof report"),
        ({"format": "one.x"}, "not a scimproof report"),
        ({"surplus": 1}, "surplus"),
        ({"counts": {"PASSED": 1}}, "counts"),
        ({"results": [{}]}, "results"),
        ({"exchanges": None}, "exchanges"),
    ],
)
def test_a_report_of_another_shape_is_refused_in_one_line(tmp_path, change, says):
    with pytest.raises(BadReport, match=says) as refused:
        load(_write(tmp_path, {**dump(build()), **change}))

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_a_file_that_is_no_report_is_refused(tmp_path, content):
    with pytest.raises(BadReport):
        load(_write(tmp_path, content))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(BadReport, match="No such file"):
        load(tmp_path / "nowhere.json")


def test_what_python_reads_but_json_cannot_say_is_written_as_text(tmp_path):
    report = build()
    report.provisioning_log = [{"took": math.nan, "left": -math.inf}]

    assert load(_write(tmp_path, dump(report))).provisioning_log == [{"took": "nan", "left": "-inf"}]


def test_text_is_written_as_itself():
    assert encode({"name": "Žofie"}) == '{"name": "Žofie"}\n'.encode()

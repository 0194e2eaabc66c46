from html.parser import HTMLParser

from markdown_it import MarkdownIt
from tests.support.sample_builder import HOSTILE
from tests.support.sample_report import build

from scimproof.report.markdown import to_markdown
from scimproof.report.model import Verdict


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 - as the parser calls it
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def _rendered(report):
    tags = _Tags()
    tags.feed(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(to_markdown(report)))
    return tags


def test_nothing_from_a_target_acts_as_markup():
    shown = _rendered(build())

    assert not {"script", "img", "a"} & set(shown.tags)
    assert '"><script>document.title="owned"</script>' in shown.text


def test_a_row_keeps_its_columns_whatever_it_holds():
    report = build()
    for table in report.tables:
        table.rows.append([HOSTILE, "a|b", "`|`", "\\|", "|"])
    lines = [line for line in to_markdown(report).splitlines() if line.startswith("|")]

    for line in lines:
        bars = line.replace("\\\\", "").replace("\\|", "").count("|")
        assert bars in {4, 5, 6, 7, 8, 9}, line


def test_it_says_verdict_counts_and_remedies():
    text = _rendered(build()).text

    assert "scimproof: not conformant" in text
    assert "Where the schema says boolean, read the strings True and False in any letter case as booleans." in text
    assert "Also blocks 6." in text
    for verdict in Verdict:
        assert verdict.value in text


def test_it_stays_short_however_much_is_broken():
    report = build(1500)
    for result in report.results:
        result.verdict = Verdict.FAIL

    assert len(to_markdown(report).encode()) < 200_000
    assert "more, in `report.html`" in to_markdown(report)

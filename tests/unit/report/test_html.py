import base64
import gzip
import hashlib
import json
import random
import re
from html.parser import HTMLParser

import pytest
from tests.support.frozen import force
from tests.support.sample_builder import HOSTILE
from tests.support.sample_report import build

from scimproof.report.html import to_html
from scimproof.report.model import Verdict

pytestmark = pytest.mark.slow


class _Page(HTMLParser):
    def __init__(self, source):
        super().__init__()
        self.tags, self.ids, self.links, self.raw, self._in = [], [], [], {}, None
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.links += [attributes["href"]] if "href" in attributes else []
        self._in = f"{tag}:{attributes.get('type', '')}" if tag in ("style", "script") else None

    def handle_endtag(self, tag):  # noqa: ARG002 - as the parser calls it
        self._in = None

    def handle_data(self, data):
        if self._in:
            self.raw[self._in] = self.raw.get(self._in, "") + data
        else:
            self.text += data


@pytest.fixture(scope="module")
def report():
    return build()


@pytest.fixture(scope="module")
def page(report):
    return _Page(to_html(report).decode())


def _digest(text):
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_the_policy_lets_in_our_style_and_script_and_nothing_else(page):
    [policy] = [attributes["content"] for tag, attributes in page.tags if attributes.get("http-equiv")]

    assert policy.startswith("default-src 'none'; ")
    assert f"style-src '{_digest(page.raw['style:'])}'" in policy
    assert f"script-src '{_digest(page.raw['script:'])}'" in policy
    assert "unsafe" not in policy


def test_the_page_loads_nothing(page):
    for tag, attributes in page.tags:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base"}, tag
        assert "src" not in attributes
        assert not any(name.startswith("on") or name == "style" for name in attributes), (tag, attributes)


def test_every_requirement_has_one_anchor(page, report):
    assert len(page.ids) == len(set(page.ids))
    assert {each.id for each in report.results} <= set(page.ids)


def test_every_link_inside_the_page_leads_somewhere(page):
    inside = {link.removeprefix("#") for link in page.links if link.startswith("#")}

    assert inside - set(page.ids) == set()


def test_text_from_a_target_stays_text(page):
    assert [tag for tag, _ in page.tags].count("script") == 2
    assert '<script>document.title="owned"</script>' in page.text
    assert "⟨U+202E⟩gnp.exe" in page.text
    assert not set("\x00\x1b\u202e") & set(page.text)


def test_a_finding_is_told_without_the_script(page):
    for part in (
        "The user stays active after being unassigned",
        "read the strings True and False",
        "status 400: Invalid value for boolean attribute",
        "1 of 3 cases pass",
        "Also blocks 6 requirements",
        "pond/scimitar#43",
        '"detail": "Invalid value for boolean attribute"',
        "Waived until 2027-01-31",
    ):
        assert part in page.text, part


def test_a_long_body_is_cut_with_a_count(page):
    assert re.search(r"99\d,\d{3} more characters in exchanges\.har", page.text)


def test_the_block_holds_every_exchange_and_every_requirement_without_an_article(page, report):
    block = json.loads(gzip.decompress(base64.b64decode(page.raw["script:application/octet-stream"])))
    articles = {attributes["id"] for _, attributes in page.tags if "finding " in attributes.get("class", "")}

    assert len(block["exchanges"]) == len(report.exchanges)
    assert set(block["results"]) | articles == {each.id for each in report.results}
    assert HOSTILE[:20] in json.dumps(block, ensure_ascii=False).replace('\\"', '"')


def test_a_full_run_stays_below_a_megabyte():
    assert len(to_html(build(300, 2000))) < 1_000_000


def test_answers_that_cannot_be_compressed_are_cut_shorter():
    report = build(300, 2000)
    noise = random.Random(7)  # noqa: S311 - the same noise every time
    for exchange in report.exchanges:
        force(exchange, response_body=f"{noise.getrandbits(16_000):x}")

    assert len(to_html(report)) < 1_000_000


def test_a_run_in_which_everything_is_broken_stays_small():
    report = build(300, 2000)
    for result in report.results:
        result.verdict = Verdict.FAIL
        for case in result.cases:
            force(case, verdict=Verdict.FAIL, decisive=(case.exchanges or [None])[-1])

    assert len(to_html(report)) < 2_500_000


def test_a_clean_report_says_so():
    report = build()
    report.results = [each for each in report.results if each.verdict is Verdict.PASS]
    report.counts = {verdict.value: 0 for verdict in Verdict} | {"PASS": len(report.results)}
    report.conformant, report.exit_code, report.problems, report.tables = True, 0, [], []
    text = _Page(to_html(report).decode()).text

    assert "None: no requirement that was tested is broken." in text
    assert "The target handles what Microsoft Entra's provisioning service sends." in text


def test_a_run_without_any_result_is_a_page_too():
    report = build()
    report.results, report.exchanges, report.exit_code = [], [], 6
    report.provisioning_log[0]["Exchanges"] = "4, 5"
    page = _Page(to_html(report).decode())
    assert "the provisioning log shows what the emulated service did" in page.text
    assert "scimproof provisioning report" in page.text
    assert not {"requirements", "untested", "legend"} & set(page.ids)
    assert [each["data-exchanges"] for _, each in page.tags if "data-exchanges" in each][-2:] == ["4", "5"]

    report.provisioning_log = []
    assert "Nothing was judged" in _Page(to_html(report).decode()).text


def test_an_address_that_is_no_web_address_is_no_link():
    report = build()
    for result in report.results:
        for source in result.sources:
            source.url = "javascript:alert(1)"

    assert not any(link.startswith("javascript") for link in _Page(to_html(report).decode()).links)


def test_findings_stand_under_what_they_do_to_a_customer(report, page):
    source = to_html(report).decode()
    heads = [
        source.index(f'id="{anchor}"') for anchor in ("ours", "harm-access", "harm-loss", "harm-stop", "not-gating")
    ]

    assert heads == sorted(heads)
    assert heads[1] < source.index('<article id="patch.active-as-string"') < heads[2]
    assert heads[2] < source.index('<article id="matching.by-external-id"') < heads[3]
    assert heads[4] < source.index('<article id="errors.not-json"')
    assert "A user keeps or gets access that nobody assigned" in page.text


def test_what_to_mend_first_says_what_why_and_what_was_seen(page):
    first = page.text[page.text.index("Fix first", page.text.index("Run")) : page.text.index("What it means")]

    for part in (
        "read the strings True and False",
        "Wrong access",
        "The user stays active after being unassigned",
        "status 400: Invalid value for boolean attribute",
        "status 200 or 204",
        "It affects 7 requirements: 1 is broken, 6 cannot be judged until it is fixed.",
    ):
        assert part in first, part


def test_only_what_to_mend_first_shows_its_evidence_from_the_start(page):
    evidence = [attributes for tag, attributes in page.tags if attributes.get("class") == "evidence"]

    assert sum("open" in each for each in evidence) == 3
    assert len(evidence) > 5


def test_a_fault_of_several_requests_is_told_step_by_step(page):
    story = page.text[page.text.index("What fuzzing found, step by step") :]

    assert story.index("fuzzing: create u1") < story.index("fuzzing: search")
    assert "--replay 'reproductions/fuzz.filters.json'" in story
    assert "All 14 requests of this test" in page.text
    [listed] = [attributes["data-list"] for _, attributes in page.tags if "data-list" in attributes]
    first, last = map(int, listed.split("-"))
    assert last - first == 13


def test_the_exchanges_of_a_table_can_be_opened(page):
    opened = [attributes["data-exchanges"] for _, attributes in page.tags if "data-exchanges" in attributes]

    assert opened[:2] == ["4-6", "9"]
    assert all(re.fullmatch(r"\d+(-\d+)?", each) for each in opened)


def test_a_row_that_is_blocked_leads_to_its_blocker(page):
    assert page.links.count("#users.waits-0") >= 3


def test_an_older_report_without_harms_has_its_findings_too():
    report = build()
    for result in report.results:
        result.harm = ""

    text = _Page(to_html(report).decode()).text
    assert "These findings make the run fail." in text
    assert "The user stays active after being unassigned" in text

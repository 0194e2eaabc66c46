import random
import re
from datetime import UTC, datetime

import pytest

from scimproof.entra.expressions import BadExpression, parse
from scimproof.entra.functions import FUNCTIONS, IGNORE, Context

NOW = datetime(2021, 8, 25, 17, 41, 18, tzinfo=UTC)
PERSON = {
    "givenName": "John",
    "surname": "Doe",
    "mail": "john.doe@contoso.com",
    "country": "USA",
    "empty": "",
    "many": ["a", "b", "a"],
    "text": "PermissionSetOne, PermissionSetTwo",
    "hired": "2012-03-16-07:00",
    "phone": "+91 9998887777",
    "IsSoftDeleted": "True",
    "number": 7,
    "yes": True,
    "guid": "00aa00aa-bb11-cc22-dd33-44ee44ee44ee",
    "appRoleAssignments": [{"id": "1", "value": "Admin", "displayName": "Administrator"}, {"id": "2", "value": "User"}],
}
ROLE = {"primary": False, "type": "WindowsAzureActiveDirectoryRole"}

TABLE = [
    # Append
    ('Append([mail], ".test")', "john.doe@contoso.com.test"),
    ('Append([nobody], ".test")', None),
    ("Append(Mid([givenName], 1, 3), Mid([surname], 1, 5))", "JohDoe"),
    # AppRoleAssignmentsComplex, AssertiveAppRoleAssignmentsComplex, SingleAppRoleAssignment
    (
        "AppRoleAssignmentsComplex([appRoleAssignments])",
        [
            {**ROLE, "displayName": "Administrator", "value": "Admin"},
            {**ROLE, "displayName": "User", "value": "User"},
        ],
    ),
    (
        "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
        [{**ROLE, "display": "Administrator", "value": "Admin"}, {**ROLE, "display": "User", "value": "User"}],
    ),
    ("AssertiveAppRoleAssignmentsComplex([nobody])", []),
    ("SingleAppRoleAssignment([appRoleAssignments])", "Admin"),
    ("SingleAppRoleAssignment([nobody])", None),
    # BitAnd, CBool, Coalesce
    ("BitAnd(&HF, &HF7)", 7),
    ('BitAnd("12", 10)', 8),
    ("CBool([mail] = [mail])", True),
    ("CBool(0)", False),
    ("CBool(2)", True),
    ('CBool("false")', False),
    ("Coalesce([nobody], [mail])", "john.doe@contoso.com"),
    ("Coalesce([empty], [mail])", ""),
    ("Coalesce([nobody])", None),
    # ConvertToBase64, ConvertToUTF8Hex, Count, CStr
    ('ConvertToBase64("Hello world!")', "SABlAGwAbABvACAAdwBvAHIAbABkACEA"),
    ('ConvertToUTF8Hex("Hello world!")', "48656C6C6F20776F726C6421"),
    ("Count([many])", 3),
    ("Count([nobody])", 0),
    ("CStr([number])", "7"),
    ("CStr([yes])", "True"),
    # CDate
    ('CDate("2020-03-16-07:00")', "3/16/2020 7:00:00 AM"),
    ('CDate("2021-06-30+08:00")', "6/29/2021 4:00:00 PM"),
    ('CDate("2009-06-15T01:45:30-07:00")', "6/15/2009 8:45:30 AM"),
    ("CDate([nobody])", None),
    # DateAdd
    ('DateAdd("d", 7, CDate([hired]))', "3/23/2012 7:00:00 AM"),
    ('DateAdd("d", -10, CDate([hired]))', "3/6/2012 7:00:00 AM"),
    ('DateAdd("ww", 2, CDate([hired]))', "3/30/2012 7:00:00 AM"),
    ('DateAdd("m", 10, CDate([hired]))', "1/16/2013 7:00:00 AM"),
    ('DateAdd("yyyy", 2, CDate([hired]))', "3/16/2014 7:00:00 AM"),
    ('DateAdd("m", 1, "2021-01-31")', "2/28/2021 12:00:00 AM"),
    # DateDiff
    ('DateDiff("d", CDate("2021-08-18+08:00"), CDate("2021-08-31+08:00"))', 13),
    ('DateDiff("d", Now(), CDate([hired]))', -3449),
    ('DateDiff("ww", Now(), CDate([hired]))', -493),
    ('DateDiff("m", Now(), CDate([hired]))', -113),
    ('DateDiff("yyyy", Now(), CDate([hired]))', -9),
    ('DateDiff("d", "2021-08-31+08:00", "2021-08-31+08:00")', 0),
    ('DateDiff("h", "2021-08-24", "2021-08-25")', 24),
    ('DateDiff("n", "2021-08-24", "2021-08-25")', 1440),
    ('DateDiff("s", "2021-08-24", "2021-08-25")', 86400),
    # DateFromNum, NumFromDate
    ("DateFromNum(129699324000000000)", "1/1/2012 11:00:00 PM"),
    ('NumFromDate("2012-01-01T23:00:00Z")', "129699324000000000"),
    # FormatDateTime
    ('FormatDateTime("20150123105347.1Z", , "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")', "2015-01-23"),
    ('FormatDateTime("1/2/2020 03:04:05 PM", , "M/d/yyyy hh:mm:ss tt", "yyyy-MM-ddTHH:mm:ss")', "2020-01-02T15:04:05"),
    ('FormatDateTime("2020-12-31-08:00", , "yyyy-MM-ddzzz", "dd MMM yyyy zzz")', "31 Dec 2020 -08:00"),
    ('FormatDateTime("2020-12-31-08:00", "AdjustToUniversal", "yyyy-MM-ddzzz", "HH:mm K")', "08:00 Z"),
    ('FormatDateTime([nobody], , "yyyy", "yy")', None),
    # Guid is random: below
    # IgnoreFlowIfNullOrEmpty, IIF
    ("IgnoreFlowIfNullOrEmpty([mail])", "john.doe@contoso.com"),
    ("IgnoreFlowIfNullOrEmpty([empty])", IGNORE),
    ("IgnoreFlowIfNullOrEmpty([nobody])", IGNORE),
    ('IIF([country]="USA",[country],[surname])', "USA"),
    ('IIF([country]<>"USA",[country],[surname])', "Doe"),
    ('IIF([country]="usa","same","other")', "other"),
    ('IIF([empty]="","Other",[country])', "USA"),
    ('IIF(IsNullOrEmpty([nobody]),"Other","fails")', "fails"),
    ('IIF(IsPresent([mail]),"there","Other")', "there"),
    ('IIF([number] > 10, "more", "less")', "less"),
    ('IIF([number] >= 7, "yes", "no")', "yes"),
    ('IIF([number] < 10, "yes", "no")', "yes"),
    ('IIF([number] <= 6, "yes", "no")', "no"),
    # InStr
    ('InStr("The quick brown fox","quick")', 5),
    ('InStr("repEated","e",3,vbBinaryCompare)', 7),
    ('InStr("repEated","e",3,vbTextCompare)', 4),
    ('InStr("a","b")', 0),
    # IsNull, IsNullOrEmpty, IsPresent, IsString
    ("IsNull([nobody])", True),
    ("IsNull([empty])", False),
    ("IsNullOrEmpty([empty])", True),
    ("IsNullOrEmpty([mail])", False),
    ("IsPresent([mail])", True),
    ("IsPresent([empty])", False),
    ("IsString([mail])", True),
    ("IsString([number])", False),
    # Item
    ("Item([many], 1)", "a"),
    ("Item([many], 4)", None),
    ("Item([many], 0)", None),
    # Join
    ('Join(" ", [givenName], [surname])', "John Doe"),
    ('Join(", ", "", [surname], [givenName])', "Doe, John"),
    ('Join(" ", [nobody], [surname])', "Doe"),
    ('Join("-", "x", [many])', "x-a-b-a"),
    ('Join("", 1000, "x")', "1000x"),
    # Left, Mid
    ('Left("John Doe", 3)', "Joh"),
    ('Left("John", 0)', ""),
    ('Left("John", -1)', "John"),
    ("Left([nobody], 3)", ""),
    ('Left("Jo", 9)', "Jo"),
    ('Mid("John", 2, 2)', "oh"),
    ('Mid("John", 3, 99)', "hn"),
    ('Mid("John", 9, 2)', ""),
    # NormalizeDiacritics
    ('NormalizeDiacritics("Zo\u00eb")', "Zoe"),
    ('NormalizeDiacritics("Zoe\u0308")', "Zoe"),
    ('NormalizeDiacritics("\u00e4\u00f6\u00fc\u00df\u00c4\u00e6\u00d8\u0153\u0142\u0131\u0130")', "aoussAaeOEoeliI"),
    ('NormalizeDiacritics("\u0645\u064f \u092e\u093f")', "\u0645\u064f \u092e\u093f"),
    # Not
    ("Not([IsSoftDeleted])", False),
    ('Not("False")', True),
    ("Not([nobody])", True),
    # Now
    ("Now()", "8/25/2021 5:41:18 PM"),
    # PCase
    ('PCase("PABLO GONSALVES (SECOND)")', "Pablo Gonsalves (Second)"),
    ("""PCase("PINTO-DE'SILVA"," '-")""", "Pinto-De'Silva"),
    ("""PCase("o'neill")""", "O'neill"),
    # RandomString is random: below
    ("Redact([mail])", "john.doe@contoso.com"),
    ("RemoveDuplicates([many])", ["a", "b"]),
    # Replace, in its five ways
    ('Replace([mail], "@contoso.com", , ,"", ,)', "john.doe"),
    ('Replace([nobody], "a", , ,"b", ,)', None),
    ('Replace("jsmith", "<username>", , , , , "<username>@contoso.com")', "jsmith@contoso.com"),
    (r'Replace([phone], , "\\+(?<isd>\\d* )(?<number>\\d{10})", , "${number}", , )', "9998887777"),
    (r'Replace("+1 (999) 888-7777", , "[()\\s-]+", , "", , )', "+19998887777"),
    (r'Replace("545 Tremont Street", ,"(?<no>^\\d*)","no", "888", , )', "888 Tremont Street"),
    ('Replace("jsmith@contoso.com", , "(?<Suffix>@(.)*)", "Suffix", "", , )', "jsmith"),
    (r'Replace([empty], , "\\+(?<isd>\\d* )(?<no>\\d{10})", "no" , , [phone], )', "9998887777"),
    (r'Replace([mail], , "\\+(?<isd>\\d* )(?<no>\\d{10})", "no" , , [phone], )', "john.doe@contoso.com"),
    ('Replace("john_doe72", , "[a-zA-Z_]*", , "", , )', "72"),
    # SelectUniqueValue
    ('SelectUniqueValue("taken", "free", "other")', "free"),
    # Split, StripSpaces
    ('Split([text], ",")', ["PermissionSetOne", "PermissionSetTwo"]),
    ('Split([nobody], ",")', None),
    ('StripSpaces(" a b\tc")', "ab\tc"),
    # Switch
    ('Switch([country], "Sydney", "NSW", "A", "USA", "B")', "B"),
    ('Switch([country], "Sydney", "usa", "B")', "Sydney"),
    ('Switch([empty], "D", "", "none")', "none"),
    ('Switch([nobody], "D", "", "none")', "none"),
    ('Switch([IsSoftDeleted], , "False", "True", "True", "False")', "False"),
    ('Switch([country], , "x", "y")', None),
    ('Switch([country],[country],"","Other")', "USA"),
    # ToLower, ToUpper
    ('ToLower("\u0130\u00c4B")', "\u0130\u00e4b"),
    ('ToLower("TITI", "tr-TR")', "t\u0131t\u0131"),
    ('ToUpper("stra\u00dfe")', "STRA\u00dfE"),
    ('ToUpper("titi", "tr-TR")', "T\u0130T\u0130"),
    ("ToUpper([nobody])", None),
    # Word
    ('Word("The quick brown fox",3," ")', "brown"),
    ('Word("This,string!has&many separators",3,",!&#")', "has"),
    ('Word("one", 2, " ")', ""),
    ('Word("one", 0, " ")', ""),
    ('Word([nobody], 1, " ")', ""),
]

REFUSED = [
    ("CBool([mail])", "boolean"),
    ('CDate("yesterday")', "date"),
    ('DateAdd("q", 1, "2020-01-01")', "'q'"),
    ('DateAdd("yyyy", 9999, "2020-01-01")', "out of range"),
    ('DateDiff("fortnight", "2020-01-01", "2020-01-02")', "fortnight"),
    ('FormatDateTime("31.12.2020", , "M/d/yyyy", "yyyy")', "format"),
    ('FormatDateTime("2/30/2020", , "M/d/yyyy", "yyyy")', "exist"),
    ('Left("John", "three")', "whole number"),
    ('Left("John")', "Left takes 2 arguments, not 1"),
    ('Mid("John", 0, 1)', "from 1"),
    ("RandomString(3, 2, 2, 0, 0)", "cannot fit"),
    ('Replace("x", , "(", , "", , )', "pattern"),
    ('Replace("x", , "x", "none", "", , )', "group"),
    ('Replace("x", , , , , , )', "oldValue"),
    ('SelectUniqueValue("taken", "taken")', "taken"),
    ('Switch([country], "D", "odd")', "even"),
]


def evaluate(text):
    context = Context(now=lambda: NOW, random=random.Random(1), taken=lambda value: value == "taken")  # noqa: S311
    return parse(text).evaluate(PERSON, context)


@pytest.mark.parametrize(("text", "value"), TABLE, ids=[text for text, _value in TABLE])
def test_an_expression_gives_the_documented_value(text, value):
    found = evaluate(text)

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("text", "why"), REFUSED, ids=[text for text, _why in REFUSED])
def test_what_cannot_be_evaluated_says_why_in_one_line(text, why):
    with pytest.raises(BadExpression, match=re.escape(why)) as caught:
        evaluate(text)

    assert "\n" not in str(caught.value)


def test_random_strings_keep_what_they_promise():
    text = evaluate('RandomString(10,2,2,2,1,"?,")')

    assert len(text) == 10
    assert sum(each.isdigit() for each in text) >= 2
    assert sum(each.isupper() for each in text) >= 2
    assert any(each.islower() for each in text)
    assert sum(not each.isalnum() for each in text) >= 2
    assert not set("?,") & set(text)
    assert re.fullmatch("[a-z0-9]{6}", evaluate("RandomString(6,3,0,0,3)"))


def test_a_guid_is_one_and_is_not_repeated():
    texts = {parse("Guid()").evaluate({}) for _ in range(3)}

    assert len(texts) == 3
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", each) for each in texts)


def test_every_function_of_the_documentation_is_there():
    documented = """
        Append AppRoleAssignmentsComplex AssertiveAppRoleAssignmentsComplex BitAnd CBool CDate Coalesce
        ConvertToBase64 ConvertToUTF8Hex Count CStr DateAdd DateDiff DateFromNum FormatDateTime Guid
        IgnoreFlowIfNullOrEmpty IIF InStr IsNull IsNullOrEmpty IsPresent IsString Item Join Left Mid
        NormalizeDiacritics Not Now NumFromDate PCase RandomString Redact RemoveDuplicates Replace
        SelectUniqueValue SingleAppRoleAssignment Split StripSpaces Switch ToLower ToUpper Word
    """.split()  # noqa: SIM905 - as the documentation lists them

    assert sorted(FUNCTIONS) == sorted(documented)


def test_every_function_has_a_row_here():
    rows = " ".join(text for text, _value in TABLE) + " Guid( RandomString("

    assert [name for name in FUNCTIONS if f"{name}(" not in rows] == []

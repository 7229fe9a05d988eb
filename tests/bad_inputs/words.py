# ruff: noqa: E501 — one wrong input a line reads as a table
"""Codebooks and their earlier versions."""

from tests.bad_inputs.row import Bad

ONE = "codebook: mine\nversion: '2'\ncodes:\n"
TRUST = "  trust: {definition: Talk of trust., cues: {phrases: [trust]}}\n"


def book(what: str, said: str, codes: str) -> Bad:
    """A codebook whose codes begin in line 4."""
    return Bad(what, said.replace(" :", " codebook.yaml:", 1), {"codebook.yaml": ONE + codes})


def raw(what: str, said: str, text: str | bytes) -> Bad:
    return Bad(what, said, {"codebook.yaml": text})


ROWS = (
    Bad("no codebook", "fault codebook.yaml cannot be read", without=("codebook.yaml",)),
    raw("empty", "fault codebook.yaml empty", ""),
    raw("one word", "fault codebook.yaml:1 text", "codes\n"),
    raw("no codes", "fault codebook.yaml:1 no `codes:`", "codebook: mine\n"),
    raw("codes as a list", "fault codebook.yaml:1 ids", "codes: [trust]\n"),
    raw("no code under codes", "fault codebook.yaml:1 empty", "codes: {}\n"),
    raw("an unknown field on top", "fault codebook.yaml:1 'codes'?", "code: {}\ncodes: {trust: {}}\n"),
    raw("not UTF-8", "fault codebook.yaml:2 UTF-8", b"codes:\n  trust: {name: \xf6}\n"),
    raw("over 4 MB", "fault codebook.yaml larger", "# " + "x" * 4_000_100),
    raw("two documents", "fault codebook.yaml:2 second document", "codes: {trust: {definition: a}}\n---\na: b\n"),
    raw("nested a thousand deep", "fault codebook.yaml:1 nested", "codes: " + "[" * 1000 + "]" * 1000),
    raw("an alias of nothing", "fault codebook.yaml:1 *x", "codes: {trust: *x}\n"),
    raw("a tag that would run", "fault codebook.yaml:1 tag", "codes: !!python/object/apply:os.system [id]\n"),
    raw("a NUL", "fault codebook.yaml:2 character", b"codes:\n  trust: {name: a\0b}\n"),
    book("a tab as indentation", "fault :4 YAML", "\ttrust: {definition: a}\n"),
    book("an id with a blank", "fault :4 cannot be an id", "  my trust: {definition: a}\n"),
    book("an id that climbs", "fault :4 cannot be an id", '  "../trust": {definition: a}\n'),
    book("an id of 200 letters", "fault :4 cannot be an id", f"  {'x' * 200}: {{definition: a}}\n"),
    book("an id of 90 wide letters", "fault :4 cannot be an id", f"  {'好' * 90}: {{definition: a}}\n"),
    book("half a character", "fault :4 surrogate", '  trust: {definition: "\\ud800"}\n'),
    book("ids that differ in capitals", "fault :5 capital", "  trust: {definition: a}\n  Trust: {definition: b}\n"),
    book(
        "ids whose accents are stored in two ways",
        "fault :5 accent",
        '  "caf\u00e9": {definition: a}\n  "cafe\u0301": {definition: b}\n',
    ),
    book("a code twice", "fault :5 twice", TRUST + TRUST),
    book("a code that is a text", "fault :4 text", "  trust: Talk of trust.\n"),
    book("an unknown field", "fault :5 'definition'?", "  trust:\n    defintion: a\n"),
    book("an unknown parent", "fault :5 'finance'?", TRUST + "  cost: {definition: a, parent: finanze}\n  finance: {definition: b}\n"),
    book("a code above itself", "fault :4 above itself", "  a: {definition: a, parent: b}\n  b: {definition: b, parent: a}\n"),
    book("an unknown kind", "fault :4 'analytic'?", "  trust: {definition: a, kind: analytics}\n"),
    book("an unknown origin", "fault :4 'inductive'?", "  trust: {definition: a, origin: inductiv}\n"),
    book("codable maybe", "fault :4 true or false", "  trust: {definition: a, is_codable: maybe}\n"),
    book("a definition that is a list", "fault :4 should be text", "  trust: {definition: [a]}\n"),
    book("no definition", "caution :4 no definition", "  trust: {cues: {phrases: [trust]}}\n"),
    book("cues that are a list", "fault :4 should be fields", "  trust: {definition: a, cues: [trust]}\n"),
    book("an unknown field of cues", "fault :4 'phrases'?", "  trust: {definition: a, cues: {phrase: [trust]}}\n"),
    book("a pattern of one bracket", "fault :4 two brackets", "  trust: {definition: a, cues: {patterns: [{LOWER: trust}]}}\n"),
    book("an unknown key of a pattern", "fault :4 LOWER", "  trust: {definition: a, cues: {patterns: [[{LOVER: trust}]]}}\n"),
    book("an unknown operator", "fault :4 operator", "  trust: {definition: a, cues: {patterns: [[{LOWER: trust, OP: '#'}]]}}\n"),
    book("a pattern of no token", "fault :4 pattern", "  trust: {definition: a, cues: {patterns: [[]]}}\n"),
    book("a broken regular expression", "fault :4 regular expression", "  trust: {definition: a, cues: {patterns: [[{TEXT: {REGEX: '('}}]]}}\n"),
    book("an empty phrase", "fault :4 empty", "  trust: {definition: a, cues: {phrases: ['']}}\n"),
    book("unless alone", "caution :4 unless", "  trust: {definition: a, cues: {unless: [never]}}\n"),
    book("a phrase of two codes", "caution :5 Both codes", TRUST + "  faith: {definition: a, cues: {phrases: [Trust]}}\n"),
    book("cues of a heading", "caution :4 never used", "  trust: {definition: a, is_codable: false, cues: {phrases: [trust]}}\n"),
    book("an unknown scope", "caution :4 no question", "  trust: {definition: a, scope: [history]}\n"),
    book("an exclusion to nowhere", "caution :4 not in this codebook", "  trust: {definition: a, exclude: [x -> nowhere]}\n"),
    book("merged into nothing", "fault :4 not in this codebook", "  trust: {definition: a, merge_into: b, merge_why: c}\n"),
    book("merged into itself", "fault :4 itself", "  trust: {definition: a, merge_into: trust, merge_why: c}\n"),
    book("merged without a reason", "fault :5 merge_why", TRUST + "  faith: {definition: a, merge_into: trust}\n"),
    book("a reason without a merger", "caution :4 merge_into", "  trust: {definition: a, merge_why: c}\n"),
    book("split from nothing", "fault :4 no version", "  trust: {definition: a, split_from: b}\n"),
    book("a former id in use", "caution :5 'trust'", TRUST + "  faith: {definition: a, was: [trust]}\n"),
    book("a former id of two codes", "caution :5 both were", "  a: {definition: a, was: [c]}\n  b: {definition: a, was: [c]}\n"),
    Bad(
        "an earlier version that is damaged", "caution codebook@0.yaml:1 cannot be used",
        {"codebook@0.yaml": "codes: {trust: {definiton: a}}\n"},
    ),
    Bad("an earlier version that is empty", "caution codebook@0.yaml cannot be used", {"codebook@0.yaml": ""}),
    Bad(
        "an earlier version of another number", "caution codebook@0.yaml:1 its name says",
        {"codebook@0.yaml": "version: '7'\ncodes: {trust: {definition: a}}\n"},
    ),
    Bad(
        "a language model that is not there", "fault codebook.yaml:1 installed",
        {
            "study.yaml": "codebook: codebook.yaml\nlanguage_model: no_such_model\n",
            "codebook.yaml": "codes: {trust: {definition: a, cues: {patterns: [[{POS: NOUN}, {LOWER: trust}]]}}}\n",
        },
    ),
)  # fmt: skip

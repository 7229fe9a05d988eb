"""study.yaml and its design."""

from tests.bad_inputs.row import Bad


def study(what: str, said: str, more: str | bytes, cases: str = "case_id\na\n") -> Bad:
    """A study.yaml that names its codebook in line 1 and goes on with `more`."""
    raw = b"codebook: codebook.yaml\n" + (more if isinstance(more, bytes) else more.encode())
    return Bad(what, said, {"study.yaml": raw, "cases.csv": cases})


TWO = "case_id,city\na,North\nb,South\n"
ROWS = (
    Bad("no study.yaml", "fault study.yaml is not there", without=("study.yaml",)),
    Bad("an empty study.yaml", "fault study.yaml:1 names no codebook", {"study.yaml": ""}),
    Bad("a list", "fault study.yaml:1 not a list of `name: value`", {"study.yaml": "- codebook\n"}),
    Bad("one word", "fault study.yaml:1 not a list of `name: value`", {"study.yaml": "codebook\n"}),
    Bad("no codebook named", "fault study.yaml:1 names no codebook", {"study.yaml": "title: x\n"}),
    Bad("a codebook that is not there", "fault none.yaml cannot be read", {"study.yaml": "codebook: none.yaml\n"}),
    Bad("a codebook that is a folder", "fault transcripts cannot be read", {"study.yaml": "codebook: transcripts\n"}),
    Bad("a codebook that is a list", "fault study.yaml:1 not a text", {"study.yaml": "codebook: [a, b]\n"}),
    Bad(
        "a codebook whose name no disk holds",
        "fault study.yaml:1 name of a file",
        {"study.yaml": f"codebook: {'x' * 400}.yaml\n"},
    ),
    Bad(
        "a NUL in the codebook's name", "fault study.yaml:1 name of a file", {"study.yaml": 'codebook: "a\\0b.yaml"\n'}
    ),
    study("an unknown setting", "fault study.yaml:2 'design'?", "desing: {}\n"),
    study("a setting twice", "fault study.yaml:3 twice", "title: a\ntitle: b\n"),
    study("a tab as indentation", "fault study.yaml:3 not YAML", "design:\n\tx: y\n"),
    study("a bracket never closed", "fault study.yaml:2 not YAML", "design: {a: b\n"),
    study("two colons in a line", "fault study.yaml:2 not YAML", "title: a: b\n"),
    study("not UTF-8", "fault study.yaml:2 in the text editor: 'Save As…', encoding UTF-8", b"title: K\xf6ln\n"),
    study("a NUL", "fault study.yaml:2 NUL", b"title: a\0b\n"),
    study("a control character", "fault study.yaml:2 not YAML", b"title: a\x07b\n"),
    study("two documents", "fault study.yaml:2 not YAML", "---\ntitle: b\n"),
    study("an alias of nothing", "fault study.yaml:2 not YAML", "title: *nobody\n"),
    study("a number too long", "fault study.yaml:1 not YAML", f"title: {'9' * 5000}\n"),
    study("nested a thousand deep", "fault study.yaml:1 too deeply", "title: " + "[" * 1000 + "]" * 1000 + "\n"),
    study("over 1 MB", "fault study.yaml 1 MB", "# " + "x" * 1_100_000 + "\n"),
    study("a design that is a text", "fault study.yaml:2 `name: value`", "design: city\n"),
    study("a stage that is no name", "fault study.yaml:2 cannot name a stage", "design: {within city: city}\n", TWO),
    study("a stage with a path", "fault study.yaml:2 cannot name a stage", "design: {../up: city}\n", TWO),
    study("a stage of a reserved name", "fault study.yaml:2 cannot name a stage", "design: {cross-case: city}\n", TWO),
    study(
        "stages that differ in capitals", "fault study.yaml:2 capital", "design: {by-city: city, By-City: city}\n", TWO
    ),
    study("a stage called as a kind of note", "fault study.yaml:2 cannot name a stage", "design: {hunch: city}\n", TWO),
    study("a stage without attribute", "fault study.yaml:2 names no attribute", "design: {within-city: }\n", TWO),
    study("a stage of two attributes", "fault study.yaml:2 names no attribute", "design: {within-city: [city]}\n", TWO),
    study("an attribute without column", "fault study.yaml:2 'city'?", "design: {within-city: citty}\n", TWO),
    study(
        "a case without attribute",
        "fault cases.csv:3 has no city",
        "design: {w: city}\n",
        "case_id,city\na,North\nb,\n",
    ),
    study(
        "two values of one file name",
        "fault cases.csv:3 file name",
        "design: {w: city}\n",
        "case_id,city\na,A B\nb,a-b\n",
    ),
    study(
        "a value too long for a file",
        "fault cases.csv:2 too long",
        "design: {w: city}\n",
        f"case_id,city\na,{'x' * 300}\n",
    ),
    study("one value of an attribute", "caution cases.csv one city", "design: {w: city}\n", "case_id,city\na,N\nb,N\n"),
    study(
        "cells missing",
        "caution cases.csv lacks",
        "design: {w: city, i: issue}\n",
        "case_id,city,issue\na,N,x\nb,S,y\n",
    ),
    study("an outcome that is a text", "fault study.yaml:2 `name: value`", "outcome: tier\n"),
    study("an outcome without attribute", "fault study.yaml:2 no attribute", "outcome: {order: [a, b]}\n"),
    study("an outcome without order", "fault study.yaml:2 no order", "outcome: {attribute: tier}\n"),
    study(
        "an outcome of an unknown field",
        "fault study.yaml:2 'levels'",
        "outcome: {attribute: t, order: [a], levels: 2}\n",
    ),
    study("a tier twice in the order", "fault study.yaml:2 twice", "outcome: {attribute: tier, order: [low, low]}\n"),
    study(
        "a tier outside the order",
        "fault cases.csv:2 'low'?",
        "outcome: {attribute: t, order: [low, hi]}\n",
        "case_id,t\na,lo\n",
    ),
    study("a case without tier", "caution cases.csv:2 no tier", "outcome: {attribute: tier, order: [low]}\n"),
    study("an unknown reading", "fault study.yaml:2 'negotiated'?", "reading: negociated\n"),
    study("unknown intervals", "fault study.yaml:2 'wilson'?", "intervals: willson\n"),
    study("shows of an unknown field", "fault study.yaml:2 'cases'", "shows: {cases: 1}\n"),
    study("shows nothing", "fault study.yaml:2 whole number", "shows: {transcripts: 0}\n"),
    study("shows a half", "fault study.yaml:2 whole number", "shows: {transcripts: 1.5}\n"),
    study("shows yes", "fault study.yaml:2 whole number", "shows: {transcripts: true}\n"),
    study(
        "shows more than there is", "fault study.yaml:2 whole number", "shows: {transcripts: 99999999999999999999}\n"
    ),
    study("aliases that are a list", "fault study.yaml:2 `name: value`", "speakers: [R1]\n"),
    study("an unknown threshold", "fault study.yaml:2 'min_alpha'?", "machine: {min_alfa: 0.5}\n"),
    study("a threshold over 1", "fault study.yaml:2 0 to 1", "machine: {min_alpha: 66}\n"),
    study("a threshold that is no number", "fault study.yaml:2 0 to 1", "machine: {min_alpha: .nan}\n"),
    study("fiction maybe", "fault study.yaml:2 true or false", "fiction: maybe\n"),
    study("a title that is a list", "fault study.yaml:2 not a text", "title: [a]\n"),
    study("a setting that is a list of lists", "fault study.yaml:2 not YAML", "? [a, b]\n: c\n"),
)

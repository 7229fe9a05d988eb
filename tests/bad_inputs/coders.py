"""Coders' files, what they have read, and analysts' notes."""

from tests.bad_inputs.row import Bad

C = "coding_id,transcript_id,start_char,end_char,code_id,quotation,before,after,action,polarity"
GOOD = "c1,t1,13,29,trust,,,,,"


def coded(what: str, said: str, row: str, header: str = C, name: str = "ann.csv") -> Bad:
    """A coder's file with a good row in line 2 and `row` in line 3."""
    return Bad(
        what,
        said.replace(" C", f" codings/{name}".replace(" ", "␣").replace("␣", " ", 1), 1),
        {f"codings/{name}": f"{header}\n{GOOD}\n{row}\n"},
    )


def read(what: str, said: str, row: str) -> Bad:
    text = f"transcript_id,codes,codebook_version\n{row}\n"
    return Bad(what, said.replace(" R", " codings/ann.read.csv", 1), {"codings/ann.read.csv": text})


def note(what: str, said: str, text: str | bytes, name: str = "within-case/a.md") -> Bad:
    return Bad(what, said.replace(" N", f" notes/{name}", 1), {f"notes/{name}": text})


ROWS = (
    Bad(
        "a coder's file without code_id",
        "fault codings/ann.csv:1 'code_id'",
        {"codings/ann.csv": "transcript_id,start_char,end_char\nt1,0,3\n"},
    ),
    Bad("a coder's file not UTF-8", "fault codings/ann.csv:2 UTF-8", {"codings/ann.csv": C.encode() + b"\n\xff\n"}),
    Bad("an empty coder's file", "fault codings/ann.csv empty", {"codings/ann.csv": ""}),
    Bad("a coder's file with a column twice", "fault codings/ann.csv:1 twice", {"codings/ann.csv": C + ",action\n"}),
    coded("the machine as a coder", "fault C reserved", "c2,t1,13,29,trust,,,,,", name="machine.csv"),
    coded("a coder with a blank", "fault C coder's name", "c2,t1,13,29,trust,,,,,", name="Ann Lee.csv"),
    coded("a coder's name too long", "fault C coder's name", "c2,t1,13,29,trust,,,,,", name=f"{'x' * 150}.csv"),
    coded(
        "a conflicted copy",
        "caution C of ann.csv",
        "c2,t1,13,29,trust,,,,,",
        name="ann (Bo's conflicted copy 2026-11-21).csv",
    ),
    coded(
        "a copy by Syncthing",
        "caution C of ann.csv",
        "c2,t1,13,29,trust,,,,,",
        name="ann.sync-conflict-20261121-101010-ABC.csv",
    ),
    coded(
        "a copy without brackets",
        "caution C of ann-lee.csv",
        "c2,t1,13,29,trust,,,,,",
        name="ann-lee conflicted copy.csv",
    ),
    coded("a copy by a file manager", "caution C of ann.csv", "c2,t1,13,29,trust,,,,,", name="ann - Copy.csv"),
    coded("a copy by its number", "caution C of ann.csv", "c2,t1,13,29,trust,,,,,", name="ann (1).csv"),
    Bad("a file of another kind", "caution codings/ann.xlsx not a coder's file", {"codings/ann.xlsx": b"PK"}),
    coded("an unknown transcript", "caution C:3 't1'", "c2,t11,13,29,trust,,,,,"),
    coded("an unknown code", "caution C:3 'trust'?", "c2,t1,13,29,trsut,,,,,"),
    coded("an unknown action", "caution C:3 'apply'?", "c2,t1,13,29,trust,,,,aply,"),
    coded("an unknown polarity", "caution C:3 'absent'?", "c2,t1,13,29,trust,,,,,abset"),
    coded("no offsets", "caution C:3 not a passage", "c2,t1,,,trust,,,,,"),
    coded("an offset below 0", "caution C:3 not a passage", "c2,t1,-3,5,trust,,,,,"),
    coded("an offset of words", "caution C:3 not a passage", "c2,t1,one,two,trust,,,,,"),
    coded("an end before the start", "caution C:3 not a passage", "c2,t1,9,3,trust,,,,,"),
    coded("an offset of 5,000 digits", "caution C:3 not a passage", f"c2,t1,0,{'9' * 5000},trust,,,,,"),
    coded("a passage beyond the end", "caution C:3 characters", "c2,t1,13,9999,trust,,,,,"),
    coded("a quotation that nobody said", "caution C:3 nor anywhere", "c2,t1,13,29,trust,never said,,,,"),
    coded("a quotation said twice", "caution C:3 stands there 2 times", "c2,t1,0,1,trust,was,,,,"),
    coded("a row too long", "fault C:3 cells", "c2,t1,13,29,trust,,,,,,,surplus"),
    Bad(
        "a read file without codes",
        "fault codings/ann.read.csv:1 'codes'",
        {"codings/ann.read.csv": "transcript_id\nt1\n"},
    ),
    read("read of an unknown transcript", "caution R:2 left out", "t9,*,"),
    read("read for an unknown code", "caution R:2 'trust'?", "t1,trsut,"),
    read("read under an unknown version", "caution R:2 covers nothing", "t1,*,0"),
    note("a note outside", "fault N no note", "Hello.", "a.md"),
    note("a note two deep", "fault N no note", "Hello.", "within-case/a/b.md"),
    note("a note of another kind", "fault N no note", b"PK", "within-case/a.docx"),
    note("a note of an unknown stage", "fault N 'within-case'?", "Hello.", "within-cas/a.md"),
    note("a note of an unknown subject", "fault N no subject", "Hello.", "within-case/zzz.md"),
    note("a note not UTF-8", "fault N:2 UTF-8", b"Hello\nK\xf6ln"),
    note("front matter never closed", "fault N:1 never closed", "---\nby: Ann\nHello.\n"),
    note("broken front matter", "fault N:2 not YAML", "---\nby: [Ann\n---\nHello.\n"),
    note("front matter that is a list", "fault N:2 `name: value`", "---\n- by\n---\nHello.\n"),
    note("an unknown field", "fault N:3 'status'?", "---\nby: Ann\nstate: final\n---\nHello.\n"),
    note("an unknown status", "fault N:2 draft or final", "---\nstatus: done\n---\nHello.\n"),
    note("revises nothing", "fault N:2 no memo", "---\nrevises: within-case/z\n---\nHello.\n"),
    note("a signature without digest", "fault N:2 sign anew", "---\nsigned_off: {by: Ann}\n---\nHello.\n"),
    note("a signature that is a word", "fault N:2 sign anew", "---\nsigned_off: yes\n---\nHello.\n"),
    note("a figure that is not there", "fault N:3 'a/trust'?", "Hello.\n\nSee [[a/trsut]].\n"),
)

"""Transcripts of every format."""

import io
import zipfile

from tests.bad_inputs.row import Bad

TEXT = b"I: How was it?\n\nR: There was trust. We had lunch."


def packed(parts: dict[str, bytes], is_whole: bool = True) -> bytes:
    """A zip archive, or its first two thirds."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    data = out.getvalue()
    return data if is_whole else data[: len(data) * 2 // 3]


def one(what: str, said: str, ending: str, data: bytes, kind: str = "interview") -> Bad:
    """A study whose only transcript is t1.ENDING."""
    table = f"transcript_id,file,case_id,kind\nt1,t1{ending},a,{kind}\n"
    files: dict[str, str | bytes] = {"transcripts.csv": table, f"transcripts/t1{ending}": data}
    without = () if ending == ".txt" else ("transcripts/t1.txt",)
    return Bad(what, said.replace(" T", f" transcripts/t1{ending}", 1), files, without)


W = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\nQ: So?\n\n{}\nR: Well. Yes.\n"
SRT = "1\n00:00:01,000 --> 00:00:02,000\nQ: So?\n\n2\n{}\nR: Well. Yes.\n"
ROWS = (
    *(
        one(f"empty {end}", "fault T empty", end, b"")
        for end in (".txt", ".md", ".vtt", ".srt", ".docx", ".pdf", ".rtf", ".odt", ".csv", ".xlsx")
    ),
    *(one(f"blank {end}", "fault T empty", end, b" \n\n ") for end in (".txt", ".md", ".vtt", ".srt", ".csv")),
    one("labels alone", "fault T empty", ".txt", b"I:\n\nR:\n"),
    one("binary", "fault T binary", ".txt", bytes(range(256)) * 9),
    one("NUL bytes", "fault T NUL", ".txt", b"I: a\n\nR: b" + b"\0" * 3),
    one("a Word file called .txt", "fault T .docx", ".txt", packed({"word/document.xml": b"x"})),
    one("a PDF called .txt", "fault T .pdf", ".txt", b"%PDF-1.4 x"),
    one("RTF called .txt", "fault T .rtf", ".txt", b"{\\rtf1 x}"),
    one("cut off inside a character", "fault T:3 truncated", ".txt", "I: So?\n\nR: Café, caf\xe9".encode()[:-1]),
    one("UTF-16 cut off", "fault T truncated", ".txt", TEXT.decode().encode("utf-16")[:-1]),
    one("cp1252", "caution T:3 guessed", ".txt", b"I: So?\n\nR: It\x92s fine. We met."),
    Bad(
        "nobody answers",
        "caution transcripts/t1.txt respondent",
        {"transcripts.csv": "transcript_id,file,case_id,kind,interviewers\nt1,t1.txt,a,interview,*\n"},
    ),
    one("an ending nobody reads", "fault T does not read", ".doc", b"\xd0\xcf\x11\xe0old"),
    one("no ending", "caution T no ending", "", TEXT),
    one("over 50 MB", "fault transcripts.csv:2 50 MB", ".txt", b"x" * 50_000_001),
    one("captions without times", "fault T captions", ".vtt", b"WEBVTT\n\nQ: So?\n\nR: Well.\n"),
    one("a broken cue", "caution T:6 cue", ".vtt", VTT.format("00:03.000 -> 00:04.000").encode()),
    one("a broken cue", "caution T:6 cue", ".srt", SRT.format("00:00:03 --> x").encode()),
    one(
        "a Word file cut off",
        "fault T truncated",
        ".docx",
        packed({"word/document.xml": bytes(range(256)) * 40}, False),
    ),
    one("no Word file", "fault T unreadable", ".docx", TEXT),
    one("an old Word file", "fault T password", ".docx", b"\xd0\xcf\x11\xe0" + b"x" * 600),
    one("a Word file without text", "fault T no Word document", ".docx", packed({"other.xml": b"<a/>"})),
    one("a Word file of no words", "fault T empty", ".docx", packed({"word/document.xml": W.format("").encode()})),
    one("a Word file of broken XML", "fault T damaged", ".docx", packed({"word/document.xml": b"<w:document>"})),
    one(
        "a Word file with entities", "fault T entities", ".docx", packed({"word/document.xml": ENTITY + b"<x>&e;</x>"})
    ),
    one(
        "a Word file that climbs", "fault T climbs", ".docx", packed({"../../evil": b"x", "word/document.xml": b"<a/>"})
    ),
    one("a Word zip bomb", "fault T refused", ".docx", packed({"word/document.xml": b" " * 30_000_000})),
    one("no PDF", "fault T PDF", ".pdf", TEXT),
    one("a PDF cut off", "fault T truncated", ".pdf", b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog"),
    one("no RTF", "fault T rtf", ".rtf", TEXT),
    one("RTF cut off", "fault T truncated", ".rtf", b"{\\rtf1\\ansi I: So?\\par R: We"),
    one("no OpenDocument", "fault T unreadable", ".odt", TEXT),
    one("an OpenDocument without text", "fault T no OpenDocument", ".odt", packed({"meta.xml": b"<a/>"})),
    one("an OpenDocument with entities", "fault T entities", ".odt", packed({"content.xml": ENTITY + b"<x>&e;</x>"})),
    one("no workbook", "fault T unreadable", ".xlsx", TEXT),
    one("a workbook without sheets", "fault T no Excel", ".xlsx", packed({"docProps/app.xml": b"<a/>"})),
    one("a table without text", "fault T:1 text", ".csv", b"a,b,c,d\nQ,how,x,y\nR,well,z,w\n"),
    one("a table with a header alone", "fault T empty", ".csv", b"speaker,text\n"),
    one("a table's quote never closed", "fault T:2 quotation mark", ".csv", b'speaker,text\nQ,"So?\nR,Well.\n'),
)

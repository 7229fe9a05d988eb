"""cases.csv, transcripts.csv, participants.csv, attendance.csv, guides."""

from tests.bad_inputs.row import Bad

T = "transcript_id,file,case_id,kind"


def cases(what: str, said: str, text: str | bytes) -> Bad:
    return Bad(what, said, {"cases.csv": text})


def listed(what: str, said: str, row: str, files: dict[str, str | bytes] | None = None, more: str = "") -> Bad:
    """transcripts.csv with the usual row in line 2 and `row` in line 3."""
    header = (
        f"{T},{more}\nt1,t1.txt,a,interview{',' * (more.count(',') + 1)}" if more else f"{T}\nt1,t1.txt,a,interview"
    )
    second = {"transcripts/t2.txt": "I: So?\n\nR: We met and then we ate. It rained."}
    return Bad(what, said, {**second, "transcripts.csv": f"{header}\n{row}\n", **(files or {})})


def guide(what: str, said: str, text: str | bytes) -> Bad:
    return Bad(what, said, {"guides/g.yaml": text})


Q = "questions:\n  history: {text: How did it begin?}\n"
ROWS = (
    Bad("no cases.csv", "fault cases.csv cannot be read", without=("cases.csv",)),
    cases("empty", "fault cases.csv empty", ""),
    cases("blank", "fault cases.csv empty", "\n \n,,\n"),
    cases("a header alone", "fault cases.csv lists no case", "case_id\n"),
    cases("no case_id", "fault cases.csv:1 'case_id'", "case,city\na,N\n"),
    cases("an id with a blank", "fault cases.csv:2 not an id", "case_id\na b\n"),
    cases("an id that climbs", "fault cases.csv:2 not an id", "case_id\n../a\n"),
    cases("no id", "fault cases.csv:3 not an id", "case_id,city\na,N\n,S\n"),
    cases("an id of 90 wide letters", "fault cases.csv:3 not an id", f"case_id\na\n{'好' * 90}\n"),
    cases("an id with a sign that is no letter", "fault cases.csv:3 not an id", "case_id\na\nКазань№1\n"),
    cases("an id that begins with a mark", "fault cases.csv:3 not an id", "case_id\na\n\u0301e\n"),
    cases(
        "two cases whose accents are stored in two ways",
        "fault cases.csv:4 line 3",
        "case_id\na\nJos\u00e9\njose\u0301\n",
    ),
    cases("an id of 300 letters", "fault cases.csv:3 not an id", f"case_id\na\n{'x' * 300}\n"),
    cases("a case twice", "fault cases.csv:3 line 2", "case_id\na\na\n"),
    cases("two cases that differ in capitals", "fault cases.csv:3 line 2", "case_id\na\nA\n"),
    cases("a column twice", "fault cases.csv:1 twice", "case_id,city,city\na,N,S\n"),
    cases("two columns that differ in capitals", "fault cases.csv:1 capital", "case_id,city,City\na,N,S\n"),
    cases("a column twice, once the id", "fault cases.csv:1 capital", "case_id,Case_ID\na,b\n"),
    cases("a row too long", "fault cases.csv:2 cells", "case_id,city\na,N,S\n"),
    cases("a quote never closed", "fault cases.csv:2 CSV", 'case_id,city\na,"N\nb,S\n'),
    cases("a quote in a quote", "fault cases.csv:2 CSV", 'case_id,city\na,"N"o"\n'),
    cases("not UTF-8", "fault cases.csv:3 in a spreadsheet: 'CSV UTF-8'", b"case_id,city\na,N\nb,K\xf6ln\n"),
    cases("UTF-16", "fault cases.csv:1 UTF-8", "case_id\na\n".encode("utf-16")),
    cases("a NUL", "fault cases.csv:2 NUL", b"case_id\na\0\n"),
    cases("an Excel file", "fault cases.csv UTF-8", b"PK\x03\x04\x14\x00\x00\x00\x08\x00\xff\xfe\xfa"),
    cases("a cell of a million letters", "fault cases.csv:2 CSV", f"case_id,note\na,{'x' * 1_000_100}\n"),
    cases("a case without transcripts", "caution cases.csv:3 no transcript", "case_id\na\nb\n"),
    cases("one case", "caution cases.csv one case", "case_id\na\n"),
    Bad("no transcripts.csv", "fault transcripts.csv cannot be read", without=("transcripts.csv",)),
    Bad("a table without rows", "fault transcripts.csv lists no transcript", {"transcripts.csv": T + "\n"}),
    Bad(
        "no column file",
        "fault transcripts.csv:1 'file'",
        {"transcripts.csv": "transcript_id,case_id,kind\nt1,a,interview\n"},
    ),
    Bad(
        "a misspelt column",
        "fault transcripts.csv:1 'kind'",
        {"transcripts.csv": "transcript_id,file,case_id,kinds\nt1,t1.txt,a,group\n"},
    ),
    Bad("no folder of transcripts", "fault transcripts.csv:2 not in transcripts/", without=("transcripts/t1.txt",)),
    listed("an id with a slash", "fault transcripts.csv:3 not an id", "t/2,t2.txt,a,interview"),
    listed("no id", "fault transcripts.csv:3 not an id", ",t2.txt,a,interview"),
    listed("an id of 300 letters", "fault transcripts.csv:3 not an id", f"{'x' * 300},t2.txt,a,interview"),
    listed("a transcript twice", "fault transcripts.csv:3 line 2", "t1,t2.txt,a,interview"),
    listed("ids that differ in capitals", "fault transcripts.csv:3 line 2", "T1,t2.txt,a,interview"),
    listed("a file twice", "fault transcripts.csv:3 listed already", "t2,t1.txt,a,interview"),
    listed("a file twice by another way", "fault transcripts.csv:3 listed already", "t2,./t1.txt,a,interview"),
    listed("no file", "fault transcripts.csv:3 names no file", "t2,,a,interview"),
    listed("a file that is not there", "fault transcripts.csv:3 't2.txt'?", "t2,t2.text,a,interview"),
    listed("a file outside", "fault transcripts.csv:3 outside", "t2,../study.yaml,a,interview"),
    listed("a file by its whole path", "fault transcripts.csv:3 outside", "t2,/etc/hostname,a,interview"),
    listed(
        "a file whose name no disk holds",
        "fault transcripts.csv:3 not in transcripts/",
        f"t2,{'x' * 400}.txt,a,interview",
    ),
    listed(
        "a file that is a folder",
        "fault transcripts.csv:3 is a folder",
        "t2,deep,a,interview",
        {"transcripts/deep/x.txt": "R: a"},
    ),
    listed("an unknown case", "fault transcripts.csv:3 not in cases.csv", "t2,t2.txt,b,interview"),
    listed("no case", "fault transcripts.csv:3 no case", "t2,t2.txt,,interview"),
    listed("an unknown kind", "fault transcripts.csv:3 'interview'?", "t2,t2.txt,a,intervieuw"),
    listed("no kind", "fault transcripts.csv:3 kind", "t2,t2.txt,a,"),
    listed("a kind in capitals", "fault transcripts.csv:3 'interview'?", "t2,t2.txt,a,Interview"),
    listed("an unknown guide", "fault transcripts.csv:3 guides/", "t2,t2.txt,a,interview,partners", more="guide"),
    listed(
        "an unknown respondent",
        "caution transcripts.csv:3 participants.csv",
        "t2,t2.txt,a,interview,R9",
        {"participants.csv": "respondent_id\nR1\n"},
        "respondent_id",
    ),
    listed(
        "a file of another kind",
        "fault transcripts/t2.mp3 does not read",
        "t2,t2.mp3,a,interview",
        {"transcripts/t2.mp3": "x"},
    ),
    Bad("a file that no row lists", "caution transcripts/x.txt no row", {"transcripts/x.txt": "R: Hello."}),
    Bad(
        "a mayor of nowhere",
        "caution transcripts.csv:3 'North'",
        {
            "study.yaml": "codebook: codebook.yaml\ndesign: {within-city: city}\n",
            "cases.csv": "case_id,city\na,North\nb,South\n",
            "transcripts.csv": f"{T},city\nt1,t1.txt,a,interview,\nm,m.txt,,mayor,Nord\n",
            "transcripts/m.txt": "Q: And?\n\nM: Well. It went on.",
        },
    ),
    Bad(
        "a mayor of two attributes",
        "fault transcripts.csv:3 issue",
        {
            "study.yaml": "codebook: codebook.yaml\ndesign: {c: city, i: issue}\n",
            "cases.csv": "case_id,city,issue\na,N,x\nb,S,x\nc,N,y\nd,S,y\n",
            "transcripts.csv": f"{T},city,issue\nt1,t1.txt,a,interview,,\nm,m.txt,,mayor,N,x\n",
            "transcripts/m.txt": "Q: And?\n\nM: Well.",
        },
    ),
    Bad("participants without id", "fault participants.csv:1 'respondent_id'", {"participants.csv": "name\nAnn\n"}),
    Bad(
        "a participant of no id",
        "fault participants.csv:3 not an id",
        {"participants.csv": "respondent_id,sector\nR1,city\n,ngo\n"},
    ),
    Bad(
        "a participant's id with a dot",
        "fault participants.csv:2 not an id",
        {"participants.csv": "respondent_id\nR.1\n"},
    ),
    Bad("a participant twice", "fault participants.csv:3 line 2", {"participants.csv": "respondent_id\nR1\nR1\n"}),
    Bad("an empty participants.csv", "fault participants.csv empty", {"participants.csv": ""}),
    Bad("participants.csv is a folder", "fault participants.csv cannot be read", {"participants.csv/x": ""}),
    Bad(
        "attendance without speaker",
        "fault attendance.csv:1 'speaker'",
        {"attendance.csv": "transcript_id,respondent_id\nt1,R1\n"},
    ),
    Bad(
        "attendance of nothing",
        "fault attendance.csv:2 not in transcripts.csv",
        {"attendance.csv": "transcript_id,speaker,respondent_id\nt9,Ann,R1\n"},
    ),
    Bad(
        "attendance of a stranger",
        "caution attendance.csv:2 participants.csv",
        {
            "attendance.csv": "transcript_id,speaker,respondent_id\nt1,Respondent,R9\n",
            "participants.csv": "respondent_id\nR1\n",
        },
    ),
    Bad(
        "a speaker who is two people",
        "fault attendance.csv:3 line 2",
        {"attendance.csv": "transcript_id,speaker,respondent_id\nt1,Respondent,R1\nt1,Respondent,R2\n"},
    ),
    guide("empty", "fault guides/g.yaml:1 no questions", ""),
    guide("no questions", "fault guides/g.yaml:1 no questions", "title: x\n"),
    guide("questions as a list", "fault guides/g.yaml:1 no questions", "questions: [a, b]\n"),
    guide("an unknown field", "fault guides/g.yaml:3 'asks'", Q + "asks: x\n"),
    guide(
        "a question's unknown field",
        "fault guides/g.yaml:3 'variants'?",
        "questions:\n  a:\n    variant: [x]\n    text: y\n",
    ),
    guide(
        "a question that is a text",
        "fault guides/g.yaml:2 list of fields",
        "questions:\n  history: How did it begin?\n",
    ),
    guide("a question without text", "fault guides/g.yaml:2 no text", "questions:\n  history: {asks_about: [trust]}\n"),
    guide("a question of two texts", "fault guides/g.yaml:2 several texts", "questions:\n  history: {text: [a, b]}\n"),
    guide("a question's id with a blank", "fault guides/g.yaml:2 no id", "questions:\n  the history: {text: a}\n"),
    guide("a reserved id", "fault guides/g.yaml:2 no question covers", "questions:\n  off_protocol: {text: a}\n"),
    guide("a question twice", "fault guides/g.yaml:3 twice", "questions:\n  a: {text: x}\n  a: {text: y}\n"),
    guide("text and number", "fault guides/g.yaml:3 twice", 'questions:\n  1: {text: x}\n  "1": {text: y}\n'),
    guide("a shared wording", "caution guides/g.yaml:3 share", "questions:\n  a: {text: x}\n  b: {text: x}\n"),
    guide("an unknown code", "caution guides/g.yaml:2 'trust'?", "questions:\n  a: {text: x, asks_about: [trsut]}\n"),
    guide("broken YAML", "fault guides/g.yaml:2 not YAML", "questions:\n  a: {text: x\n"),
    guide("not UTF-8", "fault guides/g.yaml:2 UTF-8", b"questions:\n  a: {text: K\xf6ln}\n"),
    Bad(
        "a conflicted copy of a guide",
        "caution guides/g␣(conflicted␣copy).yaml of g.yaml",
        {"guides/g.yaml": Q, "guides/g (conflicted copy).yaml": Q},
    ),
    Bad(
        "a conflicted copy of a table",
        "caution cases␣(Ann's␣conflicted␣copy␣2026-11-21).csv of cases.csv",
        {"cases (Ann's conflicted copy 2026-11-21).csv": "case_id\n"},
    ),
)

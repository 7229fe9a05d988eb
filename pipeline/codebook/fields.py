"""What may stand in a codebook: the one table from which the loader reads and the JSON Schema is made.

To add a field: a line here, the same name in `records.Code` (or its entry in RECORD_NAMES), a line in docs/codebook.md.
"""

from __future__ import annotations

from typing import Literal

from pipeline.study.dataclass import dataclass
from pipeline.study.records import CHANGE_KINDS, CODE_KINDS

ORIGINS: tuple[str, ...] = ("deductive", "inductive")

Shape = Literal["text", "texts", "flag", "codes", "cues", "patterns", "changes", "passage"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: the shape of its value, what it is for, and the only values it may have (none: any)."""

    shape: Shape
    says: str
    choices: tuple[str, ...] = ()


CODEBOOK_FIELDS: dict[str, Field] = {
    "codebook": Field("text", "Name of the codebook. Default: the name of the file."),
    "version": Field("text", 'Version, in quotes: "4". Earlier versions lie beside the file as NAME@VERSION.yaml.'),
    "codes": Field("codes", "The codes by their ids (letters, digits, - and _)."),
}

CODE_FIELDS: dict[str, Field] = {
    "name": Field("text", "What memos and tables call the code. Default: its id."),
    "kind": Field(
        "text",
        "index marks a question of the guide, analytic what the researcher concludes, attribute a trait of a "
        "document or person. Default: analytic.",
        CODE_KINDS,
    ),
    "parent": Field("text", "Id of the code above. Parents do not add up their children."),
    "is_codable": Field("flag", "false: a heading that is never given to a passage itself. Default: true."),
    "origin": Field("text", "deductive: from theory; inductive: made while reading. Default: inductive.", ORIGINS),
    "first_passage": Field("passage", "The passage from which an inductive code was made."),
    "definition": Field("text", "What a passage must say for this code to be given. One or two sentences."),
    "source": Field("text", "Where the definition comes from: a publication, a meeting."),
    "include": Field("texts", "Borderline cases that do count."),
    "exclude": Field("texts", "Borderline cases that do not. `wording -> id` names the code that they get instead."),
    "examples": Field("texts", "Passages, real or made up, as people say them."),
    "scope": Field("texts", "Index codes (questions) in whose answers the code can occur. None: everywhere."),
    "cues": Field("cues", "Wordings by which the machine finds the code."),
    "was": Field("texts", "Former ids of this very code."),
    "split_from": Field("text", "The code of which this one was a part."),
    "merge_into": Field("text", "The code that takes this one's place."),
    "merge_why": Field("text", "Why it was merged; needed with merge_into."),
    "retired": Field("text", "The codebook's version from which the code is given no more."),
    "changed": Field(
        "changes",
        "What a version did to definition, include or exclude; a list where several did. Not declared: moved.",
    ),
}

CUE_FIELDS: dict[str, Field] = {
    "phrases": Field("texts", "Words as they are said; capitals, curly apostrophes and hyphens do not matter."),
    "patterns": Field("patterns", "spaCy token patterns: a list of tokens each, e.g. [{LEMMA: know}, {LOWER: each}]."),
    "unless": Field("texts", "Phrases that forbid the code in the sentence in which they stand."),
}

CHANGE_FIELDS: dict[str, Field] = {
    "in": Field("text", 'The version that first has the new text, in quotes: "5".'),
    "how": Field(
        "text",
        "reworded: the same passages; narrowed: fewer (an old no holds); broadened: more (an old telling holds); "
        "moved: others (both have to be read again).",
        CHANGE_KINDS,
    ),
    "by": Field("text", "Who says so."),
    "why": Field("text", "Why the text was changed: a sentence for those who read it later."),
}

PASSAGE_FIELDS: dict[str, Field] = {
    "transcript": Field("text", "Id of the transcript."),
    "quotation": Field("text", "The passage's words, as they stand there."),
}

RECORD_NAMES: dict[str, str] = {"source": "source_of_definition"}

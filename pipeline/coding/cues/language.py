"""spaCy, loaded late and once a process: the blank tokenizer for all, a model only for cues that need grammar."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.coding.cues.grammar_model import GRAMMAR_MODEL, differs_from_known, folder_of_grammar_model
from pipeline.corpus.sentences import blank_pipeline
from pipeline.io.spacy_library import spacy_library
from pipeline.study.language_models import installed_pipelines, is_folder_of_a_pipeline
from pipeline.study.problems import CrosscaseError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer
    from spacy.tokens import Doc

# Word processors and recognisers write the apostrophe in six ways; the tokenizer knows don't, not don´t.
_ALIKE = {"’": "'", "‘": "'", "ʼ": "'", "‛": "'", "´": "'", "`": "'"}
_APOSTROPHES = str.maketrans(_ALIKE)
# Only between letters or digits: a dash with blanks around it parts clauses, not words.
_HYPHEN = re.compile(r"(?<=\w)[-‐‑](?=\w)")
_LETTER_AND_STOP = re.compile(r"(?<=\s[A-Za-z])\.(?=[\"')\]]*\s*$)")
_LOWERED: dict[int, str] = {}  # spaCy's number of a word is a hash of it, the same in every vocabulary
# en_core_web_sm, blank:de; in a folder's name such as "mymodel" no language is read.
_CODE_OF_LANGUAGE = re.compile(r"(?:blank:)?([a-z]{2,3})(?:_|$)")


UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Signs written without spaces between words, as a range of a regular expression: Chinese, and Japanese kana."""

_UNSPACED = re.compile(f"[{UNSPACED}]")


class LanguageModelMissing(CrosscaseError):
    """A cue needs grammar and the study's `language_model` cannot be loaded."""


def folded(text: str) -> str:
    """The text with every apostrophe straight; as long as it was, so that offsets hold."""
    # Most texts are ASCII: nothing to go through. The back tick is the one sign of the list that is ASCII.
    return text if text.isascii() and "`" not in text else text.translate(_APOSTROPHES)


def loosened(text: str) -> str:
    """`folded`, and hyphens inside words become spaces: data-driven is data driven. As long as it was.

    The full stop after a single letter at the very end is left out too ("we went to plan B."): spaCy would take
    `b.` for one word.
    """
    return _LETTER_AND_STOP.sub(" ", _HYPHEN.sub(" ", folded(text)))


@cache
def tokenizer() -> Tokenizer:
    """The tokenizer of English, without a model."""
    return blank_pipeline("en").tokenizer  # .75 s for spaCy: only where something is matched


@cache
def _by_character() -> Tokenizer:
    """The same tokenizer, which also cuts before and after every sign of `UNSPACED`; made where one is read."""
    from spacy.tokenizer import Tokenizer  # noqa: PLC0415

    plain = tokenizer()
    infix = re.compile(f"{plain.infix_finditer.__self__.pattern}|(?<=[{UNSPACED}])|(?=[{UNSPACED}])")
    return Tokenizer(
        plain.vocab,
        plain.rules,
        plain.prefix_search,
        plain.suffix_search,
        infix.finditer,
        plain.token_match,
        plain.url_match,
    )


def tokenised(text: str) -> Doc:
    """A text as tokens: words, and in Chinese and Japanese every character, since no spaces part words there."""
    is_spaced = text.isascii() or _UNSPACED.search(text) is None
    cut = tokenizer() if is_spaced else _by_character()
    doc: Doc = cut(text)
    return doc


def lower_words(doc: Doc) -> tuple[str, ...]:
    """The lower-cased tokens of a spaCy Doc, some ten times faster than by going through its tokens."""
    known, numbers = _LOWERED, doc.to_array("LOWER").tolist()
    try:
        return tuple([known[number] for number in numbers])
    except KeyError:
        # Asked only for words not met before: looking a word up by its number is the dear part.
        known.update({number: doc.vocab.strings[number] for number in numbers if number not in known})
        return tuple([known[number] for number in numbers])


def is_blank(language_model: str) -> bool:
    """Whether the study does without grammar."""
    return language_model.startswith("blank:")


def language_of(language_model: str) -> str:
    """The language that a spaCy pipeline's name begins with: `de` of `de_core_news_sm`; empty where it says none."""
    named = _CODE_OF_LANGUAGE.match(Path(language_model).name)
    return named[1] if named else ""


def says_english(language: str) -> bool:
    """Whether a cell or a setting says English: en, en-US, eng, English, in any capitals; empty is not said."""
    return not language.strip() or re.split(r"[-_ ]", language.strip().casefold())[0] in ("en", "eng", "english")


def is_english(language_model: str) -> bool:
    """Whether `LEMMA` can be written out by our own rules. Names that say no language count as English."""
    return says_english(language_of(language_model))


def is_installed(language_model: str) -> bool:
    """Whether spaCy will find a pipeline of that name or folder. A package that is no pipeline is not imported."""
    return language_model in installed_pipelines() or is_folder_of_a_pipeline(Path(language_model))


@cache
def load_model(language_model: str, has_entities: bool = False) -> Language:
    """The study's language model, without the entity recogniser where no cue asks for entities.

    Raises:
        LanguageModelMissing: It is not installed, or made for another spaCy.
    """
    if not is_installed(language_model):
        raise LanguageModelMissing(f"There is no spaCy pipeline '{language_model}'.")
    named: str | Path = language_model
    if differs := differs_from_known(language_model):
        raise LanguageModelMissing(f"The language model '{language_model}' is not the one we know: {differs}.")
    if language_model == GRAMMAR_MODEL:
        # By its folder: the package's own code is never run.
        named = folder_of_grammar_model() or language_model
    # The entity recogniser is the part that few patterns ask for.
    left_out: list[Any] = [] if has_entities else ["ner"]
    try:
        model: Language = spacy_library().load(named, exclude=left_out)
    except (OSError, ValueError) as why:
        raise LanguageModelMissing(f"The language model '{language_model}' cannot be loaded: {why}") from why
    return model

"""What is wrong with a codebook's cues that only spaCy can tell: asked once, before anything is coded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pipeline.codebook.patterns import faults_of
from pipeline.coding.cues.cues import PatternCue, phrase_cue, places, ready_cues
from pipeline.coding.cues.grammar_model import EXTRA, GRAMMAR_MODEL, differs_from_known
from pipeline.coding.cues.language import is_blank, is_installed, loosened, lower_words, tokenised, tokenizer
from pipeline.coding.cues.special_cases import is_plain, lowers
from pipeline.study.problems import Problem, caution, fault, in_order
from pipeline.study.records import Code, Codebook
from pipeline.study.study import DEFAULT_MODEL

OF_NEWS = ("ca hr da nl fi fr de el it ja ko lt mk nb pl pt ro ru sl es sv uk").split()  # noqa: SIM905 — read as prose
"""Languages with a spaCy pipeline named LANGUAGE_core_news_sm."""

# What stands around words in a transcript, and may be cut together with them: quotes, brackets, a stop.
_AROUND = ("well {} then", "so {}.", "({})", '"{}"', "{}, yes", "{}")
_SENTENCE_ENDS = (". ", "? ", "! ")


def cue_problems(codebook: Codebook, language_model: str = DEFAULT_MODEL) -> tuple[Problem, ...]:
    """Cues that cannot be used, or can never fire, with this language model.

    Faults: a pattern that spaCy refuses; a cue that needs grammar while the model is not installed.
    Cautions: a phrase or `unless` that does not match itself; a phrase that an `unless` of its code always forbids;
    a pattern without a fixed word (every sentence has to be looked at); grammar under `blank:…` (it cannot fire).
    """
    problems: list[Problem] = []
    for code in codebook.codable:
        problems.extend(phrase_problems(codebook.source.path, code))
        problems.extend(_pattern_problems(codebook, code, language_model))
    return in_order([*problems, *_model_problems(codebook, language_model)])


def _grammar_cues(code: Code, language_model: str) -> list[PatternCue]:
    if _is_broken(code):
        return []
    return [cue for cue in ready_cues(code.cues, language_model).patterns if cue.has_grammar]


def _is_broken(code: Code) -> bool:
    """Whether a pattern breaks a promise of the codebook; `load_codebook` has told that already."""
    return any(True for pattern in code.cues.patterns for _ in faults_of(pattern))


def _model_problems(codebook: Codebook, language_model: str) -> Iterator[Problem]:
    cues = [(code, cue) for code in codebook.codable for cue in _grammar_cues(code, language_model)]
    if not cues:
        return
    path = codebook.source.path
    code, cue = cues[0]
    if is_blank(language_model):
        named = ", ".join(f"'{cue.shown}' of code '{code.code_id}'" for code, cue in cues[:3])
        more = f" and {len(cues) - 3} more" if len(cues) > 3 else ""
        need = "pattern needs" if len(cues) == 1 else "patterns need"
        cannot = "it cannot fire" if len(cues) == 1 else "they cannot fire"
        message = f"{len(cues)} {need} grammar; under '{language_model}' {cannot}: {named}{more}."
        yield caution(path, code.line, message, f"Name {_a_model_like(language_model)} in study.yaml, once installed.")
    elif not is_installed(language_model):
        # One fault for the model, not one a cue: installing it mends them all.
        message = (
            f"the language model '{language_model}' is not installed; '{cue.shown}' of code '{code.code_id}' needs it."
        )
        brings = f" ({EXTRA} brings it)" if language_model == GRAMMAR_MODEL else ""
        yield fault(
            path, code.line, message, f"Install it{brings}, or write {_instead_of(language_model)} in study.yaml."
        )
    elif differs := differs_from_known(language_model):
        message = f"the language model '{language_model}' is not the one we know: {differs}."
        remedy = f"Install it anew ({EXTRA}), or write {_instead_of(language_model)} in study.yaml."
        yield fault(path, code.line, message, remedy)


def _instead_of(model: str) -> str:
    """What to write where a model is missing: the one without grammar of its language."""
    language = re.split("[-_]", model.casefold(), maxsplit=1)[0]
    # The name of a folder, or of a pipeline that says no language.
    if not re.fullmatch("[a-z]{2,3}", language):
        return "`language_model: blank:LANGUAGE` (it leaves such cues out), such as blank:de,"
    return f"`language_model: blank:{language}` (it leaves such cues out)"


def _a_model_like(blank: str) -> str:
    """A spaCy pipeline of the language of `blank:de`, by name where one is known."""
    language = blank.partition(":")[2].casefold()
    known = {"en": GRAMMAR_MODEL, "zh": "zh_core_web_sm"} | {
        news_language: f"{news_language}_core_news_sm" for news_language in OF_NEWS
    }
    example = f", for instance {known[language]}," if language in known else ""
    return f"a language model of '{language}'{example}"


def phrase_problems(path: Path, code: Code) -> Iterator[Problem]:
    """Cautions of a code's phrases and what forbids them; `path`: the codebook."""
    name = code.code_id
    for kind, phrases in (("phrase", code.cues.phrases), ("unless", code.cues.unless)):
        for phrase in phrases:
            if why := _why_never(phrase):
                yield caution(path, code.line, f"{kind} '{phrase}' of code '{name}' can never fire: {why[0]}.", why[1])
            elif missed := _where_missed(phrase):
                message = (
                    f"{kind} '{phrase}' of code '{name}' is not found in '{missed}', which is cut into other words."
                )
                yield caution(path, code.line, message, "Leave out the signs at its ends, or write it as a pattern.")
    unless = [(phrase, lowers(phrase)) for phrase in code.cues.unless]
    # Spares cutting every phrase where nothing is forbidden.
    for phrase in code.cues.phrases if unless else ():
        forbidding = [forbidden for forbidden, tokens in unless if any(True for _ in places(tokens, lowers(phrase)))]
        if forbidding:
            message = f"phrase '{phrase}' of code '{name}' can never fire: its `unless` '{forbidding[0]}' stands in it."
            yield caution(path, code.line, message, "Delete one of the two.")


def _why_never(phrase: str) -> tuple[str, str] | None:
    """Why a phrase can match nothing, and what to do; None where it can."""
    if not any(character.isalnum() for character in phrase):
        return "it holds no word", "Write the words as they are said."
    if any(end in phrase for end in _SENTENCE_ENDS):
        return "it goes past the end of a sentence", "Keep the part before or after it."
    if "*" in phrase:
        return "a * is taken as it stands", "Write each form, or a pattern with LEMMA."
    return None


@cache
def _where_missed(phrase: str) -> str:
    """A sentence that holds the phrase and in which it is not found; '' where it is found in all that were tried."""
    if is_plain(phrase):
        return ""
    # Letters are cut the same in brackets and quotes: two sentences are enough.
    for around in _AROUND[:2] if phrase.replace(" ", "").isalpha() else _AROUND:
        # A phrase that brings its own full stop would get two.
        said = around.format(phrase.rstrip(".") if around.endswith(".") else phrase)
        if not any(True for _ in places(lowers(phrase), lower_words(tokenised(loosened(said))))):
            return said
    return ""


def _pattern_problems(codebook: Codebook, code: Code, language_model: str) -> Iterator[Problem]:
    if _is_broken(code):
        return
    path, name = codebook.source.path, code.code_id
    for cue in ready_cues(code.cues, language_model).patterns:
        if refused := _refused(cue):
            remedy = "See docs/codebook.md for the keys of a pattern."
            yield fault(path, code.line, f"spaCy refuses pattern '{cue.shown}' of code '{name}': {refused}", remedy)
            continue
        if why := _why_pattern_never(cue):
            remedy = "A token is one word, lower case after LOWER: [{LOWER: go}, {LOWER: way}, {LOWER: back}]."
            yield caution(path, code.line, f"pattern '{cue.shown}' of code '{name}' can never fire: {why}.", remedy)
        # A pattern that cannot fire slows nothing.
        if not cue.needs and not (cue.has_grammar and is_blank(language_model)):
            message = f"pattern '{cue.shown}' of code '{name}' has no fixed word: every sentence has to be looked at."
            yield caution(path, code.line, message, "Put a word (LOWER or LEMMA) beside it, or accept a slow run.")


def _refused(cue: PatternCue) -> str:
    from spacy.matcher import Matcher  # noqa: PLC0415  # spaCy costs .75 s: only where cues are checked

    try:
        Matcher(tokenizer().vocab, validate=True).add("cue", [json.loads(cue.written)])
    except ValueError as why:  # MatchPatternError is one
        return " ".join(str(why).split())
    return ""


def _why_pattern_never(cue: PatternCue) -> str:
    for token in json.loads(cue.written):
        for key in ("LOWER", "ORTH", "TEXT"):
            value = token.get(key)
            if not isinstance(value, str):
                continue
            if key == "LOWER" and value != value.lower():
                return f"LOWER '{value}' has capitals"
            if len(tokenised(value)) > 1 and len(phrase_cue(value).tokens) > 1:
                return f"'{value}' is more than one word"
    return ""

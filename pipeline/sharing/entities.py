"""What a language model takes for the names of people, organisations and places: a second look beside capitals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.coding.cues.language import LanguageModelMissing, is_blank, load_model

LABELS = frozenset(("PERSON", "PER", "ORG", "GPE", "LOC"))
"""English pipelines write PERSON and GPE, those of most other languages PER and LOC."""
NEVER_NEEDED = ("parser", "lemmatizer", "attribute_ruler")

Span = tuple[int, int]


class EntityFinder:
    """Finds entities with the study's language model; without one, or one that knows no entities, it finds none."""

    def __init__(self, language_model: str) -> None:
        self._model = None
        self.why_not = ""
        if is_blank(language_model):
            return
        try:
            model = load_model(language_model, has_entities=True)
        except LanguageModelMissing as error:
            self.why_not = str(error)
            return
        if model.has_pipe("ner"):
            self._model = model
        else:
            self.why_not = f"The language model '{language_model}' has no entity recogniser."

    def spans(self, texts: Iterable[str]) -> Iterator[list[Span]]:
        """The places of entities in each text."""
        if self._model is None:
            yield from ([] for _ in texts)
            return
        # Recognisers trained apart from the tagger need none of these; without them the reading is twice as fast.
        unused = [name for name in NEVER_NEEDED if self._model.has_pipe(name)]
        for doc in self._model.pipe(texts, disable=unused):
            yield [(entity.start_char, entity.end_char) for entity in doc.ents if entity.label_ in LABELS]

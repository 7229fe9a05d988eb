"""The JSON Schema of a codebook, by which editors complete and check while people type."""

from __future__ import annotations

from typing import Any

from pipeline.codebook.fields import CHANGE_FIELDS, CODE_FIELDS, CODEBOOK_FIELDS, CUE_FIELDS, PASSAGE_FIELDS, Field
from pipeline.codebook.patterns import FLAG_KEYS, KEYS

Schema = dict[str, Any]

_ID = r"^[^\s!-,./:-@\[-\^`{-~]{1,100}$"
"""Ids, for editors: their `\\w` knows ASCII letters only, so that the signs which no id has are named instead."""
_TEXT: Schema = {"type": ["string", "number", "null"]}
_TEXTS: Schema = {"type": ["array", "string", "number", "null"], "items": {"type": ["string", "number"]}}


def json_schema() -> Schema:
    """JSON Schema 2020-12 of a codebook file. What it refuses, the loader refuses too (ids of codes aside)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "crosscase codebook",
        **_object(CODEBOOK_FIELDS),
        "required": ["codes"],
        "$defs": {
            "code": {**_object(CODE_FIELDS), "type": ["object", "null"]},
            "cues": {**_object(CUE_FIELDS), "type": ["object", "null"]},
            "change": {**_object(CHANGE_FIELDS), "required": ["in", "how"]},
            "passage": {
                **_object(PASSAGE_FIELDS),
                "type": ["object", "null"],
                "required": list(PASSAGE_FIELDS),
            },
            "token": {
                "type": "object",
                "properties": {key: _token_key(key) for key in KEYS},
                "additionalProperties": False,
            },
        },
    }


def _object(fields: dict[str, Field]) -> Schema:
    properties = {name: {"description": of.says, **_value(of)} for name, of in fields.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _value(of: Field) -> Schema:
    if of.choices:
        return {"enum": [*of.choices, None]}
    return {
        "text": _TEXT,
        "texts": _TEXTS,
        "flag": {"type": ["boolean", "null"]},
        "cues": {"$ref": "#/$defs/cues"},
        "passage": {"$ref": "#/$defs/passage"},
        "codes": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": _ID},
            "additionalProperties": {"$ref": "#/$defs/code"},
        },
        "changes": {
            "anyOf": [
                {"$ref": "#/$defs/change"},
                {"type": "array", "items": {"$ref": "#/$defs/change"}},
                {"type": "null"},
            ]
        },
        "patterns": {
            "type": ["array", "null"],
            "items": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/token"}},
        },
    }[of.shape]


def _token_key(key: str) -> Schema:
    if key in FLAG_KEYS:
        return {"type": "boolean"}
    if key == "LENGTH":
        return {"type": ["integer", "object"]}
    return {"type": "string"} if key == "OP" else {"type": ["string", "object"]}

"""The schema that editors use says what the loader does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from codebook_files import problems_in
from ruamel.yaml import YAML

from pipeline.codebook.fields import CODE_FIELDS, CODEBOOK_FIELDS, CUE_FIELDS, RECORD_NAMES
from pipeline.codebook.schema import json_schema
from pipeline.study.people_files import is_id
from pipeline.study.records import Code, Cues

CODEBOOKS = sorted(Path(__file__).parents[2].glob("codebooks/*.yaml"))
NAMES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def refusals(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> list[str]:
    """What the schema refuses in a value: as much of JSON Schema as our schema uses, no more."""
    known = {"$ref", "type", "enum", "properties", "additionalProperties", "required", "items", "minItems", "anyOf"}
    unknown = set(schema) - known - {"$schema", "$defs", "title", "description", "minProperties", "propertyNames"}
    assert not unknown, f"teach this validator {unknown}"
    if "$ref" in schema:
        return refusals(root["$defs"][schema["$ref"].rpartition("/")[2]], value, root)
    if "anyOf" in schema:
        each = [refusals(one, value, root) for one in schema["anyOf"]]
        return [] if [] in each else [refusal for found in each for refusal in found]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{value!r} is none of {schema['enum']}"]
    types = schema.get("type", [])
    if types and not any(is_of(one, value) for one in ([types] if isinstance(types, str) else types)):
        return [f"{value!r} is no {types}"]
    found: list[str] = []
    if isinstance(value, dict) and "properties" in schema | {"properties": schema.get("additionalProperties")}:
        others = schema.get("additionalProperties", True)
        for key, inner in value.items():
            one = schema.get("properties", {}).get(key, others)
            found += [f"unknown {key}"] if one is False else refusals(one, inner, root) if isinstance(one, dict) else []
        found += [f"{key} is missing" for key in schema.get("required", []) if key not in value]
    if isinstance(value, list):
        found += [refusal for item in value for refusal in refusals(schema.get("items", {}), item, root)]
        found += ["too short"] if len(value) < schema.get("minItems", 0) else []
    return found


def is_of(name: str, value: Any) -> bool:
    if name in ("number", "integer"):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, NAMES[name])


@pytest.mark.parametrize(
    "code_id", ["trust", "trust-1", "доверие", "信頼", "हिन्दी", "my trust", "a.b", "a/b", "a[b", "a^", "~a", ""]
)
def test_the_schema_takes_the_ids_that_the_loader_takes(code_id: str):
    named = json_schema()["properties"]["codes"]["propertyNames"]["pattern"]

    assert bool(re.search(named, code_id)) is is_id(code_id)


@pytest.mark.skipif(not CODEBOOKS, reason="no codebook is shipped in this copy")
@pytest.mark.parametrize("path", CODEBOOKS, ids=lambda path: path.name)
def test_shipped_codebooks_fit_the_schema(path: Path):
    assert refusals(json_schema(), YAML(typ="safe").load(path), json_schema()) == []


@pytest.mark.parametrize(
    "yaml",
    [
        "codes: {a: {nme: x}}",
        "verzion: 1\ncodes: {a: {definition: d}}",
        "codes: {a: {kind: theme}}",
        "codes: {a: {cues: {phrase: [x]}}}",
        "codes: {a: {cues: {patterns: [[{LEMA: know}]]}}}",
        "codes: {a: {cues: {patterns: [[]]}}}",
        "codes: {a: {is_codable: perhaps}}",
        "codes: {a: text}",
        "version: '1'",
    ],
)
def test_what_the_schema_refuses_the_loader_refuses_too(yaml: str):
    assert refusals(json_schema(), YAML(typ="safe").load(yaml), json_schema())
    assert any(problem.is_fault for problem in problems_in(yaml))


def test_every_field_of_the_loader_is_in_the_schema_with_a_description():
    schema = json_schema()
    for fields, properties in (
        (CODEBOOK_FIELDS, schema["properties"]),
        (CODE_FIELDS, schema["$defs"]["code"]["properties"]),
        (CUE_FIELDS, schema["$defs"]["cues"]["properties"]),
    ):
        assert list(properties) == list(fields)
        assert all(one["description"] for one in properties.values())


def test_every_field_of_the_records_can_be_written():
    assert {RECORD_NAMES.get(name, name) for name in CODE_FIELDS} | {"code_id", "line"} == set(Code.__slots__)
    assert set(CUE_FIELDS) == set(Cues.__slots__)


def test_every_field_is_explained_to_research_assistants():
    text = (Path(__file__).parents[2] / "docs" / "codebook.md").read_text(encoding="utf-8")

    assert [name for name in (*CODEBOOK_FIELDS, *CODE_FIELDS, *CUE_FIELDS) if f"`{name}`" not in text] == []


def test_the_schema_is_json():
    assert json.loads(json.dumps(json_schema())) == json_schema()

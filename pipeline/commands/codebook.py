"""`crosscase codebook …`: codebooks."""

from __future__ import annotations

import json

import typer

from pipeline.commands.printing import command_group


def register(app: typer.Typer) -> None:
    """Add this family of commands."""
    group = command_group("codebook", "Codebooks.", app)
    group.command("schema")(schema)


def schema() -> None:
    """Print the JSON Schema of a codebook, for completion in editors."""
    from pipeline.codebook.schema import json_schema

    print(json.dumps(json_schema(), ensure_ascii=False, indent=2))

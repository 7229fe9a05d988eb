"""The ranking exercise of one case in its memo, and the sheet that is laid before its members."""

from __future__ import annotations

from pathlib import Path

from tests.memos.reading import sentence_count if False else None  # noqa

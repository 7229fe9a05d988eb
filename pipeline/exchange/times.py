"""Times of other tools as the study writes them: UTC, to the second."""

from __future__ import annotations

from datetime import UTC, datetime


def utc(written: str) -> str:
    """`2021-12-01T10:03:11Z` of a time in ISO form; one that names no zone is taken for UTC. '' of anything else."""
    try:
        moment = datetime.fromisoformat(written.strip().replace("Z", "+00:00"))
    except ValueError:
        return ""
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if 1900 <= moment.year <= 9999 else ""

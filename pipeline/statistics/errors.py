"""What a statistic raises when the data cannot give it; each text says why, in words a memo can print."""

from __future__ import annotations


class UndefinedStatisticError(ValueError):
    """The number does not exist for these data."""


class UndefinedAgreementError(UndefinedStatisticError):
    """No unit was coded twice, or nothing varied, so that chance could not have produced anything else."""


class UndefinedRankingError(UndefinedStatisticError):
    """Too few respondents or items, or nobody preferred anything."""


class UndefinedCorrelationError(UndefinedStatisticError):
    """An intraclass correlation of ratings that do not vary, or of fewer than two targets or raters."""


class UndefinedShareError(UndefinedStatisticError):
    """A share of nothing, or an interval from too few clusters."""


class UndefinedCoverageError(UndefinedStatisticError):
    """Code coverage of too few transcripts, or of a base without codes."""


class UnusableMembershipError(ValueError):
    """A set membership of 0.5 (neither in nor out), or outside 0..1."""


class TooManyModelsError(ValueError):
    """A truth table with more tied models than can be listed."""

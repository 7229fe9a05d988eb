"""Pages of the team's own reasoning: exhibits, contrasts, and how lists, tiers and propositions came about."""

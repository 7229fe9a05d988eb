"""The three desks of the page: index, analytic, team."""

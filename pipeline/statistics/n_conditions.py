"""How many conditions a study of some cases can carry in a qualitative comparative analysis; without numpy."""

# Eight make 256 combinations already, nearly all of them without a case in a study of a few.
LARGEST_N_CONDITIONS = 8


def most_conditions(n_cases: int) -> int:
    """The largest number of conditions whose combinations so many cases could fill: three for nine cases."""
    return max(1, n_cases.bit_length() - 1)

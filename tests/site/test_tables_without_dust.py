"""Tables are written without binary dust, and a share stays the one division that it is."""

from pipeline.site.export import as_csv


def test_a_column_of_numbers_has_no_dust_and_a_share_keeps_its_last_bit():
    rows = [{"share": 0.5000000000000001}, {"share": 1.1e-16}, {"share": 1 / 3}, {"share": 2}, {"share": None}]

    assert as_csv(["share"], rows).split() == ["share", "0.5", "0.0", repr(1 / 3), "2", '""']

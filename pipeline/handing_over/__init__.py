"""A finished run in other people's hands: the workbook, quotations, Parquet and the data package."""

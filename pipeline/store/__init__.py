"""The only folder that knows DuckDB."""

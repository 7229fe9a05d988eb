"""`crosscase stats`: one statistic on anybody's table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.printing import FILES_NEED_A_HAND, Json, listed, print_json, stop_as_data
from pipeline.study.problems import FilesNeedAHand


def register(app: typer.Typer) -> None:
    """Add this family of commands."""
    app.command()(stats)


def stats(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="agreement, unitize, exact, configurations, ranking, icc, saturation or prevalence.",
        ),
    ],
    table: Annotated[Path, typer.Option("--table", metavar="FILE.csv", help="The table, as CSV.")],
    as_json: Json = False,
    metric: Annotated[str, typer.Option(help="agreement: nominal, ordinal, interval or ratio.")] = "nominal",
    cluster: Annotated[
        str | None, typer.Option(metavar="C", help="agreement: column of what is resampled whole.")
    ] = None,
    outcome: Annotated[
        str | None, typer.Option(metavar="C", help="exact, configurations: column of the outcome.")
    ] = None,
    order: Annotated[str, typer.Option(metavar="LIST", help="exact: tiers from worst to best, commas between.")] = "",
    predictor: Annotated[
        list[str] | None, typer.Option(metavar="C", help="exact: a column; may be given several times.")
    ] = None,
    block: Annotated[str | None, typer.Option(metavar="C", help="exact: the attribute held constant.")] = None,
    conditions: Annotated[str, typer.Option(metavar="LIST", help="configurations: columns, commas between.")] = "",
    cut: Annotated[float, typer.Option(help="configurations: the least consistency of a row.")] = 0.8,
    expect: Annotated[
        str, typer.Option(metavar="LIST", help="configurations: 1, 0 or - a condition, commas between.")
    ] = "",
    negate: Annotated[
        bool, typer.Option("--negate", help="configurations: explain the absence of the outcome.")
    ] = False,
    base: Annotated[int, typer.Option(help="saturation: transcripts in the base.")] = 4,
    run: Annotated[int, typer.Option(help="saturation: transcripts in a run.")] = 2,
    alternative: Annotated[
        str, typer.Option(help="exact: two-sided, greater or less; rules p_holm and p_maxt.")
    ] = "two-sided",
    length: Annotated[
        float | None, typer.Option(metavar="L", help="unitize: how long the text is, as start and end are counted.")
    ] = None,
) -> None:
    """Compute one statistic on anybody's table."""
    from pipeline.user_tables.run_statistic import StatisticOptions, run_statistic

    options = StatisticOptions(
        metric=metric,
        cluster=cluster,
        outcome=outcome,
        order=listed(order),
        predictor=tuple(predictor or ()),
        block=block,
        conditions=listed(conditions),
        cut=cut,
        expect=listed(expect),
        negate=negate,
        base=base,
        run=run,
        alternative=alternative,
        length=length,
    )
    try:
        result = run_statistic(name, table, options)
    except FilesNeedAHand as error:
        if not as_json:
            raise
        print_json(stop_as_data(error, table=str(table)))
        raise typer.Exit(FILES_NEED_A_HAND) from None
    if as_json:
        print_json(result)
        return
    for key, value in result.items():
        print(f"{key}: {json.dumps(value, ensure_ascii=False)}")

"""Datasets: merged reports, as published by collectors, and the questions that can be asked of them."""

from __future__ import annotations

from gotelemetry._answers import adoption as _adoption
from gotelemetry._answers import compare as _compare
from gotelemetry._answers import overview as _overview
from gotelemetry._answers import percentiles as _percentiles
from gotelemetry._answers import questions as _questions
from gotelemetry._answers import release_health as _release_health
from gotelemetry._answers import stacks as _stacks
from gotelemetry._plots import comparison_plots as _comparison_plots
from gotelemetry._plots import html_report as _html_report
from gotelemetry._plots import plots as _plots
from gotelemetry._reader import Reader


class Dataset(Reader):
    """The reports of many machines, merged: newline-delimited JSON, one report per line.

    Opening a dataset only finds its files. Each table reads them again, on all cores, and needs memory only for that
    table. Reading releases the GIL and can be interrupted with Ctrl-C.

    Example:
        >>> dataset = gotelemetry.Dataset.open("2026-11-*.json.gz")
        >>> counters = dataset.counters(programs=["cmd/go"])
        >>> counters.num_rows
        2

    Attributes:
        paths: the files, in reading order.
    """

    # The questions and plots have their own modules.
    names = _overview.names
    describe = _overview.describe
    share = _questions.share
    trend = _questions.trend
    top_stacks = _stacks.top_stacks
    charts = _questions.charts
    charts_json = _questions.charts_json
    compare = _compare.compare
    changes = _compare.changes
    percentiles = _percentiles.percentiles
    adoption = _adoption.adoption
    releases = _adoption.releases
    crash_rate = _adoption.crash_rate
    release_health = _release_health.release_health
    report = _html_report.report
    plot_share = _plots.plot_share
    plot_trend = _plots.plot_trend
    plot_top_stacks = _plots.plot_top_stacks
    plot_charts = _plots.plot_charts
    plot_compare = _comparison_plots.plot_compare
    plot_changes = _comparison_plots.plot_changes
    plot_percentiles = _comparison_plots.plot_percentiles
    plot_adoption = _comparison_plots.plot_adoption
    plot_crash_rate = _comparison_plots.plot_crash_rate

    def __repr__(self) -> str:
        return f"<gotelemetry.Dataset of {len(self.paths)} files>"

    def _repr_html_(self) -> str:
        """Shows in a notebook what it is. Reads no file."""
        return _overview.as_html(self)

"""The columnar store: tables of a dataset as folders of Parquet files, a folder for each report day.

    STORE/counters/week=2026-11-18/part-….parquet      likewise stacks, programs, reports
    STORE/counters/_index.parquet                      which of their rows have which program and chart
    STORE/_gotelemetry.json                            which datasets are in it

`layout` finds the files of tables, also of folders that other programs wrote; `read` reads them, what the `index` knows
through `indexed` and the rest through `unindexed`, in `piece`s; `write` makes and extends a store, with `entries` to know
what is there twice; `replace` puts a whole new folder in the place of an old one.
"""

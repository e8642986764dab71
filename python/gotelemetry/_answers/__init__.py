"""The questions that can be asked of a dataset.

`selection` is what a question reads; `tally` counts distinct reports by group, bucket and week; `intervals` is what an
estimate is worth; `order` and `amounts` are the order and the size of buckets. The rest answer questions.
"""

"""Random datasets for tests of properties: small, and full of what is rare."""

import hypothesis
import hypothesis.strategies as st
from datasets import line, report

PROGRAMS = ("example.com/tool", "cmd/go", "")
CHARTS = ("tool/runs", "tool/editor", "größe", "a\\b\"c")
WEEKS = ("2026-11-18", "2026-11-22", "2026-11-23", "1999-12-31")

_texts = st.sampled_from(["v1.0.0", "v1.2.3", "devel", "", "版本"])
_counts = st.integers(0, 2**63 - 1)
_names = st.builds(lambda chart, bucket: chart + bucket, st.sampled_from(CHARTS),
                   st.sampled_from(["", ":", ":vim", ":emacs", ":a:b"]) | st.text(max_size=5).map(":{}".format))
_stack_names = st.builds(lambda name, frames: "\n".join([name, *frames]), st.sampled_from(CHARTS),
                         st.lists(st.sampled_from(["main.f:+1,+0x2", "lib.g:=7"]), max_size=3))
_entries = st.fixed_dictionaries({
    "Program": st.sampled_from(PROGRAMS), "Version": _texts, "GoVersion": _texts, "GOOS": _texts, "GOARCH": _texts,
    "Counters": st.dictionaries(_names.filter(lambda name: "\n" not in name), _counts, max_size=5),
    "Stacks": st.dictionaries(_stack_names, _counts, max_size=2)})
# Few distinct Xs, so that reports are repeated.
_reports = st.builds(lambda x, entries, week: report(x, *entries, week=week),
                     st.integers(1, 8).map(lambda n: n / 8), st.lists(_entries, max_size=3), st.sampled_from(WEEKS))
datasets = st.lists(_reports, max_size=12).map(lambda reports: [line(item) for item in reports])
fast = hypothesis.settings(max_examples=40, deadline=None, derandomize=True)

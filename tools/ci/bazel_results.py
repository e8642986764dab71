"""Counts the test cases of one `bazel test` run from its build event file.

  bazel test --build_event_json_file=FILE ...
  bazel_results.py FILE

Prints the tests' warnings, for example about parts that cannot run on this machine, then the line
`N passed, N failed`. A test target without a readable log of its cases counts as one case, and so does a
target that could not be built or run. Exit status 1 if anything failed or nothing was recorded.
"""

import json
import sys
import urllib.parse
import urllib.request
import xml.etree.ElementTree

_PASSED = ("PASSED", "FLAKY")


def _path(uri):
    return urllib.request.url2pathname(urllib.parse.urlparse(uri).path)


def _read_log(uri):
    return xml.etree.ElementTree.parse(_path(uri)).getroot()


def count_cases(log):
    """Returns (passed, failed) for a test.xml's root element; skipped cases count as neither."""
    passed = failed = 0
    for case in log.iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is None and case.get("status") != "notrun":
            passed += 1
    return passed, failed


def _count_target(target_passed, logs):
    passed = failed = 0
    for uri in logs:
        try:
            log_passed, log_failed = count_cases(_read_log(uri))
        except (OSError, xml.etree.ElementTree.ParseError):
            continue
        passed += log_passed
        failed += log_failed
    if target_passed:
        return max(passed, 1), 0
    return passed, max(failed, 1)


def count_events(events):
    """Returns (passed, failed) for an iterable of build events (dicts)."""
    logs = {}
    verdicts = {}
    for event in events:
        kind = event.get("id", {})
        if "testResult" in kind and "testResult" in event:
            outputs = event["testResult"].get("testActionOutput", [])
            uris = [output["uri"] for output in outputs if output["name"] == "test.xml"]
            if event["testResult"].get("status") == "PASSED" or not logs.get(kind["testResult"]["label"]):
                # Of several attempts at a test, one that passed counts, else the first.
                logs[kind["testResult"]["label"]] = uris
        elif "testSummary" in kind and "testSummary" in event:
            label = kind["testSummary"]["label"]
            verdicts[label] = event["testSummary"].get("overallStatus") in _PASSED
        elif "targetCompleted" in kind and not event.get("completed", {}).get("success"):
            verdicts.setdefault(kind["targetCompleted"]["label"], False)
    counts = [_count_target(ok, logs.get(label, [])) for label, ok in verdicts.items()]
    return sum(passed for passed, _ in counts), sum(failed for _, failed in counts)


def find_warnings(events):
    """Returns a line for each line that a test wrote to its $TEST_WARNINGS_OUTPUT_FILE, with the test's label."""
    found = []
    for event in events:
        for output in event.get("testResult", {}).get("testActionOutput", []):
            if output["name"] != "test.warnings":
                continue
            with open(_path(output["uri"]), encoding="utf-8") as lines:
                found += [f"{event['id']['testResult']['label']}: {line.rstrip()}" for line in lines]
    return found


def main(argv):
    if len(argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(argv[1], encoding="utf-8") as lines:
            events = [json.loads(line) for line in lines]
        for warning in find_warnings(events):
            print(f"WARNING: {warning}")
        passed, failed = count_events(events)
    except OSError as error:
        print(f"bazel_results: {error}", file=sys.stderr)
        passed = failed = 0
    if passed == failed == 0:
        failed = 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))

"""Counts the test cases of one `bazel test` run from its build event file.

  bazel test --build_event_json_file=FILE ...
  bazel_results.py FILE

Prints `N passed, N failed`. A test target without a readable log of its cases counts as one case, and so does a
target that could not be built or run. Exit status 1 if anything failed or nothing is recorded.
"""

import json
import sys
import urllib.parse
import urllib.request
import xml.etree.ElementTree

_PASSED = ("PASSED", "FLAKY")


def _read_log(uri):
    path = urllib.request.url2pathname(urllib.parse.urlparse(uri).path)
    return xml.etree.ElementTree.parse(path).getroot()


def count_cases(log):
    """Returns (passed, failed) of a test.xml's root element; skipped cases are in neither."""
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
    """Returns (passed, failed) over an iterable of build events (dicts)."""
    logs = {}
    verdicts = {}
    for event in events:
        kind = event.get("id", {})
        if "testResult" in kind and "testResult" in event:
            outputs = event["testResult"].get("testActionOutput", [])
            uris = [output["uri"] for output in outputs if output["name"] == "test.xml"]
            if event["testResult"].get("status") == "PASSED" or not logs.get(kind["testResult"]["label"]):
                # Of several attempts at one test the last one counts.
                logs[kind["testResult"]["label"]] = uris
        elif "testSummary" in kind and "testSummary" in event:
            label = kind["testSummary"]["label"]
            verdicts[label] = event["testSummary"].get("overallStatus") in _PASSED
        elif "targetCompleted" in kind and not event.get("completed", {}).get("success"):
            verdicts.setdefault(kind["targetCompleted"]["label"], False)
    counts = [_count_target(ok, logs.get(label, [])) for label, ok in verdicts.items()]
    return sum(passed for passed, _ in counts), sum(failed for _, failed in counts)


def main(argv):
    if len(argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(argv[1], encoding="utf-8") as lines:
            passed, failed = count_events(json.loads(line) for line in lines)
    except OSError as error:
        print(f"bazel_results: {error}", file=sys.stderr)
        passed = failed = 0
    if passed == failed == 0:
        failed = 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))

"""Runs the examples and the notebook on a real dataset."""

import json
import os
import pathlib
import subprocess
import sys

import matplotlib.image
import nbformat
import pypi_packages
import pytest
from nbclient import NotebookClient

import gotelemetry

EXAMPLES = pathlib.Path("python/examples").absolute()
DATA = pathlib.Path("report/chart/testdata/charts").absolute()
PNG = b"\x89PNG\r\n"

SCRIPTS = {
    "which_editors.py": (["editors.png", "editors_over_time.png"], "vscode-insiders"),
    "what_crashes.py": (["crashes.png"], "gopls/bug: 16 reports"),
    "can_we_drop_it.py": (["old_compilers.png"], "reports with a program built by Go before 1.21"),
}


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    """The environment of someone who has installed the package."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path / "matplotlib"))
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.parametrize("script", SCRIPTS)
def test_script_answers_its_question(script, tmp_path):
    pictures, answer = SCRIPTS[script]
    done = subprocess.run([pypi_packages.PYTHON, EXAMPLES / script, str(DATA / "*.json.gz"), tmp_path],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert answer in done.stdout
    for picture in pictures:
        assert (tmp_path / picture).read_bytes().startswith(PNG)


def test_a_report_with_several_builds_is_counted_once(tmp_path):
    builds = [{"Program": "p", "GoVersion": version, "GOOS": "linux"} for version in ("go1.20", "go1.22", "devel")]
    reports = [{"Week": "2026-11-18", "X": x / 10, "Programs": builds if x < 4 else builds[1:]} for x in range(1, 7)]
    data = tmp_path / "day.json"
    data.write_text("".join(json.dumps(report) + "\n" for report in reports))
    done = subprocess.run([pypi_packages.PYTHON, EXAMPLES / "can_we_drop_it.py", data, tmp_path],
                          capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[1].split() == ["linux", "3", "of", "6"]


def test_gallery_has_a_picture_of_every_plot(tmp_path):
    done = subprocess.run([pypi_packages.PYTHON, "-W", "error", EXAMPLES / "gallery.py", tmp_path / "gallery"],
                          env={**os.environ, "MPLBACKEND": "Agg"}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    plots = {name.removeprefix("plot_") for name in dir(gotelemetry.Dataset) if name.startswith("plot_")}
    pictures = {path.stem for path in (tmp_path / "gallery").glob("*.png")}
    # plot_charts needs a config.
    assert plots - {"charts"} <= pictures
    assert all((tmp_path / "gallery" / f"{name}.png").read_bytes().startswith(PNG) for name in pictures)
    assert "v1.11.0" in (tmp_path / "gallery" / "report.html").read_text(encoding="utf-8")
    # Those that python/README.md shows are as they are drawn now.
    shown = sorted((EXAMPLES / "gallery").glob("*.png"))
    assert len(shown) == 4
    for picture in shown:
        stored, drawn = (matplotlib.image.imread(path) for path in (picture, tmp_path / "gallery" / picture.name))
        assert stored.shape == drawn.shape and abs(stored - drawn).mean() < 0.002, f"copy {picture.name} from the gallery"


def test_every_script_is_run():
    scripts = {path.name for path in EXAMPLES.glob("[a-z]*.py")} - {pathlib.Path(__file__).name}
    assert scripts == {*SCRIPTS, "gallery.py"}


def _kernel(directory):
    """Installs the description of a kernel that runs in the locked environment's interpreter."""
    folder = directory / "kernels" / "python3"
    folder.mkdir(parents=True)
    command = [pypi_packages.PYTHON, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (folder / "kernel.json").write_text(json.dumps({"argv": command, "display_name": "Python", "language": "python"}))


def test_notebook_runs_and_shows_what_it_has_stored(tmp_path, monkeypatch):
    _kernel(tmp_path)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setenv("GOTELEMETRY_EXAMPLE_DATA", str(DATA / "*.json.gz"))
    stored = nbformat.read(EXAMPLES / "first_look.ipynb", as_version=4)
    ran = NotebookClient(nbformat.from_dict(json.loads(json.dumps(stored))), timeout=120,
                         kernel_name="python3").execute(cwd=str(tmp_path))
    assert [_outputs(cell) for cell in ran.cells] == [_outputs(cell) for cell in stored.cells]
    assert sum("image/png" in output.get("data", {}) for cell in ran.cells for output in cell.get("outputs", ())) >= 2


def _outputs(cell):
    """Returns the texts that a cell shows, and the types of its other outputs."""
    return [output.get("text") or sorted(output["data"]) + [output["data"].get("text/plain", "")[:40]]
            for output in cell.get("outputs", ())]

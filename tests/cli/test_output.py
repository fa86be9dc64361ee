"""What is written: whole or not at all, and in one clear line why not. And Ctrl-C at any time."""

from __future__ import annotations

import errno
import os
import re
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import iot_jobs_spec
from iot_jobs_spec.cli import BadInput
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.cli.output import require_writable, write_output
from iot_jobs_spec.model.profiles import PROFILES

PROGRAM = [
    sys.executable,
    "-c",
    "import sys; from iot_jobs_spec.cli.main import main; sys.exit(main())",
]
CALLS = """{"operation": "CreateJob", "request": {"jobId": "j", "targets": ["t"], \
"document": "{}"}, "answer": {"response": {"jobId": "j"}}}\n"""
SIGNALS = [
    ("SIGINT", 130, "interrupted"),
    ("SIGTERM", 143, "terminated"),
    ("SIGHUP", 129, "hung up"),
]
PRINTING = {
    "help": ["--help"],
    "version": ["--version"],
    "explain": ["explain", "CancelJob"],
    "explain as JSON": ["explain", "CancelJob", "--format", "json"],
    "parameter": ["explain", "CancelJob", "--parameter", "force"],
    "verify": ["verify"],
    "explore": ["explore", "--jobs", "1", "--things", "1"],
    "diff": ["diff", "core", "full"],
    "audit": ["audit", "calls.jsonl"],
    "choices": ["serve", "--choices"],
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the commands run, with a recording."""
    (tmp_path / "calls.jsonl").write_text(CALLS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, **given: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *arguments], text=True, check=False, **given)


def assert_one_line(done: subprocess.CompletedProcess[str], says: str) -> None:
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("iot-jobs-spec: "), done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert says in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("case", PRINTING)
def test_a_full_standard_output_is_one_line(case: str) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = run(*PRINTING[case], stdout=full, stderr=subprocess.PIPE)
    assert_one_line(done, "cannot write to standard output: No space left on device")


@pytest.mark.parametrize("case", ["help", "explain", "diff"])
def test_a_closed_standard_output_is_one_line(case: str) -> None:
    script = 'exec "$@" >&-'
    done = subprocess.run(
        ["bash", "-c", script, "bash", *PROGRAM, *PRINTING[case]],
        stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    assert_one_line(done, "standard output is closed")


@pytest.mark.slow
@pytest.mark.parametrize("case", ["help", "explain", "diff", "choices", "audit"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_leaves_ends_the_command_silently(case: str, unbuffered: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    env = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    done = run(*PRINTING[case], stdout=writing, stderr=subprocess.PIPE, env=env)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


def test_a_pipe_that_breaks_elsewhere_is_no_reader_that_left(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def working(*_: object) -> int:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr("iot_jobs_spec.cli.verify.run", working)
    monkeypatch.setattr("iot_jobs_spec.cli.main._drop_stdout", lambda: None)
    assert main(["verify"]) == 2
    assert "Broken pipe" in capfd.readouterr().err


def test_a_closed_standard_error_puts_no_message_among_the_output() -> None:
    done = subprocess.run(
        ["bash", "-c", 'exec "$@" 2>&-', "bash", *PROGRAM, "explain", "nothing"],
        stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")


WRITING = {
    "audit": ["audit", "calls.jsonl"],
    "explore": ["explore", "--jobs", "1", "--things", "1"],
    "diff": ["diff", "core", "core"],
}


@pytest.mark.parametrize("case", WRITING)
def test_a_report_replaces_the_old_one_and_the_result_is_printed(
    case: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = folder / "report"
    report.write_text("old", encoding="utf-8")
    report.chmod(0o640)
    assert main([*WRITING[case], "--output", "report"]) == 0
    assert report.read_text(encoding="utf-8") not in ("", "old")
    assert stat.S_IMODE(report.stat().st_mode) == 0o640
    assert sorted(path.name for path in folder.iterdir()) == ["calls.jsonl", "report"]
    printed = capsys.readouterr().out
    assert printed.endswith("The whole report: report\n") or case == "diff"
    assert all(len(line) <= 100 for line in printed.splitlines())


@pytest.mark.parametrize("case", WRITING)
def test_a_disk_that_is_full_keeps_the_old_report(case: str, folder: Path) -> None:
    report = folder / "report"
    report.write_text("old", encoding="utf-8")

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))

    done = run(
        *WRITING[case], "--output", "report", preexec_fn=small_files, capture_output=True,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert_one_line(done, "cannot write report: ")
    assert report.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in folder.iterdir()) == ["calls.jsonl", "report"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("x" * 300, "File name too long"),
        (".", "it is a folder"),
        ("no/such/report", "there is no folder"),
        ("calls.jsonl/report", "there is no folder"),
        ("loop", "ymlink loop|ymbolic link"),
        ("nul\0byte", "null (byte|character)"),
    ],
)
def test_what_cannot_be_written_is_said_before_the_work(
    name: str, reason: str, folder: Path
) -> None:
    (folder / "loop").symlink_to("loop")
    with pytest.raises(BadInput, match=reason) as caught:
        require_writable(name)
    assert len(str(caught.value)) < 300
    assert "\0" not in str(caught.value)


def test_a_link_stays_a_link(folder: Path) -> None:
    (folder / "link").symlink_to("target")
    write_output("new", "link")
    assert (folder / "link").is_symlink()
    assert (folder / "target").read_text(encoding="utf-8") == "new"


def test_a_pipe_without_a_reader_does_not_wait(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with pytest.raises(BadInput, match="cannot write pipe: nobody reads this pipe"):
        write_output("report", "pipe")


def test_a_pipe_with_a_reader_gets_all(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    text, read = "report\n" * 100_000, []
    # Opened for both, it has a reader from the start.
    handle = os.open(folder / "pipe", os.O_RDWR)
    reader = Thread(target=lambda: read.append(os.read(handle, 10).decode()), daemon=True)
    writer = Thread(target=write_output, args=(text, "pipe"), daemon=True)
    writer.start()
    reader.start()
    reader.join(10)
    left = len(text) - 10
    while left:
        left -= len(os.read(handle, left))
    writer.join(10)
    os.close(handle)
    assert read == [text[:10]]


def test_a_full_device_is_one_line() -> None:
    with pytest.raises(BadInput, match="cannot write /dev/full: No space left on device"):
        write_output("report", "/dev/full")


def interrupted(*arguments: str, importing: str) -> subprocess.CompletedProcess[str]:
    """The command with Ctrl-C while it imports a module."""
    script = f"""
import builtins, os, signal, sys
usual = builtins.__import__
def watched(name, *given):
    if name == {importing!r}:
        builtins.__import__ = usual
        os.kill(os.getpid(), signal.SIGINT)
    return usual(name, *given)
from iot_jobs_spec.cli.main import main
builtins.__import__ = watched
sys.exit(main())
"""
    return subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "importing"),
    [
        (["explain", "CancelJob"], "statemachine"),
        (["explore", "--jobs", "1", "--things", "1"], "verify.explore"),
        (["check", "--moto"], "systems.moto"),
        (["audit", "calls.jsonl"], "audit.judging"),
        (["diff", "core", "full"], "render.diff.compare"),
    ],
)
def test_ctrl_c_while_something_is_imported_is_one_line(
    arguments: list[str], importing: str
) -> None:
    done = interrupted(*arguments, importing=importing)
    assert (done.returncode, done.stderr) == (130, "iot-jobs-spec: interrupted\n")


def test_the_command_imports_nothing_large_before_it_can_answer_ctrl_c() -> None:
    script = "import sys, iot_jobs_spec.cli.main; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = {name for name in done.stdout.split() if name.startswith("iot_jobs_spec")}
    assert loaded == {
        "iot_jobs_spec",
        "iot_jobs_spec.cli",
        "iot_jobs_spec.cli.main",
        "iot_jobs_spec.render",
        "iot_jobs_spec.stop",
    }


def test_the_package_has_every_name_that_it_promises() -> None:
    for name in iot_jobs_spec.__all__:
        assert getattr(iot_jobs_spec, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'Jobs'"):
        _ = iot_jobs_spec.Jobs  # type: ignore[attr-defined]


def test_ctrl_c_in_the_middle_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def working(*_: object) -> int:
        signal.raise_signal(signal.SIGINT)
        return 0

    monkeypatch.setattr("iot_jobs_spec.cli.verify.run", working)
    assert main(["verify"]) == 130
    assert capfd.readouterr().err == "iot-jobs-spec: interrupted\n"


def test_ctrl_c_that_a_library_reports_as_its_own_error_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def working(*_: object) -> int:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise TypeError("argument 1: KeyboardInterrupt") from None
        return 0

    monkeypatch.setattr("iot_jobs_spec.cli.verify.run", working)
    before = signal.getsignal(signal.SIGINT)
    assert main(["verify"]) == 130
    assert capfd.readouterr().err == "iot-jobs-spec: interrupted\n"
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(("name", "code", "says"), SIGNALS)
def test_a_signal_while_z3_forgets_something_is_one_line(name: str, code: int, says: str) -> None:
    """An exception in ``__del__`` is lost, so the process ends without one."""
    script = f"""
import os, signal, sys
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.verify import prove
class Forgotten:
    def __del__(self):
        os.kill(os.getpid(), signal.{name})
prove.prove = lambda *_: [Forgotten()].clear()
sys.exit(main(["prove"]))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (code, f"iot-jobs-spec: {says}\n")


def test_an_error_of_the_program_is_not_taken_for_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    def working(*_: object) -> int:
        raise TypeError("a fault")

    monkeypatch.setattr("iot_jobs_spec.cli.verify.run", working)
    with pytest.raises(TypeError, match="a fault"):
        main(["verify"])


@pytest.mark.slow
@pytest.mark.parametrize("case", PRINTING)
def test_every_command_works_without_docstrings(case: str) -> None:
    """PYTHONOPTIMIZE=2 leaves out docstrings and assertions."""
    usual, done = (
        run(
            *PRINTING[case],
            capture_output=True,
            env=os.environ | {"PYTHONOPTIMIZE": level, "COLUMNS": "100"},
        )
        for level in ("", "2")
    )
    assert (done.returncode, done.stderr) == (usual.returncode, usual.stderr)
    assert done.stdout.split("seconds")[0] == usual.stdout.split("seconds")[0]


@pytest.mark.parametrize(("name", "code", "says"), SIGNALS)
def test_a_signal_that_asks_any_command_to_end_is_one_line(name: str, code: int, says: str) -> None:
    """It comes before the command has begun its work."""
    script = f"""
import os, signal, sys
from iot_jobs_spec.cli import main
def run(argv):
    os.kill(os.getpid(), signal.{name})
main._run = run
sys.exit(main.main())
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"iot-jobs-spec: {says}\n")


@pytest.mark.parametrize("profile", PROFILES)
def test_an_exploration_accounts_for_every_rule_and_invariant_that_verify_counts(
    profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.txt"
    asked = ("explore", "--jobs", "1", "--things", "1", "--profile", profile)
    assert main([*asked, "--output", str(report)]) == 0
    short, whole = capsys.readouterr().out, report.read_text(encoding="utf-8")
    assert main(["verify", "--profile", profile]) == 0
    counted = capsys.readouterr().out

    rules = int(re.findall(r"(\d+) rules cover", counted)[0])
    reached, beyond = re.findall(r"(\d+) of \d+ rules reached \((\d+) more", short)[0]
    assert int(reached) + int(beyond) == rules
    invariants = int(re.findall(r"(\d+) invariants", counted)[0])
    (hold,), others = re.findall(r"(\d+) of \d+ inv", short), re.findall(r"(\d+) more inv", short)
    assert int(hold) + sum(map(int, others)) == invariants

    def sum_of(kind: str, until: str) -> int:
        part = whole.partition(f"  {kind} ")[2].partition(f"  {until} ")[0]
        return sum(map(int, re.findall(r"^ *(\d+) (?:of|more)", part, re.MULTILINE)))

    assert sum_of("rules", "invariants") == rules
    assert sum_of("invariants", "obligations") == invariants

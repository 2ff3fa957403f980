"""What is said of the steps, to a pipe and through a journal."""

from io import StringIO
from pathlib import Path

from rich.console import Console

from suite.local.progress import Bars, Journal, Lines, Steps, lines_of, replay


def play(steps: Steps) -> None:
    steps.step("jars")
    for done in range(1, 11):
        steps.advance(done, 10)
    steps.step("demo company")
    for done in range(1, 11):
        steps.advance(done, 10, "March")
    steps.finish()


def said(text: str) -> list[str]:
    return [line.partition(":")[0].strip() for line in text.splitlines()]


def test_a_pipe_gets_a_line_a_step_and_some_on_the_way() -> None:
    out = StringIO()
    play(Lines(Console(file=out, width=120)))
    lines = out.getvalue().splitlines()
    assert lines[0] == "  jars: 2 of 10"
    assert lines[4].startswith("jars: ")
    assert lines[5] == "  demo company: 2 of 10 (March)"
    assert lines[-1].startswith("demo company: ")
    assert len(lines) == 10


def test_a_journal_replays_the_same(tmp_path: Path) -> None:
    path, direct, replayed = tmp_path / "up.jsonl", StringIO(), StringIO()
    journal = Journal(path)
    play(journal)
    journal.write(ready=True)
    journal.close()
    play(Lines(Console(file=direct, width=120)))
    steps = Lines(Console(file=replayed, width=120))
    seen = [replay(line, steps) for line in lines_of(path, lambda: False)]
    assert seen[-1] == {"ready": True}
    assert said(replayed.getvalue()) == said(direct.getvalue())


def test_a_journal_that_is_never_begun_ends_with_its_writer(tmp_path: Path) -> None:
    assert list(lines_of(tmp_path / "none", lambda: False)) == []


def test_a_half_written_line_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "up.jsonl"
    path.write_text('{"step": "ja')

    def alive() -> bool:
        with path.open("a") as file:
            file.write('rs"}\n')
        return True

    assert next(lines_of(path, alive)) == '{"step": "jars"}\n'


def test_bars_leave_the_terminal_in_order() -> None:
    out = StringIO()
    bars = Bars(Console(file=out, force_terminal=True, width=100))
    play(bars)
    bars.close()
    assert "demo company" in out.getvalue()
    assert out.getvalue().endswith("\x1b[?25h")  # the cursor is shown again

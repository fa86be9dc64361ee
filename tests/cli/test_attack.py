"""A few rounds of each attack. `make attack` carries out as many as fit into its time."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import attack
from support.effort import THOROUGH

FEW = {"hostile endpoints": 4, "signals": 2, "no room to write": 2}
"""How many rounds of the attacks that start processes, or wait."""


@pytest.mark.slow
@pytest.mark.parametrize("name", attack.ATTACKS)
def test_an_attack_does_no_harm(name: str, tmp_path: Path) -> None:
    count = FEW.get(name, 10) * (2 if THOROUGH else 1)
    found = attack.attacked(name, tmp_path, seeds=iter(range(1, count + 1)))
    assert sum(found.values()) == count


def test_harm_is_told_with_its_seed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(attack, "ATTACKS", {"other sites": attack.other_sites})
    monkeypatch.setattr(attack, "NAMES", ("localhost",))
    assert attack.main(5) == 1
    printed = capsys.readouterr().out
    assert printed.startswith("HARM  other sites: AssertionError")
    assert "the attack 'other sites', seed " in printed
    assert printed.endswith("1 of 1 attacks did harm\n")

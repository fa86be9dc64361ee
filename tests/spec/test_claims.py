"""The claims: complete, well formed, and still what botocore says."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

from iot_jobs_spec import claims
from iot_jobs_spec.claims import BY_FACT, CLAIMS, OUTSIDE, places
from iot_jobs_spec.language.evidence import Basis, Claim, Place
from iot_jobs_spec.verify import botocore_model
from iot_jobs_spec.verify.botocore_model import changed, digest_at, value_at

FACTS = [f"R{number}" for number in range(1, 100)] + [f"A{number}" for number in range(1, 29)]
MODULES = [
    importlib.import_module(f"{claims.__name__}.{module.name}")
    for module in pkgutil.iter_modules(claims.__path__)
]
RESTING_ON_BOTOCORE = sorted(name for name, claim in CLAIMS.items() if claim.places)
SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]+)*\.")


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """A service model to change, in the place of each of botocore's."""
    model: dict[str, object] = {"shapes": {"Job": {"documentation": "<p>A job.</p>"}}}

    def load(service: str) -> Mapping[str, object]:
        return model if service == "iot" else {}

    monkeypatch.setattr(botocore_model, "_model", load)
    return model


@pytest.mark.parametrize("name", RESTING_ON_BOTOCORE)
def test_botocore_has_every_place_of_the_claim(name: str) -> None:
    for place in CLAIMS[name].places:
        assert value_at(place.pointer), f"{name}: nothing stands at {place.pointer}"


@pytest.mark.parametrize("name", RESTING_ON_BOTOCORE)
def test_botocore_says_at_every_place_what_it_said_when_the_claim_was_written(name: str) -> None:
    differing = [place.pointer for place in changed(CLAIMS[name].places)]
    assert not differing, f"read {name} again, botocore has changed {differing}"


def test_a_changed_text_is_noticed(model: dict[str, object]) -> None:
    pointer = "iot#/shapes/Job/documentation"
    place = Place(pointer, digest_at(pointer))
    assert changed([place]) == ()
    model["shapes"] = {"Job": {"documentation": "<p>A job. Or two.</p>"}}
    assert changed([place]) == (place,)


def test_the_order_of_keys_does_not_change_a_digest(model: dict[str, object]) -> None:
    model["shapes"] = {"one": {"a": 1, "b": 2}, "other": {"b": 2, "a": 1}}
    assert digest_at("iot#/shapes/one") == digest_at("iot#/shapes/other")


@pytest.mark.parametrize(
    "pointer",
    [
        "iot#/shapes/NoSuchShape",
        "iot#/shapes/JobStatus/enum/0",
        "iot#/",
        "iot",
        "no-such-service#/shapes/JobStatus",
    ],
)
def test_a_place_that_botocore_does_not_have_is_named(pointer: str) -> None:
    with pytest.raises(LookupError, match=re.escape(pointer)):
        value_at(pointer)


def test_every_fact_and_every_ambiguity_is_a_claim_or_has_a_reason() -> None:
    assert [fact for fact in FACTS if fact not in BY_FACT and fact not in OUTSIDE] == []


def test_no_fact_is_both_a_claim_and_left_out() -> None:
    assert BY_FACT.keys() & OUTSIDE.keys() == set()


def test_only_facts_are_left_out() -> None:
    assert OUTSIDE.keys() <= set(FACTS)


def test_the_claims_of_a_fact_begin_with_its_own() -> None:
    for fact, found in BY_FACT.items():
        assert [claim.fact for claim in found] == [fact, f"{fact}a"][: len(found)]


def test_every_claim_belongs_to_a_fact() -> None:
    assert Counter(claim for found in BY_FACT.values() for claim in found) == Counter(
        CLAIMS.values()
    )


def test_names_equal_the_constants() -> None:
    for name, claim in CLAIMS.items():
        assert claim.name == name
        assert re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*", name)
        assert getattr(claims, name) is claim


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.split(".")[-1])
def test_no_claim_or_place_of_a_module_is_lost(module: ModuleType) -> None:
    path = Path(str(module.__file__))
    assigned = [
        target.id
        for statement in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    ]
    assert [name for name, count in Counter(assigned).items() if count > 1] == []
    found = {name for name in assigned if isinstance(getattr(module, name), Claim)}
    assert found <= CLAIMS.keys()


def test_every_place_is_one_that_a_claim_rests_on() -> None:
    known = {value for value in vars(places).values() if isinstance(value, Place)}
    assert known == {place for claim in CLAIMS.values() for place in claim.places}


def test_no_place_has_two_names() -> None:
    pointers = [value.pointer for value in vars(places).values() if isinstance(value, Place)]
    assert len(pointers) == len(set(pointers))


def test_one_name_for_two_claims_is_rejected() -> None:
    one, other = ModuleType("one"), ModuleType("other")
    vars(one)["JOB_STATUSES"] = vars(other)["JOB_STATUSES"] = CLAIMS["JOB_STATUSES"]
    with pytest.raises(ValueError, match=r"other\.JOB_STATUSES"):
        claims._by_name([one, other])


def test_a_claim_that_calls_itself_otherwise_is_rejected() -> None:
    module = ModuleType("module")
    vars(module)["STATUSES"] = CLAIMS["JOB_STATUSES"]
    with pytest.raises(ValueError, match=r"module\.STATUSES calls itself JOB_STATUSES"):
        claims._by_name([module])


def test_what_a_claim_says_is_one_sentence() -> None:
    assert [name for name, claim in CLAIMS.items() if not SENTENCE.fullmatch(claim.says)] == []


def test_no_two_claims_say_the_same() -> None:
    assert len({claim.says for claim in CLAIMS.values()}) == len(CLAIMS)


def test_a_reason_is_one_sentence() -> None:
    assert [fact for fact, reason in OUTSIDE.items() if not SENTENCE.fullmatch(reason)] == []


def test_a_claim_names_its_source() -> None:
    assert [name for name, claim in CLAIMS.items() if not re.search(r"\w", claim.where)] == []


def test_what_is_documented_in_a_reference_made_from_the_model_has_its_places() -> None:
    made_from_model = re.compile(r"\b(boto3|botocore iot|CLI cancel-job|HTTP)\b")
    assert [
        name
        for name, claim in CLAIMS.items()
        if claim.basis is Basis.DOCUMENTED
        and made_from_model.search(claim.where)
        and not claim.places
    ] == []


def test_an_inferred_claim_and_no_other_names_what_it_follows_from() -> None:
    for name, claim in CLAIMS.items():
        inferred = claim.basis is Basis.INFERRED
        assert claim.where.startswith("follows from") == inferred, name
        assert set(re.findall(r"\b[RA]\d+\b", claim.where)) <= BY_FACT.keys(), name


def test_a_name_tells_whether_the_claim_is_unspecified() -> None:
    for name, claim in CLAIMS.items():
        asks = name.startswith(("WHICH_", "WHETHER_", "WHEN_")) or name.endswith("_OPEN")
        assert asks == (claim.basis is Basis.UNSPECIFIED), name


def test_the_claims_do_without_botocore_until_it_is_asked() -> None:
    script = (
        "import sys, iot_jobs_spec.claims, iot_jobs_spec.verify.botocore_model\n"
        "sys.exit('botocore' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)

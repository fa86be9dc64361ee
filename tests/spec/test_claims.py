"""The claims: complete, well formed, with sources, and still in agreement with botocore."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from string import ascii_lowercase
from types import ModuleType

import pytest

from iot_jobs_spec import claims
from iot_jobs_spec.claims import BY_FACT as CORE_BY_FACT
from iot_jobs_spec.claims import CLAIMS as CORE_CLAIMS
from iot_jobs_spec.claims import DOCUMENTS as CORE_DOCUMENTS
from iot_jobs_spec.claims import FULL_BY_FACT as BY_FACT
from iot_jobs_spec.claims import FULL_CLAIMS as CLAIMS
from iot_jobs_spec.claims import (
    FURTHER_DOCUMENTS,
    OUTSIDE,
    OUTSIDE_OF_FULL,
    claims_of,
    documents,
    named_in,
    places,
    premises,
    sources,
)
from iot_jobs_spec.language.evidence import (
    Basis,
    Claim,
    Place,
    documented,
    inferred,
    name_claims,
    observed,
    unspecified,
)
from iot_jobs_spec.verify import botocore_model
from iot_jobs_spec.verify.botocore_model import changed, digest_at, value_at

FACTS = [f"R{number}" for number in range(1, 158)] + [f"A{number}" for number in range(1, 29)]
MODULES = [
    importlib.import_module(f"{claims.__name__}.{module.name}")
    for module in pkgutil.iter_modules(claims.__path__)
]
DOCUMENTS = (*CORE_DOCUMENTS, *FURTHER_DOCUMENTS)
PROFILES = pytest.mark.parametrize(
    ("by_fact", "outside"),
    [(CORE_BY_FACT, OUTSIDE), (BY_FACT, OUTSIDE_OF_FULL)],
    ids=["core", "full"],
)
RESTING_ON_BOTOCORE = sorted(name for name, claim in CLAIMS.items() if claim.places)
COPIED = 7
"""A run of this many words that a claim shares with a text of botocore counts as copied."""
SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]+)*\.")


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """A small service model that a test can change, loaded instead of botocore's."""
    model: dict[str, object] = {"shapes": {"Job": {"documentation": "<p>A job.</p>"}}}

    def load(service: str) -> Mapping[str, object]:
        return model if service == "iot" else {}

    monkeypatch.setattr(botocore_model, "_model", load)
    return model


@pytest.mark.parametrize("name", RESTING_ON_BOTOCORE)
def test_botocore_has_every_place_of_the_claim(name: str) -> None:
    for place in CLAIMS[name].places:
        assert value_at(place.pointer), f"{name}: botocore has nothing at {place.pointer}"


@pytest.mark.parametrize("name", RESTING_ON_BOTOCORE)
def test_botocore_has_not_changed_any_place_of_the_claim(name: str) -> None:
    differing = [place.pointer for place in changed(CLAIMS[name].places)]
    assert not differing, f"read {name} again, botocore has changed {differing}"


def test_a_changed_text_changes_the_digest(model: dict[str, object]) -> None:
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
def test_a_missing_place_is_named_in_the_error(pointer: str) -> None:
    with pytest.raises(LookupError, match=re.escape(pointer)):
        value_at(pointer)


@PROFILES
def test_every_fact_and_every_ambiguity_is_a_claim_or_has_a_reason(
    by_fact: Mapping[str, object], outside: Mapping[str, str]
) -> None:
    assert [fact for fact in FACTS if fact not in by_fact and fact not in outside] == []
    assert by_fact.keys() <= set(FACTS)


@PROFILES
def test_no_fact_is_both_a_claim_and_out_of_scope(
    by_fact: Mapping[str, object], outside: Mapping[str, str]
) -> None:
    assert by_fact.keys() & outside.keys() == set()
    assert outside.keys() <= set(FACTS)


def test_the_profile_full_has_the_claims_of_the_core_and_more() -> None:
    assert CORE_CLAIMS.items() < CLAIMS.items()
    assert claims_of("core") == CORE_CLAIMS
    assert claims_of("full") == CLAIMS
    core = {document for k in CORE_CLAIMS.values() for document in named_in(k.where)}
    assert core == set(CORE_DOCUMENTS)


def test_the_claims_of_a_fact_begin_with_its_own() -> None:
    for fact, found in BY_FACT.items():
        numbers = [fact, *(f"{fact}{letter}" for letter in ascii_lowercase)][: len(found)]
        assert all(number in k.facts for number, k in zip(numbers, found, strict=True)), fact


def test_every_claim_belongs_to_a_fact() -> None:
    found = [number for claim in CLAIMS.values() for number in claim.facts]
    assert len(found) == len(set(found))
    assert Counter(claim for found in BY_FACT.values() for claim in found) == {
        claim: len(claim.facts) for claim in CLAIMS.values()
    }


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


def test_a_claim_uses_every_place() -> None:
    known = {value for value in vars(places).values() if isinstance(value, Place)}
    assert known == {place for claim in CLAIMS.values() for place in claim.places}


def test_no_place_has_two_names() -> None:
    pointers = [value.pointer for value in vars(places).values() if isinstance(value, Place)]
    assert len(pointers) == len(set(pointers))


@pytest.mark.parametrize("made", [documented, observed, inferred, unspecified])
def test_a_claim_is_named_after_its_constant(made: Callable[..., Claim]) -> None:
    place = Place("iot#/shapes/Job", "0")
    claim = made("R90 A4", "boto3 delete_job", "It is so.", place)
    assert name_claims({"module": {"IT_IS_SO": claim, "DIGITS": 16}}) == {"IT_IS_SO": claim}
    assert claim.name == "IT_IS_SO"
    assert claim.basis.value.lower() == made.__name__
    assert (claim.fact, claim.facts, claim.places) == ("R90", ("R90", "A4"), (place,))


def test_a_claim_with_two_names_is_rejected() -> None:
    claim = documented("R1", "botocore iot", "It is so.")
    with pytest.raises(ValueError, match=r"other\.OTHER is the claim ONE already"):
        name_claims({"one": {"ONE": claim}, "other": {"OTHER": claim}})


def test_one_name_for_two_claims_is_rejected() -> None:
    one, other = (documented("R1", "botocore iot", f"It is {so}.") for so in ("so", "otherwise"))
    with pytest.raises(ValueError, match=r"other\.NAME is the name of another claim already"):
        name_claims({"one": {"NAME": one}, "other": {"NAME": other}})


def test_a_claim_without_a_name_is_rejected() -> None:
    claim = documented("R1", "botocore iot", "It is so.")
    with pytest.raises(ValueError, match=r"no constant holds the claim of R1: It is so\."):
        name_claims({"module": {"CLAIMS": (claim,)}})


def test_a_claim_says_one_sentence() -> None:
    assert [name for name, claim in CLAIMS.items() if not SENTENCE.fullmatch(claim.says)] == []


def test_no_two_claims_say_the_same() -> None:
    assert len({claim.says for claim in CLAIMS.values()}) == len(CLAIMS)


def test_a_reason_is_one_sentence() -> None:
    reasons = {*OUTSIDE.values(), *OUTSIDE_OF_FULL.values()}
    assert [reason for reason in reasons if not SENTENCE.fullmatch(reason)] == []


def test_a_claim_names_a_document_or_a_fact() -> None:
    for name, claim in CLAIMS.items():
        assert named_in(claim.where) or premises(claim), name
        assert sources(claim), name


def test_a_claim_names_documents_by_their_titles_only() -> None:
    named = re.compile(r"boto|\bCLI\b|HTTP|guide|README|SDK|Greengrass|freertos|\.java\b|\.py\b")
    for name, claim in CLAIMS.items():
        assert not named.search(documents.TITLES.sub("", claim.where)), name


def test_the_longest_title_names_the_document() -> None:
    where = "boto3 cancel_job_execution, force, contradicts botocore iot-jobs-data, DetailsMap"
    assert [document.title for document in named_in(where)] == [
        "boto3 cancel_job_execution",
        "botocore iot-jobs-data",
    ]


def test_every_document_is_a_source_of_a_claim() -> None:
    named = {document for claim in CLAIMS.values() for document in named_in(claim.where)}
    assert named == set(DOCUMENTS)


def test_no_document_is_there_twice() -> None:
    assert len({document.title for document in DOCUMENTS}) == len(DOCUMENTS)
    assert len({document.url for document in DOCUMENTS}) == len(DOCUMENTS)


def test_a_document_has_a_public_address_and_what_was_read() -> None:
    for document in DOCUMENTS:
        assert re.fullmatch(r"https://(docs\.aws\.amazon\.com|github\.com)/\S+", document.url)
        assert re.search(r"\d{4}-\d{2}|\b20\d{2}\b|\d+\.\d+\.\d+", document.read), document


def test_an_inferred_claim_has_the_sources_of_its_premises() -> None:
    claim = CLAIMS["LEFTOVER_CANCELABLE_BY_FORCE"]
    assert [premise.fact for premise in premises(claim)] == ["R63", "R42"]
    assert [document.title for document in sources(claim)] == [
        "boto3 cancel_job_execution",
        "HTTP CancelJobExecution",
        "developer guide, manage-job-cli",
        "amazon-freertos-examples issue 4",
    ]


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_copies_no_sentence_of_botocore(name: str) -> None:
    words = re.findall(r"\w+", CLAIMS[name].says.lower())
    runs = {" ".join(words[at : at + COPIED]) for at in range(len(words) - COPIED + 1)}
    assert not runs & copyable()


@cache
def copyable() -> frozenset[str]:
    """Every run of `COPIED` words in the documentation of both models."""
    found: set[str] = set()
    for service in ("iot", "iot-jobs-data"):
        for kind in ("operations", "shapes"):
            for text in texts(value_at(f"{service}#/{kind}")):
                words = re.findall(r"\w+", re.sub(r"<[^>]+>", "", text).lower())
                found.update(
                    " ".join(words[at : at + COPIED]) for at in range(len(words) - COPIED + 1)
                )
    return frozenset(found)


def texts(value: object) -> Iterator[str]:
    """Every documentation text within a part of a model."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            if name == "documentation" and isinstance(part, str):
                yield part
            else:
                yield from texts(part)


def test_a_claim_documented_in_a_generated_reference_has_its_places() -> None:
    made_from_model = re.compile(r"\b(boto3|botocore iot|CLI cancel-job|HTTP)\b")
    assert [
        name
        for name, claim in CLAIMS.items()
        if claim.basis is Basis.DOCUMENTED
        and made_from_model.search(claim.where)
        and not claim.places
    ] == []


def test_only_inferred_claims_name_their_premises() -> None:
    for name, claim in CLAIMS.items():
        follows = claim.basis is Basis.INFERRED
        assert claim.where.startswith("follows from") == follows, name
        assert follows or not premises(claim), name


def test_only_unspecified_claims_have_a_question_as_their_name() -> None:
    for name, claim in CLAIMS.items():
        asks = name.startswith(("WHICH_", "WHETHER_", "WHEN_"))
        assert asks == (claim.basis is Basis.UNSPECIFIED), name


def test_importing_the_claims_does_not_import_botocore() -> None:
    script = (
        "import sys, iot_jobs_spec.claims, iot_jobs_spec.verify.botocore_model\n"
        "sys.exit('botocore' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)

"""The registry of things: create, describe and delete them, as far as jobs need it."""

from __future__ import annotations

from typing import NotRequired, TypedDict
from uuid import NAMESPACE_URL, uuid5

from ..errors import RESOURCE_ALREADY_EXISTS, RESOURCE_NOT_FOUND, VERSION_CONFLICT
from .operation import Call, Members, outside
from .problems import Problem
from .state import Thing


class ThingInput(TypedDict):
    """What DescribeThing reads."""

    thingName: str


class _Attributes(TypedDict, total=False):
    attributes: dict[str, str]


class CreateThingInput(ThingInput):
    """What CreateThing reads."""

    attributePayload: NotRequired[_Attributes]


class DeleteThingInput(ThingInput):
    """What DeleteThing reads."""

    expectedVersion: NotRequired[int]


def create_thing(call: Call, given: CreateThingInput) -> Members:
    """Create a thing. A thing with the same name and attributes may exist already."""
    for member in ("thingTypeName", "billingGroupName"):
        if member in given:
            raise outside(f"CreateThing with {member}")
    name = given["thingName"]
    attributes = given.get("attributePayload", {}).get("attributes", {})
    thing = call.state.things.get(name)
    if thing is None:
        thing = call.state.things[name] = Thing(name, call.arn("thing", name), attributes)
    elif thing.attributes != attributes:
        raise Problem(
            RESOURCE_ALREADY_EXISTS.code, f"Thing {name} already exists with other attributes"
        )
    return {"thingName": name, "thingArn": thing.arn, "thingId": _id(thing)}


def describe_thing(call: Call, given: ThingInput) -> Members:
    """Describe a thing."""
    thing = _thing(call, given["thingName"])
    return {
        "defaultClientId": thing.name,
        "thingName": thing.name,
        "thingId": _id(thing),
        "thingArn": thing.arn,
        "attributes": thing.attributes,
        "version": thing.version,
    }


def delete_thing(call: Call, given: DeleteThingInput) -> Members:
    """Delete a thing, unless it has an execution that is not terminal.

    In the service such an execution becomes REMOVED, which the spec leaves out.
    """
    thing = _thing(call, given["thingName"])
    expected = given.get("expectedVersion")
    if expected is not None and expected != thing.version:
        raise Problem(
            VERSION_CONFLICT.code, f"Thing {thing.name} has version {thing.version}, not {expected}"
        )
    if call.state.busy(thing.name):
        raise outside(f"Deleting thing {thing.name} while it has an execution that is not terminal")
    del call.state.things[thing.name]
    return {}


def _thing(call: Call, name: str) -> Thing:
    thing = call.state.things.get(name)
    if thing is None:
        raise Problem(RESOURCE_NOT_FOUND.code, f"Thing {name} was not found")
    return thing


def _id(thing: Thing) -> str:
    return str(uuid5(NAMESPACE_URL, thing.arn))

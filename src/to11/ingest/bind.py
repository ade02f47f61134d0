"""A token's project is the spans' project: `project.id` is set on every resource, and overwritten where a client set
it, on the resource or on a span (product law 1.2)."""

from collections.abc import Iterable

from google.protobuf.internal.containers import RepeatedCompositeFieldContainer
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource

from to11.model.genai import PROJECT_ID


def bind_resource(resource: Resource, project_id: str) -> None:
    """Set `project.id`, once, in the place where the client put it or else at the end."""
    found = overwrite(resource.attributes, project_id)
    if found == 0:
        resource.attributes.add(key=PROJECT_ID).value.string_value = project_id
    elif found > 1:
        _keep_first(resource.attributes)


def overwrite(attributes: Iterable[KeyValue], project_id: str) -> int:
    """Overwrite `project.id` wherever it stands; how often it stood there."""
    found = 0
    for attribute in attributes:
        if attribute.key == PROJECT_ID:
            attribute.value.Clear()
            attribute.value.string_value = project_id
            found += 1
    return found


def _keep_first(attributes: "RepeatedCompositeFieldContainer[KeyValue]") -> None:
    seen = False
    kept: list[KeyValue] = []
    for attribute in attributes:
        if attribute.key == PROJECT_ID:
            if seen:
                continue
            seen = True
        kept.append(attribute)
    copies = [KeyValue.FromString(attribute.SerializeToString()) for attribute in kept]
    del attributes[:]
    attributes.extend(copies)

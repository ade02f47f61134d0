"""A token's project is the spans' project, whatever a client sent."""

from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource

from to11.ingest.bind import bind_resource, overwrite


def pairs(resource: Resource) -> list[tuple[str, str]]:
    return [(attribute.key, attribute.value.string_value) for attribute in resource.attributes]


def test_it_is_added_where_it_was_not_sent() -> None:
    resource = Resource()
    resource.attributes.add(key="service.name").value.string_value = "app"
    bind_resource(resource, "proj_mine")
    assert pairs(resource) == [("service.name", "app"), ("project.id", "proj_mine")]


def test_it_is_overwritten_in_place_whatever_its_kind() -> None:
    resource = Resource()
    resource.attributes.add(key="project.id").value.int_value = 7
    resource.attributes.add(key="service.name").value.string_value = "app"
    bind_resource(resource, "proj_mine")
    assert pairs(resource) == [("project.id", "proj_mine"), ("service.name", "app")]


def test_of_several_one_remains() -> None:
    resource = Resource()
    for value in ("a", "b", "c"):
        resource.attributes.add(key="project.id").value.string_value = value
        resource.attributes.add(key=value).value.string_value = value
    bind_resource(resource, "proj_mine")
    assert pairs(resource) == [("project.id", "proj_mine"), ("a", "a"), ("b", "b"), ("c", "c")]


def test_on_a_span_nothing_is_added() -> None:
    attributes = [KeyValue(key="other")]
    assert overwrite(attributes, "proj_mine") == 0
    assert attributes == [KeyValue(key="other")]

from to11.model.inference import BlobPart, FilePart, TextPart, ToolCallResponsePart, UriPart
from to11.wire.contents import at, has_image


def test_an_address_and_what_a_data_url_holds() -> None:
    assert at("https://x.test/a.png", "image") == UriPart("image", "https://x.test/a.png")
    assert at("data:image/png;base64,QUJD", "image") == BlobPart("image", "QUJD", "image/png")
    assert at("data:,a%20b", "document") == BlobPart("document", "YSBi")


def test_images_are_found_also_in_what_a_tool_gave() -> None:
    assert has_image([TextPart("a"), FilePart("image", "file_1")])
    assert has_image([ToolCallResponsePart([TextPart("a"), BlobPart("image", "QUJD")])])
    assert not has_image([BlobPart("document", "QUJD"), ToolCallResponsePart({"image": 1}), {"type": "image"}])

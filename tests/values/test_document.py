"""A document holds text; what is no text is refused where it is made."""

import pytest

from garner import Document
from garner.errors import InputError


@pytest.mark.parametrize(
    ("name", "text", "words"), [("a", None, "text of document 'a'"), ("a", b"x", "bytes"), (5, "x", "the id")]
)
def test_a_document_of_something_else_than_text_is_refused(name: object, text: object, words: str) -> None:
    with pytest.raises(InputError, match=words):
        Document(name, text)  # type: ignore[arg-type]

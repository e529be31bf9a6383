"""Keys come from the environment or a file, and show themselves nowhere."""

import copy
import pickle
from pathlib import Path

import pytest

from garner.errors import NotConfigured
from garner.models.keys import Key, find_key, is_local, public_address

SECRET = "sk-0123456789abcdef"


def test_the_order_is_file_option_then_variables_then_file_variable(tmp_path: Path) -> None:
    (tmp_path / "option").write_text("from-option\n")
    (tmp_path / "variable").write_text("from-file-variable\nsecond line\n")
    environment = {
        "GARNER_API_KEY": "from-garner",
        "OPENAI_API_KEY": "from-openai",
        "GARNER_API_KEY_FILE": str(tmp_path / "variable"),
    }
    found = []
    for name in [None, "GARNER_API_KEY", "OPENAI_API_KEY", "GARNER_API_KEY_FILE"]:
        environment.pop(name or "", None)
        key = find_key(tmp_path / "option" if name is None else None, environment)
        found.append(key and key.reveal())
    assert found == ["from-option", "from-openai", "from-file-variable", None]


def test_blank_variables_count_as_unset() -> None:
    assert find_key(None, {"GARNER_API_KEY": "  ", "OPENAI_API_KEY": ""}) is None


def test_a_key_does_not_show_itself() -> None:
    key = Key(SECRET)
    assert SECRET not in f"{key} {key!r} {[key]}"
    assert key.hide_in(f"wrong key {SECRET}!") == "wrong key [key]!"
    for way in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError):
            way(key)


def test_a_placeholder_does_not_blank_out_words() -> None:
    assert Key("no").hide_in("not now") == "not now"


@pytest.mark.parametrize("content", ["", "\nsecret-sesame", "schlüssel", "sesame\x00open"])
def test_a_key_file_without_a_key_is_refused_without_showing_it(tmp_path: Path, content: str) -> None:
    (tmp_path / "key").write_text(content)
    with pytest.raises(NotConfigured) as caught:
        find_key(tmp_path / "key", {})
    assert content.strip() == "" or content.strip() not in str(caught.value)


def test_a_key_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match="absent"):
        find_key(tmp_path / "absent", {})


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:8000/v1", True),
        ("http://127.0.0.1/v1", True),
        ("http://127.1.2.3/v1", True),
        ("http://[::1]:80/v1", True),
        ("http://box.localhost/v1", True),
        ("https://api.openai.com/v1", False),
        ("http://localhost.evil.example/v1", False),
        ("http://10.0.0.1/v1", False),
    ],
)
def test_this_machine_is_told_from_others(url: str, local: bool) -> None:
    assert is_local(url) is local


def test_an_address_is_shown_without_its_secrets() -> None:
    assert public_address("https://me:pass@h.example:8443/v1?api-key=abc#x") == "https://h.example:8443/v1"
    assert public_address("http://[::1]:8000/v1") == "http://[::1]:8000/v1"

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garner.errors import NotConfigured
from garner.files import Note, Unreadable, count_documents, read_documents
from garner.files.decoding import decode
from garner.values import Document


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def put(name: str, data: bytes | str) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return name


def read(*paths: str | Path, encoding: str | None = None, input_format: str | None = None, stdin: bytes = b"") -> list[object]:
    return list(read_documents(paths, encoding=encoding, input_format=input_format, stdin=io.BytesIO(stdin)))


def only(*paths: str | Path, encoding: str | None = None, stdin: bytes = b"") -> Document:
    [document] = read(*paths, encoding=encoding, stdin=stdin)
    assert isinstance(document, Document)
    return document


def codes(items: list[object]) -> list[str]:
    return [
        item.id if isinstance(item, Document) else f"!{item.code}"
        for item in items
        if isinstance(item, Document | Unreadable | Note)
    ]


def test_line_ends_and_trailing_space_are_kept_as_they_are() -> None:
    assert only(put("a.txt", "one\r\ntwo\rthree\n\n ")).text == "one\r\ntwo\rthree\n\n "
    assert only(put("b.md", "# Head\r\n*x*")).text == "# Head\r\n*x*"


def test_ids_are_paths_relative_to_the_working_folder(tmp_path: Path) -> None:
    put("in/a.txt", "x")
    for path in ("in/a.txt", "./in/a.txt", tmp_path / "in" / "a.txt"):
        document = only(path)
        assert (document.id, document.source) == ("in/a.txt", "in/a.txt")


def test_a_folder_is_read_in_sorted_order_without_hidden_files_and_says_what_it_left_out() -> None:
    for name in ("in/b.txt", "in/a.md", "in/.hidden.txt", "in/.git/x.txt", "in/c/d.html", "in/e.pdf", "in/f.PDF", "in/g.TXT"):
        put(name, "<p>x</p>")
    items = read("in")
    assert codes(items) == ["in/a.md", "in/b.txt", "in/g.TXT", "in/c/d.html", "!left_out"]
    assert isinstance(items[-1], Note)
    assert items[-1].message == "left out in in: .pdf (2)."


def test_links_to_folders_are_not_followed_and_said_so() -> None:
    put("in/a.txt", "x")
    Path("in/loop").symlink_to(Path("in").absolute())
    items = read("in")
    assert codes(items) == ["in/a.txt", "!left_out"]
    assert isinstance(items[-1], Note)
    assert "links to folders (1)" in items[-1].message


def test_files_to_leave_out_are_passed_over_in_folders() -> None:
    put("in/a.txt", "x")
    put("in/out.jsonl", '{"text": "x"}')
    assert codes(list(read_documents(["in"], leave_out=["./in/out.jsonl"]))) == ["in/a.txt"]
    assert (count_documents(["in"]), count_documents(["in"], ["in/out.jsonl"])) == (2, 1)


def test_documents_are_counted_beforehand_by_files_and_lines() -> None:
    put("in/a.txt", "x")
    put("in/b.jsonl", '{"text": "x"}\n\n{"text": "y"}')
    put("in/c.pdf", "x")
    assert count_documents(["in", "none.txt", "none.jsonl"]) == 3
    assert count_documents(["in", "-"]) is None


def test_what_cannot_be_read_is_named_and_the_others_go_on() -> None:
    put("good.txt", "good")
    put("empty.txt", "")
    put("blank.txt", " \n\t")
    put("image.txt", b"\x89PNG\r\n\x1a\n\x00\x00")
    put("latin.txt", "café".encode("latin-1"))
    put("paper.pdf", b"%PDF-1.7")
    put("data.json", "{}")
    Path("nothing").mkdir()
    names = ["none.txt", "empty.txt", "blank.txt", "image.txt", "latin.txt", "paper.pdf", "data.json", "nothing", "good.txt"]
    items = read(*names)
    assert codes(items) == [
        "!missing_file", "!empty_file", "!empty_file", "!binary_file", "!wrong_encoding", "!unknown_format", "!unknown_format",
        "!empty_folder", "good.txt",
    ]  # fmt: skip
    assert all(
        isinstance(item, Unreadable) and name in item.message and item.hint
        for name, item in zip(names, items[:-1], strict=False)
    )


def test_a_missing_file_is_answered_with_the_closest_name_there() -> None:
    put("article.txt", "x")
    [item] = read("artcle.txt")
    assert isinstance(item, Unreadable)
    assert item.hint == "Did you mean article.txt?"


def test_a_wrong_encoding_names_byte_offset_and_line() -> None:
    put("latin.txt", b"one\ntwo caf\xe9")
    [item] = read("latin.txt")
    assert isinstance(item, Unreadable)
    assert item.message == "latin.txt is not UTF-8: byte 0xE9 at offset 11 (line 2)."
    assert only("latin.txt", encoding="cp1252").text == "one\ntwo café"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_is_no_part_of_the_text(encoding: str) -> None:
    assert only(put("a.txt", "déjà 日本".encode(encoding)), encoding="cp1252").text == "déjà 日本"


def test_utf16_without_a_mark_is_refused_with_the_option_that_reads_it() -> None:
    put("a.txt", "hello there".encode("utf-16-le"))
    [item] = read("a.txt")
    assert isinstance(item, Unreadable)
    assert (item.code, "--encoding utf-16-le" in item.hint) == ("binary_file", True)
    assert only("a.txt", encoding="utf-16-le").text == "hello there"


def test_text_with_some_nul_and_control_characters_is_read_whole() -> None:
    text = "Acme\x00 bought\x07 Bolt.\x1b[31m\x7f"
    assert only(put("a.txt", text)).text == text


def test_a_page_may_name_its_own_encoding() -> None:
    page = '<meta charset="shift_jis"><p>東京</p>'
    assert only(put("a.html", page.encode("shift_jis"))).text == "東京"
    page = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>“x” é</p>'
    assert only(put("b.html", page.encode("cp1252"))).text == "“x” é"
    assert only(put("c.html", "<meta charset=nonsense>é".encode())).text == "é"


def test_a_page_without_visible_text_is_unreadable() -> None:
    assert codes(read(put("a.html", "<script>x</script>"))) == ["!empty_file"]


def test_unknown_encodings_and_formats_are_refused_at_once_with_the_closest_known() -> None:
    with pytest.raises(NotConfigured, match=r"'shift-jsi'. Did you mean shift-jis\?"):
        read_documents([], encoding="shift-jsi")
    with pytest.raises(NotConfigured, match="'base64'"):
        read_documents([], encoding="base64")
    with pytest.raises(NotConfigured, match="Known ones are text, md, jsonl, html"):
        read_documents([], input_format="pdf")


def test_an_input_format_reads_files_of_any_suffix() -> None:
    [document] = read(put("a.log", "<p>x"), input_format="html")
    assert isinstance(document, Document)
    assert document.text == "x"


def test_records_keep_their_ids_and_broken_lines_do_not_stop_the_others() -> None:
    lines = [
        '{"id": "a", "text": "one", "other": [1]}', "", '{"text": "two"}', '{"id": 7, "text": "three"}', "{broken", "[]",
        '{"id": "b"}', '{"text": 5}', '{"id": {}, "text": "x"}', '{"text": " "}', '{"id": "c", "text": "last"}',
    ]  # fmt: skip
    put("in.jsonl", "\n".join(lines))
    items = read("in.jsonl")
    assert codes(items) == [
        "a", "in.jsonl:3", "7", "!bad_record", "!bad_record", "!bad_record", "!bad_record", "!bad_record", "!empty_text", "c",
    ]  # fmt: skip
    assert next(item.path for item in items if isinstance(item, Unreadable)) == "in.jsonl:5"
    assert [item.source for item in items if isinstance(item, Document)][-1] == "in.jsonl:11"


def test_an_invalid_byte_costs_one_record_and_says_where() -> None:
    put("in.jsonl", b'{"text": "one"}\n{"text": "caf\xe9"}\n{"text": "two"}\n')
    items = read("in.jsonl")
    assert codes(items) == ["in.jsonl:1", "!wrong_encoding", "in.jsonl:3"]
    assert isinstance(items[1], Unreadable)
    assert items[1].message == "in.jsonl:2 is not UTF-8: byte 0xE9 at offset 13 of the line."


def test_lone_surrogates_are_kept_and_pairs_are_joined() -> None:
    assert only(put("in.jsonl", '{"text": "a\\ud800b \\ud83d\\ude00"}')).text == "a\ud800b 😀"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_records_may_begin_with_a_byte_order_mark(encoding: str) -> None:
    items = read(put("in.jsonl", '{"id":"a","text":"ä"}\r\n{"id":"b","text":"b"}\r\n'.encode(encoding)))
    assert codes(items) == ["a", "b"]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\x89PNG\r\n"])
def test_a_file_without_records_is_unreadable(data: bytes) -> None:
    assert codes(read(put("in.jsonl", data))) in (["!empty_file"], ["!binary_file"])


def test_ids_that_come_again_are_made_unique_and_said_so() -> None:
    put("in.jsonl", '{"id":"a","text":"1"}\n{"id":"a","text":"2"}\n{"id":"a#2","text":"3"}\n')
    items = read("in.jsonl")
    assert codes(items) == ["a", "!renamed_id", "a#2", "!renamed_id", "a#2#2"]
    put("same.jsonl", '{"id":"a","text":"1"}\n' * 20_000)
    assert codes(read("same.jsonl"))[-1] == "a#20000"


def test_the_same_file_given_twice_is_read_once_and_said_so() -> None:
    put("in/a.txt", "x")
    assert codes(read("in/a.txt", "in")) == ["in/a.txt", "!repeated_file"]


def test_standard_input_is_text_or_records() -> None:
    assert only("-", stdin=b"Acme bought Bolt.").id == "stdin"
    assert codes(read("-", stdin=b'{"text": "one"}\n{"id": "b", "text": "two"}')) == ["stdin:1", "b"]
    assert only("-", stdin=b"{not json}\nsecond").text == "{not json}\nsecond"
    assert codes(read("-", stdin=b"")) == ["!empty_file"]
    assert codes(read("-", stdin=b'{"text": "one"}', input_format="text")) == ["stdin"]


def test_documents_are_read_one_by_one() -> None:
    def endless() -> Iterator[str]:
        yield put("a.txt", "x")
        raise AssertionError("the second path was asked for too early")

    document = next(read_documents(endless()))
    assert isinstance(document, Document)


def test_records_of_a_pipe_come_before_the_pipe_ends() -> None:
    class Pipe(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("the pipe was read to its end")

    line = json.dumps({"text": "one"}).encode() + b"\n"
    document = next(read_documents(["-"], stdin=Pipe(line * 2)))
    assert isinstance(document, Document)
    assert document.text == "one"


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError(5, "Input/output error")])
def test_a_file_that_fails_while_it_is_read_is_named(monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    def fail(path: Path) -> bytes:
        raise error

    put("a.txt", "x")
    monkeypatch.setattr(Path, "read_bytes", fail)
    [item] = read("a.txt")
    assert isinstance(item, Unreadable)
    assert item.code == ("no_permission" if isinstance(error, PermissionError) else "read_error")


def test_twenty_megabytes_are_read_whole() -> None:
    text = "Acme bought Bolt in 2024. 東京で。\n" * 600_000
    assert only(put("big.txt", text)).text == text


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), min_size=1).filter(str.strip))
def test_any_text_without_controls_decodes_to_itself(text: str) -> None:
    decoded = decode(text.encode(), "a.txt")
    assert decoded == text or (isinstance(decoded, Unreadable) and text.startswith(("%PDF-", "{\\rtf")))


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_give_their_exact_text_or_a_reason(data: bytes) -> None:
    decoded = decode(data, "a.txt")
    if isinstance(decoded, str) and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\x00\x00\xfe\xff")):
        assert decoded.encode() == data

"""What a label is called where the networks read it: the same words in training and at run time."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["MOST_EXAMPLES", "choice_text", "label_text"]

MOST_EXAMPLES = 5
"""Example mentions beyond this many are not read."""

_MEANS_LITTLE = frozenset(
    "yes no true false none neither both favor favour against other others unknown neutral positive negative low medium high"
    " good bad はい いいえ その他 なし あり 不明 賛成 反対 是 否 有 无 其他 其它 无关 支持 反对 中立".split()
) | {"in favor", "in favour", "none of these", "not mentioned"}


def label_text(name: str, description: str = "", examples: Sequence[str] = ()) -> str:
    """The words of an entity type, event type, role or relation type; without a name, the examples alone.

    >>> label_text("drug", "a medicine", ["aspirin", "insulin"])
    'drug: a medicine, such as aspirin, insulin'
    """
    text = f"{name}: {description}" if description else name
    shown = ", ".join(examples[:MOST_EXAMPLES])
    return (f"{text}, such as {shown}" if text else shown) if shown else text


def choice_text(task: str, choice: str, description: str = "", *, with_task: bool = False) -> str:
    """The words of one choice of a classification.

    The task stands in front where the choice alone says little ("yes"), or where ``with_task`` says that other tasks of the
    schema have choices of that name.

    >>> choice_text("is spam", "yes"), choice_text("topic", "sport")
    ('is spam: yes', 'sport')
    """
    alone = not with_task and choice.strip().casefold() not in _MEANS_LITTLE
    return label_text(choice if alone else f"{task}: {choice}", description)

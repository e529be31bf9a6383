"""Pydantic classes are schemas whose docstrings are the guidelines."""

import enum
from typing import Literal, Optional

import pytest
from pydantic import BaseModel, ConfigDict, Field

from garner.errors import SchemaError
from garner.schema import Schema


class Company(BaseModel):
    """A business, by its name."""

    name: str = Field(examples=["Acme Corp."])


class MoneyAmount(BaseModel):
    """An amount with its currency."""

    model_config = ConfigDict(title="money")


class Acquired(BaseModel):
    """The head bought the tail."""

    head: Company
    tail: Company | MoneyAmount


class Acquisition(BaseModel):
    """One company buys another."""

    trigger: str = Field(examples=["bought"])
    buyer: Company
    target: list[Company]
    price: Optional[MoneyAmount] = Field(None, description="What was paid")  # noqa: UP045 - the old spelling is used by many
    signed_on: str


class Mood(enum.Enum):
    GOOD = "good"
    BAD = "bad"


class Topic(BaseModel):
    """What it is about."""

    value: list[Literal["politics", "sport"]]


class Tone(BaseModel):
    mood: Mood = Field(description="How it sounds")


def test_each_kind_of_class_becomes_its_part_of_the_schema():
    schema = Schema.from_models(Acquired, Acquisition, Topic, Tone)
    assert schema == Schema.parse(
        """
        labels:
          topic: {choices: [politics, sport], multiple: true, description: What it is about.}
          tone: {choices: [good, bad], description: How it sounds}
        entities:
          company: {description: "A business, by its name.", examples: [Acme Corp.]}
          money: An amount with its currency.
        relations:
          acquired: {head: company, tail: [company, money], description: The head bought the tail.}
        events:
          acquisition:
            description: One company buys another.
            roles: {buyer: company, target: company, price: {types: money, description: What was paid}, signed on: }
            examples: [bought]
        """
    )


def test_classes_that_contain_each_other_are_refused():
    class Person(BaseModel):
        knows: list["Person"]

    with pytest.raises(SchemaError, match="Person -> Person"):
        Schema.from_models(Person)


def test_a_role_cannot_be_a_choice_or_an_event():
    class Sale(BaseModel):
        item: str
        colour: Literal["red", "blue"]

    class Fair(BaseModel):
        sale: Acquisition
        place: str

    with pytest.raises(SchemaError, match=r"Sale\.colour"):
        Schema.from_models(Sale)
    with pytest.raises(SchemaError, match="Acquisition, which is not an entity"):
        Schema.from_models(Fair)


def test_anything_but_a_pydantic_class_is_refused():
    with pytest.raises(SchemaError, match="not a pydantic class"):
        Schema.from_models(str)


@pytest.mark.parametrize("gather", [list, tuple, set])
def test_a_list_of_classes_is_refused_with_what_to_write(gather):
    class Person(BaseModel):
        pass

    with pytest.raises(SchemaError, match=r"from_models\(\*classes\)"):
        Schema.from_models(gather([Person]))

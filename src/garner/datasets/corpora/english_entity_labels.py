"""The labels of English entity corpora as people write them."""

from __future__ import annotations

from collections.abc import Mapping

from garner.datasets.corpora.corpus import Named

__all__ = [
    "BIOMEDICAL",
    "CROSSNER",
    "CYNER",
    "FEW_NERD",
    "FEW_TK",
    "GUM",
    "LITBANK",
    "MATERIALS",
    "MOVIE",
    "PLAIN",
    "RESTAURANT",
    "SCIENCE",
    "STACK_OVERFLOW",
    "WET_LAB",
]

Labels = Mapping[str, str | Named]

PLAIN: Labels = {
    "PER": "person",
    "LOC": "location",
    "ORG": "organization",
    "MISC": Named("miscellaneous", "named entities that are no persons, locations or organizations"),
}

CROSSNER: Labels = {
    "academicjournal": "academic journal",
    "astronomicalobject": "astronomical object",
    "chemicalcompound": "chemical compound",
    "chemicalelement": "chemical element",
    "literarygenre": "literary genre",
    "misc": Named("miscellaneous", "named entities that fit none of the other types"),
    "musicalartist": "musical artist",
    "musicalinstrument": "musical instrument",
    "musicgenre": "music genre",
    "organisation": "organization",
    "politicalparty": "political party",
    "programlang": "programming language",
}

LITBANK: Labels = {
    **PLAIN,
    "FAC": Named("facility", "buildings, rooms and other places made by people"),
    "GPE": Named("geopolitical entity", "places with a population and a government, such as cities and countries"),
    "VEH": "vehicle",
}

GUM: Labels = {
    "abstract": "abstract concept",
    "object": "physical object",
}

CYNER: Labels = {
    "Indicator": Named("indicator of compromise", "hashes, file names, addresses and domains that betray an attack"),
    "System": Named("computer system", "operating systems, software and devices"),
    "Vulnerability": "security vulnerability",
}

MOVIE: Labels = {
    "Opinion": Named("opinion", "how a film was received"),
    "Origin": Named("origin", "what a film is based on"),
    "Plot": Named("plot", "what happens in a film"),
    "Relationship": Named("relationship", "how a film is related to others, such as sequel or remake"),
}

RESTAURANT: Labels = {
    "Amenity": Named("amenity", "what a restaurant offers beside food"),
    "Hours": "opening hours",
}

SCIENCE: Labels = {
    "Process": Named("process", "scientific processes, methods and devices that carry them out"),
    "Material": Named("material", "physical materials and data sets"),
    "Task": Named("task", "problems and goals of research"),
}

BIOMEDICAL: Labels = {
    "Anatomy": "anatomical structure",
    "Cell": "cell",
    "Complex": "protein complex",
    "DNA": "DNA",
    "GENE": "gene or protein",
    "Multi-tissue_structure": "multi-tissue structure",
    "RNA": "RNA",
    "Regulon-operon": "regulon or operon",
    "CID": Named("induces", "the chemical causes the disease"),
}

STACK_OVERFLOW: Labels = {
    "Class_Name": Named("class name", "a class the asker wrote"),
    "Code_Block": "code block",
    "Data_Set_Name": "dataset",
    "Device": "computer device",
    "Error_Name": "error name",
    "Function_Name": Named("function name", "a function the asker wrote"),
    "HTML_XML_Tag": "markup tag",
    "Keyboard_IP": "keyboard key",
    "Language": "programming language",
    "Library": "software library",
    "Library_Class": "class of a library",
    "Library_Function": "function of a library",
    "Library_Variable": "variable of a library",
    "Licence": "software licence",
    "Output_Block": "output block",
    "User_Interface_Element": "user interface element",
    "User_Name": "user name",
    "Value": "literal value",
    "Version": "version number",
}

MATERIALS: Labels = {
    "Amount-Misc": Named("amount in words", "an amount that is not a number with a unit"),
    "Amount-Unit": "unit of amount",
    "Apparatus-Descriptor": "apparatus descriptor",
    "Apparatus-Property-Type": "kind of apparatus property",
    "Apparatus-Unit": "unit of apparatus size",
    "Characterization-Apparatus": Named("characterization apparatus", "what measures the product"),
    "Condition-Misc": Named("experimental condition", "a condition that is not a number with a unit"),
    "Condition-Type": "kind of condition",
    "Condition-Unit": "unit of condition",
    "Material-Descriptor": "material descriptor",
    "Meta": "synthesis method",
    "Nonrecipe-Material": Named("material outside the recipe", "a material that is mentioned but not used"),
    "Operation": "synthesis operation",
    "Property-Misc": Named("material property", "a property that is not a number with a unit"),
    "Property-Type": "kind of property",
    "Property-Unit": "unit of property",
    "Reference": "literature reference",
    "Synthesis-Apparatus": Named("synthesis apparatus", "what makes the product"),
    "roles.Atmospheric_Material": "atmosphere",
    "roles.Participant_Material": "participant",
    "roles.Recipe_Precursor": "precursor",
    "roles.Recipe_Target": "target",
    "roles.Solvent_Material": "solvent",
    "relations.Apparatus_Attr_Of": "size of apparatus",
    "relations.Apparatus_Of": Named("apparatus of", "the apparatus is used in the operation"),
    "relations.Coref_Of": "same as",
    "relations.Next_Operation": Named("followed by", "the first operation is followed by the second"),
    "relations.Type_Of": Named("type of", "the first says what the quantity with this unit is"),
}

WET_LAB: Labels = {
    "Action": "laboratory action",
    "Device": "laboratory device",
    "Generic-Measure": Named("other measure", "a measure that is no amount, concentration, size, speed, temperature or time"),
    "Location": "container or place",
    "Measure-Type": "kind of measure",
    "Mention": Named("reference to something mentioned", "a pronoun or the like"),
    "Method": "laboratory method",
    "Modifier": "modifier",
    "Numerical": "number",
    "Seal": "seal or cover",
    "Speed": "rotation speed",
    "Time": "duration",
    "pH": "pH value",
    "roles.Acts-on": Named("acts on", "what the action is done to"),
    "roles.Commands": Named("commands", "an action that this action demands"),
    "roles.Measure-Type-Link": Named("concerns measure", "a kind of measure the action is about"),
    "roles.Site": Named("site", "where the action happens"),
    "roles.Using": Named("using", "what the action is done with"),
    "relations.Acts-on": Named("acts on", "the action is done to this"),
    "relations.Coreference-Link": "refers to the same as",
    "relations.Count": "done a number of times",
    "relations.Measure": Named("has measure", "the thing comes in this amount, concentration or number"),
    "relations.Meronym": "part of",
    "relations.Mod-Link": "modified by",
    "relations.Of-Type": Named("measures", "the number or measure is of this kind of measure"),
    "relations.Or": "alternative to",
    "relations.Setting": Named("has setting", "the action is done for this long, at this temperature, speed or the like"),
    "relations.Site": Named("takes place at", "the action happens there"),
    "relations.Using": "uses",
}

_FEW_NERD = {
    "art": "broadcastprogram=broadcast program; film; music=musical work; other=work of art; painting; writtenart=written work",
    "building": "airport; hospital; hotel; library; other=building; restaurant; sportsfacility=sports facility; theater",
    "event": "attack/battle/war/militaryconflict=military conflict; disaster; election; other=event; protest;"
    " sportsevent=sports event",
    "location": "GPE=country, city or state; bodiesofwater=body of water; island; mountain; other=location; park;"
    " road/railway/highway/transit=road or railway",
    "organization": "company; education=educational institution; government/governmentagency=government agency;"
    " media/newspaper=media organization; other=organization; politicalparty=political party; religion=religious organization;"
    " showorganization=show organization; sportsleague=sports league; sportsteam=sports team",
    "other": "astronomything=astronomical object; award; biologything=biological entity; chemicalthing=chemical substance;"
    " currency; disease; educationaldegree=educational degree; god=deity; language; law; livingthing=living thing;"
    " medical=medical term",
    "person": "actor; artist/author=artist or author; athlete; director; other=person; politician; scholar; soldier",
    "product": "airplane; car; food; game; other=product; ship; software; train; weapon",
}
_FEW_NERD_DESCRIPTIONS = {
    "biological entity": "proteins, genes, cells and other things of biology that are no living things by themselves",
    "show organization": "bands, orchestras, theatre companies and the like",
}


def _few_nerd() -> Labels:
    """The 66 fine types under both ways of writing them, ``art_film`` and ``art-film``."""
    labels: dict[str, str | Named] = {}
    for coarse, fine in _FEW_NERD.items():
        for entry in fine.split(";"):
            raw, _, name = entry.strip().partition("=")
            named = Named(name or raw, _FEW_NERD_DESCRIPTIONS.get(name, ""))
            labels[f"{coarse}_{raw}"] = labels[f"{coarse}-{raw}"] = named
    return labels


FEW_NERD: Labels = _few_nerd()

_FIELDS = {
    "AI/ML/DL": "machine learning",
    "Application": "application",
    "Classification": "classification",
    "Computer/Vision": "computer vision",
    "Computer/vision": "computer vision",
    "Data/Mining/Information/Retrieval": "data mining or retrieval",
    "Description": "description",
    "Miscellaneous": "other",
    "NLP": "natural language processing",
    "Numerical": "numerical",
    "Ranking": "ranking",
    "Regression": "regression",
    "Statistical/Mathematical": "statistical or mathematical",
    "URL": "URL",
}
_KINDS = {
    "algorithm/tool": "algorithm or tool",
    "dataset": "dataset",
    "domain": "domain",
    "focus": "focus",
    "material": "material",
    "metrics": "metric",
    "result": "result",
    "technique": "technique",
    "term": "term",
}

FEW_TK: Labels = {f"{field}-{kind}": f"{name} {noun}" for field, name in _FIELDS.items() for kind, noun in _KINDS.items()}
"""Every field with every kind of keyphrase; the corpus has 38 of them (two ways to write computer vision are one)."""

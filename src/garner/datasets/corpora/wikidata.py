"""Relations of Wikidata that corpora of Wikipedia text are annotated with: names, and what head and tail are."""

from __future__ import annotations

from garner.datasets.corpora.corpus import Named

__all__ = ["DESCRIBED", "PROPERTIES"]

_TABLE = """
P6 | head of government | the tail leads the government of the head
P17 | country | the sovereign state that the head is or was in
P19 | place of birth | where the head was born
P20 | place of death | where the head died
P22 | father | the tail is the father of the head
P25 | mother | the tail is the mother of the head
P26 | spouse | the two are or were married
P27 | country of citizenship | the tail recognises the head as its citizen
P30 | continent | the continent that the head is part of
P31 | instance of | the head is one example of the class that the tail names
P35 | head of state | the tail is the highest official of the state that the head names
P36 | capital | the tail is the capital of the head
P37 | official language | the tail is an official language of the head
P39 | position held | a public office or position that the head holds or held
P40 | child | the tail is a child of the head
P50 | author | the tail wrote the head
P54 | member of sports team | a team the head plays or played for
P57 | director | the tail directed the head
P58 | screenwriter | the tail wrote the script of the head
P59 | constellation | the part of the sky where the head is seen
P69 | educated at | where the head studied
P86 | composer | the tail wrote the music of the head
P102 | member of political party | a party the head belongs or belonged to
P108 | employer | the head works or worked for the tail
P112 | founded by | the tail founded the head
P118 | league | the league that the head plays in
P123 | publisher | the tail published the head
P127 | owned by | the tail owns the head
P131 | located in the administrative territorial entity | the administrative unit that the head lies in
P136 | genre | the kind of work the head is or makes
P137 | operator | the tail runs the head
P140 | religion | the religion of the head
P150 | contains administrative territorial entity | the tail is an administrative unit directly within the head
P155 | follows | the tail comes right before the head in a series
P156 | followed by | the tail comes right after the head in a series
P159 | headquarters location | where the head has its main office
P161 | cast member | the tail acts in the head
P162 | producer | the tail produced the film or music the head names
P166 | award received | a prize or honour that the head got
P170 | creator | the tail made the head
P171 | parent taxon | the next higher group that the species or group belongs to
P172 | ethnic group | the ethnicity of the head
P175 | performer | the tail performs the head
P176 | manufacturer | the tail makes the product the head names
P177 | crosses | the river, road or valley that a bridge or tunnel goes across
P178 | developer | the tail developed the head
P179 | part of the series | the series that the head belongs to
P186 | material used | what the head is made of
P190 | twinned administrative body | the two places are partner towns
P194 | legislative body | the parliament or council of the head
P205 | basin country | a country that drains into the body of water
P206 | located in or next to body of water | the sea, lake or river at the head
P241 | military branch | the branch of the armed forces that the head belongs to
P264 | record label | the label that publishes the music of the head
P272 | production company | the company that produced the work
P276 | location | where the head is or happens
P279 | subclass of | every example of the head is one of the tail
P344 | director of photography | who was in charge of the camera
P355 | subsidiary | the tail is a company owned by the head
P361 | part of | the head is a part of the tail
P364 | original language of film or TV show | the language the work was made in
P400 | platform | the system the software or game runs on
P403 | mouth of the watercourse | the water that the river flows into
P410 | military rank | the rank of the head
P412 | voice type | the kind of singing voice of the head
P413 | position played on team | what the player plays, such as goalkeeper
P414 | stock exchange | where the shares of the company are traded
P449 | original network | the station that first broadcast the show
P452 | industry | the industry the company works in
P463 | member of | the organisation or group that the head belongs to
P488 | chairperson | the tail presides over the head
P495 | country of origin | the country that the work or product comes from
P509 | cause of death | what the head died of
P527 | has part | the tail is a part of the head
P551 | residence | where the head lives or lived
P569 | date of birth | when the head was born
P570 | date of death | when the head died
P571 | inception | when the head was founded or begun
P576 | dissolved or abolished | when the head ceased to exist
P577 | publication date | when the head was published
P580 | start time | when the head began
P582 | end time | when the head ended
P585 | point in time | when the head took place
P607 | conflict | a war or battle the head took part in
P641 | sport | the sport of the head
P674 | characters | the tail is a character of the work
P676 | lyrics by | the tail wrote the words of the song
P706 | located on terrain feature | the island, mountain or other landform the head lies on
P710 | participant | the tail takes part in the event the head names
P737 | influenced by | the tail influenced the head
P740 | location of formation | where the group or organisation was formed
P749 | parent organization | the tail owns or governs the organisation
P800 | notable work | a well-known work of the head
P807 | separated from | the head began by leaving the tail
P840 | narrative location | where the story is set
P921 | main subject | what the work is about
P937 | work location | where the head was active
P1001 | applies to jurisdiction | the territory that the law, office or institution is for
P1056 | product or material produced | what the head makes
P1198 | unemployment rate | the share of people without work in the head
P1336 | territory claimed by | the tail claims the territory
P1344 | participant of | the event the head took part in
P1365 | replaces | the tail was there before and is replaced by the head
P1366 | replaced by | the tail takes the place of the head
P1376 | capital of | the head is the capital of the tail
P1412 | languages spoken, written or signed | a language that the head uses
P1441 | present in work | the work in which the character appears
P2094 | competition class | the class in which the head competes
P3373 | sibling | the two are brothers or sisters
P101 | field of work | what the head specialises in
P84 | architect | the tail designed the building
P88 | after a work by | the artist whose work the head is based on
P97 | sports season of league or competition | the competition that the head is a season of
P105 | taxon rank | the level of the group among living beings
P106 | occupation | what the head does for a living
P135 | movement | the movement in art or thought that the head belongs to
P306 | operating system | the system that the software runs on
P407 | language of work or name | the language of the head
P460 | said to be the same as | some say the two are the same
P466 | occupant | the tail uses or lives in the building
P750 | distributor | the tail distributes the work
P931 | place served by transport hub | the place that the airport or station serves
P974 | tributary | the tail flows into the head
P991 | successful candidate | the tail won the election
P1303 | instrument | the musical instrument that the head plays
P1346 | winner | the tail won the contest
P1408 | licensed to broadcast to | the place the station is licensed for
P1411 | nominated for | a prize the head was nominated for
P1435 | heritage designation | the status of the monument or site
P1923 | participating team | the tail is a team in the competition
P4552 | mountain range | the range that the mountain belongs to
"""


def _rows() -> list[tuple[str, Named]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in _TABLE.strip().splitlines()]
    return [(number, Named(name, description)) for number, name, description in rows]


PROPERTIES: dict[str, str | Named] = dict(_rows())
"""Every property by its number."""

DESCRIBED: dict[str, str | Named] = {named.name: named for _, named in _rows()}
"""Every property by its name, for corpora that write names."""

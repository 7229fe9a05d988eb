"""Names that are words as well: these are replaced only where they are written as names are."""

from __future__ import annotations

COMMON_WORDS = frozenset(
    """
    abbey ace alto amber angel april art ash aspen august autumn baker banks barber bath battle bay bear bee
    bell berry best bill birch bird bishop black blue bob bond booker boss bourne bow bowman brand bridge
    bridges bright brook brooks brown buck bud buddy burn burns bush butler buzz candy case cash castle chance
    chapel chase cherry china church clay cliff close cloud coach cole cook cooper cotton court crane crow
    crystal dale dark dash dawn day dean deer destiny dick dollar dove drew duke dusty dutch early earl east
    eden ernest faith falls farmer farrow fast field fields finch fisher flint flood flora florence flower
    ford forest foster fountain fox frank france free freeman frost garden gates gay gene gentle georgia
    ginger glad glass glen gold golden good grace grant gray green grey grove guy hale hall hand hardy harmony
    harper hart harvest hawk hay hazel heart heath heather heaven hill hilton holiday holly homer hood hope
    hopes house hunt hunter iris iron island ivory ivy jack jade jasmine jay jean jersey jewel job jordan joy
    judge june junior just justice kay keen key keys king kings kitty knight knox lake lamb lance land lane
    lark laurel law lee less light lily little long love low luck lucky mac major maple march marina mark
    marks marsh mars marshal marshall mason may mayor melody mercy mike mild miles mill miller mills mint miss
    mobile moon moore more morning moss myrtle nash near new nick nice night noble north norm nova oak oaks
    ocean olive opal page pages paige palm pansy paris park parker parks parson pat patience patty peace pearl
    penny pepper perry petty phil piper pit plant polish pond poole pope poppy porter potter power powers
    price pride prince prudence queen rain ram randy ray reading red reed reeves rich riches river rivers rob
    robin rock rocky rod root rose roses rosemary rowan ruby rush rusty sage sally salt sand sandy sawyer
    scout sea sharp shepherd short sierra silver skip skipper sky small smart smith snow sonny south spark
    spring springs star stark steel sterling stone storm story street strong sue summer summers sun sunny swan
    swift tailor taylor teddy temple terry thorn tide tiger tom tony tower town trinity troy true turner
    tuesday unity van vale victor victory viola violet walker wall wallace ward waters wave way weaver webb
    weeks wells west wheeler white will willow wills win winter wise wolf wood woods world worth wren wright
    year young bien blanc chico claro cruz dios flores klein kurz lang leon luz mai mar marin mont paz petit
    reich richter rio rojo roman sol stein stern vogel wolke
    """.split()  # noqa: SIM905 — a list of words is read as a paragraph
)
"""English above all, and some of other languages: `as_written` of names.csv says it of any other name."""

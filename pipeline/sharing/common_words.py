"""Names that are words as well: these are replaced only where they are written as names are."""

from __future__ import annotations

COMMON_WORDS = frozenset(
    """
    ace amber angel april art ash aspen august autumn baker banks barber bath battle bay bear bee bell berry
    best bill birch bird bishop black blue bond booker boss bourne bow brand bridge bridges bright brook brown
    buck bud burn burns bush butler buzz candy case cash castle chance chapel chase cherry china church clay
    cliff close cloud coach cole cook cooper cotton court crane crow crystal dale dark dash dawn day dean deer
    destiny dick dollar dove drew dusty dutch early earl east eden faith falls farmer farrow fast field fields
    finch fisher flint flood flora flower ford forest foster fountain fox frank france free freeman frost
    garden gates gay gene gentle ginger glad glass glen gold golden good grace grant gray green grey grove guy
    hale hall hand hardy harmony harper hart harvest hawk hay heart heath heaven hill holiday hood hope hopes
    house hunt hunter iris iron island ivory jack jersey jewel job joy judge june junior just justice keen key
    keys king kings kitty knight knox lake lamb lance land lane lark laurel law lee less light lily little
    long love low luck lucky major maple march marina mark marks marsh mars marshal marshall mason may mayor
    melody mercy mild miles mill miller mills mint miss mobile moon moore more morning moss myrtle nash near
    new nice night noble north norm nova oak oaks ocean olive opal page pages palm paris park parker parks
    parson patience peace pearl pepper petty piper pit plant polish pond poole pope porter potter power powers
    price pride prince prudence queen rain ram reading red reed rich riches river rivers rock rod root rose
    roses rowan rush sage salt sand sawyer sea sharp short sierra silver skip skipper sky small smart smith
    snow south spark spring springs star steel sterling stone storm story street strong summer summers sun
    sunny swan swift tailor taylor temple thorn tide tiger tony tower town trinity troy true turner tuesday
    unity van vale victor victory viola violet walker wall ward waters wave way weeks wells west white will
    willow wills win winter wise wolf wood woods world worth wren year young bien blanc chico dios flores
    klein kurz lang luz mai mar marin paz petit richter rio rojo roman sol stern
    """.split()  # noqa: SIM905 — a list of words is read as a paragraph
)
"""English above all: `as_written` of names.csv says it of any other name.

Names that are seldom the word (Tom, Ruby) are left out: at the head of a sentence they would stay."""

NEEDING_AN_ARTICLE = frozenset(
    """
    ace angel baker barber bear bee bird bishop bridge brook buck bud bush butler castle cliff cooper crane crow deer
    farmer finch fisher ford forest fountain fox glen grove hall harper hart hawk hill hunter iris king knight lake
    lamb lane lark lily mason mill miller oak parker parson piper poole porter potter prince queen river rose rowan
    sawyer smith swan tailor taylor thorn tiger tower turner walker willow wolf wren
    """.split()  # noqa: SIM905 — as above
)
"""Words for one thing, before which English puts `a` or `the`: with a capital and bare they are names anywhere.

`Miller came late` is no miller. `Will you come`, `Hope helps`, `Parks were closed` stay."""

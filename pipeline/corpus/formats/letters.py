"""Which encoding the bytes of a text are in, by how well their letters fit a language; for files that are not UTF-8.

Each encoding in which all bytes are signs is tried. Its signs beyond ASCII are weighed by how often a language that is
written so has them, by the letters beside them (no language puts `й` between Latin letters, or `³` inside a word), and
by their case. Letters stand in the order of how often they occur; only the order matters, not the counts.
"""

from __future__ import annotations

import codecs
import contextlib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from pipeline.study.dataclass import dataclass

_TYPOGRAPHY = "’“”–…‘—«»\u00a0„‚•€£°‹›½·§©®´™"
_EUROPEAN = {
    "English": _TYPOGRAPHY + "éèïñçöüêá",
    "French": "éàèêç’ôûîâùœëïü«»\u00a0…–—“”",
    "Spanish": "óáíéñ¿ú¡ü“”«»…–’",
    "Portuguese": "ãçéáóêíõúàâôü“”…–’",
    "Italian": "èàùòìé’“”«»…–",
    "German": "üäöß„“–…‚‘’”»«",
    "Dutch": "ëéïöèü’‘“”…–",
    "Nordic": "äåöøæé”’–…»«",
    "Icelandic": "áðíþöéóúæý„“–",
    "Catalan": "àéèóíòçúïü’·«»–",
}
_CENTRAL = {
    "Polish": "łąężśóćńź„”–…’",
    "Czech": "íáěéřčžýšůúťďňó„“–…",
    "Slovak": "áíčžéšýúľťôňďäóŕĺ„“–",
    "Hungarian": "áéőóöíüűú„”–…»«",
    "Romanian": "ăîâşţ„”–…«»",
    "South Slavic": "čšžćđ„“”–…»«",
}
_BALTIC = {"Lithuanian": "ėšųžįčąūę„“–", "Latvian": "āēīšūžņļģčķ„”–", "Estonian": "äõüöšž„“–"}
_TURKISH = {"Turkish": "ıüşçğöİâ“”’…–î"}
_CYRILLIC = {
    "Russian": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёъ«»—…№“”„–\u00a0",
    "Ukrainian": "оанивіертсклудмпязбьгйчхжїєцюшщфґ«»—…’–“”",
    "Bulgarian": "аиоетнрсвлкдпмзъгубчяцщжйшхфюь„“–…",
    "Serbian": "аоиенрсујткдвмпзлгбшчжцњђфћхљџ„“–…",
}
_GREEK = {"Greek": "αοιετςσνηυρκπμλωδγάέήίόχθφύώβξζψϊϋΐ«»·…–’“”"}
_HEBREW = {"Hebrew": "יוהלארתבשםמנכקדעחפטגסזצןךףץ–“”״׳"}
_ARABIC = {
    "Arabic": "اليونمترهبكدعفسةأقحجشطذخصىإضئثزغءظؤآ،؟؛ًٌٍَُِّْ«»ـ",
    "Persian": "ایرندهموتبسکشگخزفعقحجپچطلصآضغژثظئذءأ،؟؛«»\u200c",
}
_THAI = {"Thai": "านรอกเง่มยลว้ดีทัสตะิ์ปบคำหแจพชข็ใไูุโผถซึืณธญฉศภฟษฐฝฎๆ"}
_CHINESE = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方"
    "多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日者意无力它与长把机十民第公此已工使情明"
    "性知全三又关点正业外将两高间由问很最重物手应向头文体美相见被什二等或新己身月话合回特信表化老给次门任常先教儿原东声提立及"
    "比解真论处走几口认条平活更别打四神总何电少才报结反受目再做接必场期直命指区保至队社便决展马科五眼书非则听白却光放即像难且"
    "思王完色路记住告类求北边死张该万拉觉术共确师清今切院让识带争您吗呢啊吧嗯谁怎钱村孩爸妈晚早卖买找帮忙站桥船车房店钟块元岁"
    "這個們來為國說時會對過發後裡裏經麼學當沒動開還樣現從實無與長機點業將兩間問應頭體見話給門東兒聲論處幾認條總電報結場隊"
    "馬書聽則難記類邊張該萬覺術確師讓識帶爭嗎誰錢媽賣買幫橋車鐘塊歲親歡請謝談訪"
)
_JAPANESE = (
    "のいたにしてとなはをでるがかすれまっきこもくさうりよんあそえらわめけどちみつせおばやじだろげびごべゆひずぶへほふぎゃょゅ"
    "ンースルトリアイラックドシレジタフマテロプカサコブムメオニウナミキバデグチパハソボケモエガポピノビダッャュョ"
    "人日一大年出本中見行何私思言会今時上国者手方事自間分前物場生気学業家社話仕聞来子入下的後長高金月二三十"
)
_KOREAN = (
    "이다는에가고을지의하서도은어로기리나를한사자시아인으대그니게라만정들일수해있거보것전장요면부습제여스상었적주연우원조구국러"
    "네동데성마과안말무까때생오저내년떻월했되와비신모드간선방위경던된모더못않없많왔같람집처음제또여기서교어요좋친우"
)
_MARKS_OF_ASIA = "，。？！、：；（）「」『』《》“”‘’…—・　～"
_SHOWN = {
    "cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251", "cp1253": "Windows-1253",
    "cp1254": "Windows-1254", "cp1255": "Windows-1255", "cp1256": "Windows-1256", "cp1257": "Windows-1257",
    "cp874": "Windows-874", "cp932": "Shift-JIS", "cp949": "Korean EUC-KR", "cp950": "Big5", "gb18030": "GB18030",
    "euc_jp": "EUC-JP", "koi8_r": "KOI8-R", "koi8_u": "KOI8-U", "cp866": "DOS 866", "cp850": "DOS 850",
    "mac_roman": "Mac Roman", "mac_cyrillic": "Mac Cyrillic", "iso8859_2": "ISO 8859-2", "iso8859_5": "ISO 8859-5",
    "iso8859_6": "ISO 8859-6", "iso8859_7": "ISO 8859-7", "iso8859_15": "ISO 8859-15",
}  # fmt: skip
# In the order of how often they are met: of two that read alike the first is named, and each is believed a little less
# than the one before it.
_ENCODINGS: Mapping[str, Mapping[str, str]] = {
    "cp1252": _EUROPEAN, "cp1250": _CENTRAL, "cp1251": _CYRILLIC, "gb18030": {"Chinese": _CHINESE},
    "cp932": {"Japanese": _JAPANESE}, "cp949": {"Korean": _KOREAN}, "cp950": {"Chinese": _CHINESE},
    "cp1254": _TURKISH, "cp1253": _GREEK, "cp1256": _ARABIC, "cp1255": _HEBREW, "cp1257": _BALTIC, "cp874": _THAI,
    "mac_roman": _EUROPEAN, "iso8859_15": _EUROPEAN, "iso8859_2": _CENTRAL, "koi8_r": _CYRILLIC, "koi8_u": _CYRILLIC,
    "euc_jp": {"Japanese": _JAPANESE}, "iso8859_7": _GREEK, "iso8859_6": _ARABIC, "iso8859_5": _CYRILLIC,
    "mac_cyrillic": _CYRILLIC, "cp850": _EUROPEAN, "cp866": _CYRILLIC,
}  # fmt: skip
_ASIAN = frozenset(("gb18030", "cp932", "cp949", "cp950", "euc_jp"))
_BELIEF = 0.15
"""What each place in the order costs, as the logarithm of a share."""

_SAMPLE = 6_000
"""Bytes beyond ASCII that are looked at: a language shows in a few hundred."""

DOUBT = 5.0
"""What the likeliest of two guesses must be ahead by (as a logarithm) to be believed without naming the other: on three
sentences each of 32 languages, in 23 encodings, all wrong guesses were ahead by less than 3."""

# Of one sign on average. Talks in 20 languages have -1.9 to -3.6, and -5.3 to -6.6 in Chinese, Japanese and Korean;
# bytes at random -6.6 and -11.
_FITS_NOTHING, _FITS_NOTHING_ASIAN = -6.0, -9.5
_FOREIGN, _UNKNOWN, _IMPOSSIBLE = math.log(0.001), math.log(1e-5), math.log(1e-7)
_RARE_SIGN = math.log(0.4 / 8_000)
"""A Chinese sign, syllable or kana that is not among the usual ones."""

_UPPER = math.log(0.1)
_HIGH = re.compile("[^\x00-\x7f]")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_LINE = re.compile(rb"[^\r\n]+")
_LETTER = re.compile("[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Guess:
    """An encoding, how it is called, the text that it gives, and how likely that is (higher is likelier)."""

    encoding: str
    text: str
    likelihood: float
    n_signs: int

    @property
    def name(self) -> str:
        """`Windows-1251 (cp1251)`: as people call it, and as column `encoding` takes it."""
        return f"{_SHOWN[self.encoding]} ({self.encoding})"

    @property
    def is_writing(self) -> bool:
        """Whether its signs are such as some language has: those of a binary file are none in any encoding."""
        least = _FITS_NOTHING_ASIAN if self.encoding in _ASIAN else _FITS_NOTHING
        return self.likelihood / max(1, self.n_signs) > least


def guesses(data: bytes) -> Iterator[Guess]:
    """The encodings in which all bytes are signs, the likeliest first; of those that read alike one."""
    sample = _lines_with_signs(data)
    best: dict[str, tuple[float, str, int]] = {}
    for place, (encoding, languages) in enumerate(_ENCODINGS.items()):
        try:
            # The sample may be cut in the middle of a sign.
            text = codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeDecodeError:
            continue
        seen = _signs_in(text)
        likelihood = max(_likelihood(seen, encoding, language) for language in languages) - place * _BELIEF
        if text not in best or best[text][0] < likelihood:
            best[text] = (likelihood, encoding, seen.total())
    for likelihood, encoding, n_signs in sorted(best.values(), key=lambda entry: -entry[0]):
        # The whole text only where it is asked for: there may be fifty megabytes of it.
        with contextlib.suppress(UnicodeDecodeError):
            yield Guess(encoding, data.decode(encoding), likelihood, n_signs)


def _lines_with_signs(data: bytes) -> bytes:
    """Lines that hold bytes beyond ASCII, up to a bound; a line end is a sign of its own in all these encodings."""
    lines = []
    n_bytes = 0
    for match in _LINE.finditer(data):
        line = match.group()[: _SAMPLE * 10]
        if n := len(_HIGH_BYTE.findall(line)):
            lines.append(line)
            n_bytes += n
        if n_bytes > _SAMPLE or len(line) < len(match.group()):
            break
    return b"\n".join(lines)


_Seen = tuple[str, str, str]


def _signs_in(text: str) -> Counter[_Seen]:
    """Signs beyond ASCII, each with what kind of sign stands before and after it."""
    seen: Counter[_Seen] = Counter()
    for match in _HIGH.finditer(text):
        place = match.start()
        seen[match.group(), _kind(text[place - 1 : place]), _kind(text[place + 1 : place + 2])] += 1
    return seen


def _kind(sign: str) -> str:
    """`a` a small Latin letter of ASCII, `A` a capital one; `l` and `L` letters beyond ASCII; `` any other sign."""
    if _LETTER.match(sign):
        return "a" if sign.islower() else "A"
    if sign and sign > "\x7f" and sign.isalpha():
        return "L" if sign.isupper() else "l"
    return ""


def _likelihood(seen: Counter[_Seen], encoding: str, language: str) -> float:
    weights = _weights(_ENCODINGS[encoding][language])
    weigh = _asian if encoding in _ASIAN else _alphabetic
    is_latin = _ENCODINGS[encoding] in (_EUROPEAN, _CENTRAL, _BALTIC, _TURKISH)
    return sum(n * weigh(weights, is_latin, *sign) for sign, n in seen.items())


@cache
def _weights(letters: str) -> dict[str, float]:
    """The logarithm of each letter's share, which falls with its place in the order."""
    ranks = {letter: 1 / (place + 2) for place, letter in enumerate(dict.fromkeys(letters))}
    total = sum(ranks.values())
    return {letter: math.log(rank / total) for letter, rank in ranks.items()}


def _asian(weights: dict[str, float], is_latin: bool, sign: str, before: str, after: str) -> float:
    if sign in weights:
        return weights[sign]
    if sign in _MARKS_OF_ASIA:
        return math.log(0.01)
    # Private use, half-width forms and signs of no writing are what other bytes come out as.
    is_writing = "一" <= sign <= "鿿" or "가" <= sign <= "힣" or "぀" <= sign <= "ヿ" or "！" <= sign <= "～"
    return _RARE_SIGN if is_writing else _IMPOSSIBLE


def _alphabetic(weights: dict[str, float], is_latin: bool, sign: str, before: str, after: str) -> float:
    small = sign.lower()
    if not (sign.isalpha() or unicodedata.category(sign) == "Mn"):
        inside = before and after
        if unicodedata.category(sign) == "Cc":
            return _IMPOSSIBLE
        if inside and sign not in "’-·\u200c":
            return _UNKNOWN
        # An inverted mark opens a sentence, a degree or a sign of money stands beside a number.
        return weights.get(sign, _FOREIGN) if sign not in "¿¡" or not before else _UNKNOWN
    # A word is written in one script, and has its capitals in front.
    if not is_latin and "a" in (before.casefold(), after.casefold()):
        return _UNKNOWN
    if sign != small and before in ("a", "l"):
        return _UNKNOWN
    if small in weights:
        return weights[small] + (_UPPER if sign != small else 0.0)
    return weights.get(sign, _FOREIGN if is_latin and sign < "\u0180" else _UNKNOWN)


def near_first_sign(text: str, n_signs: int = 30) -> str:
    """The words around the first sign beyond ASCII, for a person to look at."""
    place = next((match.start() for match in _HIGH.finditer(text)), 0)
    start = max(0, place - n_signs // 2)
    return " ".join(text[start : place + n_signs // 2].split())


def first_difference(text: str, other: str) -> tuple[str, str]:
    """The words around the first place in which two readings of the same bytes differ."""
    lines: Iterator[tuple[str, str]] = zip(text.splitlines(), other.splitlines(), strict=False)
    mine, theirs = next(((one, two) for one, two in lines if one != two), (text[:60], other[:60]))
    place = next((nth for nth, (left, right) in enumerate(zip(mine, theirs, strict=False)) if left != right), 0)
    start = max(0, place - 15)
    return mine[start : place + 15].strip(), theirs[start : place + 15].strip()

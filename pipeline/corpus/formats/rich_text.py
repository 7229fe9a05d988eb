"""Rich Text (.rtf): paragraph by paragraph, tables row by row."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.corpus.formats.blocks import NOTE, table_lines, with_notes_after_sentences
from pipeline.corpus.formats.lines import Line, Reading, RefusedError, nothing_in_it, too_many, words
from pipeline.corpus.formats.typefaces import PLAIN, Face, Run, set_line, without_usual_face
from pipeline.study.problems import Problem

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\'?"
)
_SKIPPED = words(
    """
    fonttbl colortbl stylesheet listtable listoverridetable rsidtbl generator info pict object header headerl
    headerr headerf footer footerl footerr footerf ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn fldinst
    themedata colorschememapping latentstyles datastore xmlnstbl annotation atnid atnauthor atndate atnref
    atnicn atntime bkmkstart bkmkend filetbl revtbl listtext pntext pntxta pntxtb nonshppict shpinst mmathPr
    template datafield falt panose fname userprops xe tc tcn rxe private1 wgrffmtfilter
    """
)
# `\*` lets a reader skip a group that it does not know; these hold words all the same.
_KEPT_DESTINATIONS = words(
    """
    footnote shptxt shppict fldrslt shp shprslt ud upr
    """
)
_CHARACTERS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "cell": "\x1f", "nestcell": "\x1f", "emdash": "—", "endash": "–",
    "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005",
    "page": "\n", "column": "\n", "softline": "\n",
}  # fmt: skip
# Signs that Unicode keeps free for a program's own use stand in the text where its face changes, one for each face.
_FACE_SIGNS = [chr(code) for code in range(0xFDD0, 0xFDF0)]
_FACE_SIGN = re.compile("[\ufdd0-\ufdef]")
_FACE_CHANGE = re.compile("([\ufdd0-\ufdef])")
_NOTE_BEGINS, _NOTE_ENDS = "\x1d", "\x1c"
_NOTE = re.compile("\x1d([^\x1c\x1d]*)\x1c")
MAX_TOKENS = 4_000_000
MAX_DEPTH = 1_000
MAX_COLOURS = 10_000
_AGAIN = "Open it in the program that made it and save it anew."
_PLAIN_FACE = Face()
_COLOUR_PARTS = ("red", "green", "blue")
_BREAKS = frozenset(("par", "row", "nestrow", "sect"))
_CHARSETS = {
    0: "cp1252", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255",
    178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 77: "mac_roman",
}  # fmt: skip


@dataclass
class _State:
    """What holds inside one group of a Rich Text file."""

    is_skipped: bool = False
    n_after_unicode: int = 1
    font: int | None = None
    is_deleted: bool = False
    in_fonts: bool = False
    in_colours: bool = False
    in_styles: bool = False
    is_note: bool = False
    face: Face = _PLAIN_FACE
    style: int | None = None


@dataclass
class _Rtf:
    """A Rich Text file while it is read: groups inside groups, and the text so far."""

    state: _State = field(default_factory=_State)
    groups: list[_State] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    bytes_left: bytearray = field(default_factory=bytearray)
    fonts: dict[int, str] = field(default_factory=dict)
    default: str = "cp1252"
    default_font: int = 0
    font_in_table: int = 0
    to_skip: int = 0
    is_star: bool = False
    colours: list[list[int]] = field(default_factory=lambda: [[0, 0, 0]])
    styles: dict[int, str] = field(default_factory=dict)
    face_signs: dict[str, str] = field(default_factory=lambda: {PLAIN: _FACE_SIGNS[0]})
    face: Face = _PLAIN_FACE
    n_paragraphs: int = 1
    style_of: dict[int, int] = field(default_factory=dict)

    def say(self, text: str) -> None:
        """Add characters, unless this group is not spoken."""
        self.flush()
        if not self.state.is_skipped and not self.state.is_deleted:
            self._put(text if text.isascii() else _FACE_SIGN.sub("", text))

    def _put(self, text: str) -> None:
        # The same object in most cases: what a face is called is asked where it changes.
        if self.state.face is not self.face and text.strip():
            if (name := self.state.face.named) != self.face.named:
                # More faces than there are signs are no voices.
                if name not in self.face_signs and len(self.face_signs) < len(_FACE_SIGNS):
                    self.face_signs[name] = _FACE_SIGNS[len(self.face_signs)]
                self.pieces.append(self.face_signs.get(name, _FACE_SIGNS[0]))
            self.face = self.state.face
        if self.state.style is not None and not self.state.is_note and text != "\x1e":
            self.style_of[self.n_paragraphs] = self.state.style
        # The paragraphs of a note are none of the text: it is put into a sentence.
        self.n_paragraphs += text == "\x1e" and not self.state.is_note
        self.pieces.append(text)

    def say_bytes(self, data: bytes) -> None:
        """Add bytes of the present encoding; two of them may make one character."""
        if not self.state.is_skipped and not self.state.is_deleted:
            self.bytes_left += data

    def flush(self) -> None:
        """Turn the bytes collected so far into characters."""
        if self.bytes_left:
            font = self.default_font if self.state.font is None else self.state.font
            text = self.bytes_left.decode(self.fonts.get(font, self.default), "replace")
            self.bytes_left.clear()
            self._put(text if text.isascii() else _FACE_SIGN.sub("", text))

    def colour(self, number: int) -> str:
        """A colour of the file's table as `c00000`; '' of the first, which is the reader's own."""
        is_known = 0 < number < len(self.colours)
        return "".join(f"{min(255, part):02x}" for part in self.colours[number]) if is_known else ""


def read_rtf(data: bytes, path: Path) -> Reading:
    """The words of a Rich Text file with tracked changes accepted. `number` counts paragraphs."""
    if not data.strip(b"\x00 \t\r\n"):
        raise nothing_in_it()
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"{\\rtf"):
        raise RefusedError("is unreadable: it is no Rich Text.", "Save it as .rtf or .docx once more.")
    problems: list[Problem] = []
    lines = without_usual_face(_rtf_lines(*_rtf_text(start), path, problems))
    if not lines:
        raise nothing_in_it()
    return Reading(lines, tuple(problems))


def _rtf_text(data: bytes) -> tuple[str, _Rtf]:
    """The characters, and what was noted on the way.

    `\\n` stands between lines, `\\x1e` after paragraphs and rows, `\\x1f` after cells, and before words in another
    face the sign of that face.
    """
    rtf = _Rtf()
    for n_tokens, token in enumerate(_TOKEN.finditer(data)):
        if n_tokens > MAX_TOKENS:
            raise too_many("marks of Rich Text", MAX_TOKENS)
        word, number, byte, sign, brace, plain = token.groups()
        if brace == b"{":
            rtf.flush()
            rtf.groups.append(replace(rtf.state))
            if len(rtf.groups) > MAX_DEPTH:
                raise RefusedError(f"is refused: its groups are nested more than {MAX_DEPTH} deep.", _AGAIN)
        elif brace == b"}":
            rtf.flush()
            if not rtf.groups:
                break
            if rtf.state.is_note and not rtf.groups[-1].is_note:
                rtf.pieces.append(_NOTE_ENDS)
            rtf.state = rtf.groups.pop()
            if not rtf.groups:
                # The first group is the document; what stands behind its bracket is no part of it.
                return "".join(rtf.pieces), rtf
        elif word:
            _on_word(rtf, word.decode("ascii"), int(number) if number else None)
        elif byte:
            _on_bytes(rtf, bytes([int(byte, 16)]))
        elif sign:
            _on_sign(rtf, sign)
        elif plain:
            _on_bytes(rtf, plain)
        rtf.is_star = bool(sign == b"*") or (rtf.is_star and not (word or brace or byte or plain))
    raise RefusedError("is truncated: its last bracket is missing.", "Copy or export it once more.")


def _on_bytes(rtf: _Rtf, data: bytes) -> None:
    n_skipped = min(rtf.to_skip, len(data))
    rtf.to_skip -= n_skipped
    data = data[n_skipped:]
    if rtf.state.in_colours:
        rtf.colours += [[0, 0, 0]] * min(data.count(b";"), MAX_COLOURS - len(rtf.colours))
    elif rtf.state.in_styles:
        # A style's name ends in a semicolon: `{\\s15\\b Interviewer;}`.
        if rtf.state.style is not None and (name := data.decode("latin-1").strip(" ;")):
            rtf.styles[rtf.state.style] = rtf.styles.get(rtf.state.style, "") + name
    elif data:
        rtf.say_bytes(data)


def _on_sign(rtf: _Rtf, sign: bytes) -> None:
    if rtf.to_skip and sign in b"\\{}~_-":
        rtf.to_skip -= 1
        return
    said = {b"~": "\u00a0", b"_": "\u2011", b"\n": "\x1e", b"\r": "\x1e"}.get(sign)
    if sign in (b"\\", b"{", b"}"):
        said = sign.decode("ascii")
    if said:
        rtf.say(said)


def _on_word(rtf: _Rtf, word: str, number: int | None) -> None:
    if word == "u":
        rtf.say(_character(number or 0))
        # Behind a `\u` the sign stands once more for old readers, in as many bytes as `\uc` says.
        rtf.to_skip = rtf.state.n_after_unicode
        return
    rtf.to_skip = 0
    if (rtf.is_star and word not in _KEPT_DESTINATIONS) or word in _SKIPPED:
        rtf.flush()
        rtf.state.in_fonts = word == "fonttbl" or rtf.state.in_fonts
        rtf.state.in_colours = word == "colortbl" or rtf.state.in_colours
        # Styles of characters stand behind a star there, and name no paragraph.
        rtf.state.in_styles = not rtf.is_star and (word == "stylesheet" or rtf.state.in_styles)
        rtf.state.is_skipped = True
    elif word in _BREAKS:
        rtf.say("\x1e")
    elif word in _CHARACTERS:
        rtf.say(_CHARACTERS[word])
    elif word == "bin":
        rtf.to_skip = max(0, number or 0)
    else:
        _on_setting(rtf, word, number)


def _on_setting(rtf: _Rtf, word: str, number: int | None) -> None:
    """Settings of a group: how many bytes follow a `\\u`, the font's encoding, what was deleted."""
    state = rtf.state
    if word == "uc":
        state.n_after_unicode = max(0, number or 0)
    elif word == "ansicpg" and number:
        rtf.default = _known(f"cp{number}")
    elif word in ("mac", "pc", "pca"):
        rtf.default = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
    elif word == "deff":
        rtf.default_font = number or 0
    elif word in ("f", "fcharset"):
        _on_font(rtf, word, number or 0)
    elif word == "plain":
        rtf.flush()
        state.font, state.is_deleted, state.face = None, False, _PLAIN_FACE
    elif word == "deleted":
        rtf.flush()
        state.is_deleted = number != 0
    elif word == "footnote":
        rtf.say(_NOTE_BEGINS)
        state.is_note = True
    elif word in _COLOUR_PARTS and state.in_colours:
        parts = zip(_COLOUR_PARTS, rtf.colours[-1], strict=True)
        rtf.colours[-1] = [number or 0 if word == part else old for part, old in parts]
    elif word == "pard":
        state.style = None
    elif word == "s":
        state.style = number or 0
    else:
        _on_face(rtf, word, number)


def _on_font(rtf: _Rtf, word: str, number: int) -> None:
    if word == "f" and rtf.state.in_fonts:
        rtf.font_in_table = number
    elif word == "f":
        # Bytes before the word are in the former font's encoding.
        rtf.flush()
        rtf.state.font = number
    elif rtf.state.in_fonts:
        # Charset 0 is that of the file itself.
        rtf.fonts[rtf.font_in_table] = _CHARSETS.get(number, rtf.default) if number else rtf.default


def _on_face(rtf: _Rtf, word: str, number: int | None) -> None:
    """Bold, slant, underline, colour and highlight of what follows; a 0 behind the word ends it."""
    is_on, face = number != 0, rtf.state.face
    if word == "b":
        face = replace(face, is_bold=is_on)
    elif word == "i":
        face = replace(face, is_italic=is_on)
    elif word in ("ul", "ulnone", "uld", "ulw", "uldb"):
        face = replace(face, is_underlined=is_on and word != "ulnone")
    elif word == "cf":
        face = replace(face, colour=rtf.colour(number or 0))
    elif word in ("highlight", "chcbpat", "cb"):
        behind = rtf.colour(number or 0)
        face = replace(face, highlight=f"#{behind}" if behind not in ("", "ffffff") else "")
    if face != rtf.state.face:
        # Bytes before the word are in the former face.
        rtf.flush()
        rtf.state.face = face


def _character(number: int) -> str:
    """The UTF-16 unit of a `\\u`, which is written as a signed number."""
    return chr(number % 65536)


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return "cp1252"


def _rtf_lines(text: str, rtf: _Rtf, path: Path, problems: list[Problem]) -> Iterator[Line]:
    # A `\\u` is half a sign beyond the basic plane: two of them are joined here.
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    faces = _Faces(rtf)
    table: list[list[list[Line]]] = []
    for number, paragraph in enumerate(_with_notes_placed(whole).split("\x1e"), 1):
        if "\x1f" in paragraph:
            table.append(_cells(paragraph, number, faces))
            continue
        if _FACE_SIGN.sub("", paragraph).strip():
            yield from table_lines(table, path, problems)
            table = []
        style = rtf.styles.get(rtf.style_of.get(number, -1), "")
        for place, piece in enumerate(paragraph.split("\n")):
            if line := faces.line(piece, number, place == 0, style):
                yield line
    yield from table_lines(table, path, problems)


class _Faces:
    """Makes lines of pieces of the text, given in their order: a face holds until the sign of another."""

    def __init__(self, rtf: _Rtf) -> None:
        self._named = {sign: face for face, sign in rtf.face_signs.items()}
        self._face = PLAIN

    def line(self, piece: str, number: int, opens: bool, style: str) -> Line | None:
        """The line of a piece; None where it holds no words."""
        runs: list[Run] = []
        for part in _FACE_CHANGE.split(piece):
            if part in self._named:
                self._face = self._named[part]
            elif part:
                runs.append((part, self._face))
        text = "".join(words for words, _ in runs)
        return set_line(Line(text, number, opens, style=style), runs) if text.strip() else None


def _with_notes_placed(text: str) -> str:
    """The text in which each footnote, though it has paragraphs of its own, stands at the end of its sentence."""
    if _NOTE_BEGINS not in text:
        return text
    parts = _NOTE.split(text)  # words and notes by turns
    runs = [
        (NOTE + " ".join(re.split("[\x1e\x1f\n]+", _FACE_SIGN.sub("", part))) if nth % 2 else part, PLAIN)
        for nth, part in enumerate(parts)
    ]
    return "".join(words for words, _ in with_notes_after_sentences(runs)).translate({0x1C: None, 0x1D: None})


def _cells(paragraph: str, number: int, faces: _Faces) -> list[list[Line]]:
    """A row of a table: the lines of each of its cells, which all end in a sign."""
    cells = [
        [line for piece in cell.split("\n") if (line := faces.line(piece, number, True, ""))]
        for cell in paragraph.split("\x1f")
    ]
    if not cells[-1]:
        cells.pop()
    return cells

"""The functions of PDFium that the reader of PDFs calls. Part of the child process of `pdf_glyphs`.

`pypdfium2` brings the library and names all its 470 functions, which takes as long as reading ten pages.
"""

from __future__ import annotations

import ctypes
import sys
from importlib.machinery import PathFinder
from os.path import join

ERR_PASSWORD = 4
TEXT, PATH = 1, 2
"""Kinds of what is drawn on a page."""

_PLACE, _INT, _UINT, _LONG = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint, ctypes.c_ulong
# What each answers, and what it is asked. An address is a number here: making an object of it costs more than the call.
_FUNCTIONS = {
    "FPDF_InitLibrary": (None,),
    "FPDF_LoadMemDocument64": (_PLACE, _PLACE, ctypes.c_size_t, _PLACE),
    "FPDF_GetLastError": (_LONG,),
    "FPDF_GetPageCount": (_INT, _PLACE),
    "FPDF_LoadPage": (_PLACE, _PLACE, _INT),
    "FPDF_ClosePage": (None, _PLACE),
    "FPDF_GetPageBoundingBox": (_INT, _PLACE, _PLACE),
    "FPDFPage_CountObjects": (_INT, _PLACE),
    "FPDFPage_GetObject": (_PLACE, _PLACE, _INT),
    "FPDFPageObj_GetType": (_INT, _PLACE),
    "FPDFPageObj_GetBounds": (_INT, _PLACE, _PLACE, _PLACE, _PLACE, _PLACE),
    "FPDFText_LoadPage": (_PLACE, _PLACE),
    "FPDFText_ClosePage": (None, _PLACE),
    "FPDFText_CountChars": (_INT, _PLACE),
    "FPDFText_GetText": (_INT, _PLACE, _INT, _INT, _PLACE),
    "FPDFText_GetUnicode": (_UINT, _PLACE, _INT),
    "FPDFText_GetTextObject": (_PLACE, _PLACE, _INT),
    "FPDFText_IsGenerated": (_INT, _PLACE, _INT),
    "FPDFText_HasUnicodeMapError": (_INT, _PLACE, _INT),
    "FPDFText_GetLooseCharBox": (_INT, _PLACE, _INT, _PLACE),
    "FPDFText_GetCharBox": (_INT, _PLACE, _INT, _PLACE, _PLACE, _PLACE, _PLACE),
    "FPDFText_GetCharOrigin": (_INT, _PLACE, _INT, _PLACE, _PLACE),
    "FPDFText_GetMatrix": (_INT, _PLACE, _INT, _PLACE),
    "FPDFText_GetFontSize": (ctypes.c_double, _PLACE, _INT),
    "FPDFText_GetFontInfo": (_LONG, _PLACE, _INT, _PLACE, _LONG, _PLACE),
    "FPDFText_GetFillColor": (_INT, _PLACE, _INT, _PLACE, _PLACE, _PLACE, _PLACE),
    "FPDFTextObj_GetFont": (_PLACE, _PLACE),
    "FPDFTextObj_GetTextRenderMode": (_INT, _PLACE),
}


def _library() -> ctypes.PyDLL:
    spec = PathFinder.find_spec("pypdfium2_raw")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("pypdfium2 is not installed")
    name = {"win32": "pdfium.dll", "darwin": "libpdfium.dylib"}.get(sys.platform, "libpdfium.so")
    # PyDLL: nothing else runs in this process that could use the time of a call.
    return ctypes.PyDLL(join(spec.submodule_search_locations[0], name))


pdfium = _library()
for _name, (_answer, *_asked) in _FUNCTIONS.items():
    _function = getattr(pdfium, _name)
    _function.restype, _function.argtypes = _answer, _asked

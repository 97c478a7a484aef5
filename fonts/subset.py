"""Cuts Noto Sans CJK SC down to what Chinese print needs and gives the result a family name of its own.

The set is 通用规范汉字表 (8105 characters, Unihan's kTGH) with GB2312 and the symbols below, as far as the face has them.
`locl` is left out: it would drag in the Japanese, Korean and Traditional forms of every character.
"""

import bz2
import os
import sys

# A fixed time, so that two runs give the same bytes.
os.environ["SOURCE_DATE_EPOCH"] = "1640995200"

from fontTools import subset
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTCollection

FAMILY = "Sopress Hei"
FACES = "/usr/share/fonts/opentype/noto/NotoSansCJK-{}.ttc"
READINGS = [
    "/usr/share/unicode/Unihan_OtherMappings.txt.bz2",
    "/usr/share/unicode/Unihan_DictionaryLikeData.txt.bz2",
    "/usr/share/unicode/Unihan_Readings.txt.bz2",
    "/usr/share/unicode/Unihan_IRGSources.txt.bz2",
]
FEATURES = ["kern", "palt", "halt", "ccmp", "liga", "chws", "mark", "mkmk"]
RANGES = [
    (0x20, 0x7E),      # ASCII
    (0xA0, 0x17F),     # Latin with accents
    (0x1CD, 0x1DC),    # pinyin tones
    (0x1F8, 0x1F9),
    (0x2B0, 0x2FF),    # tone marks
    (0x391, 0x3C9),    # Greek
    (0x401, 0x451),    # Cyrillic of GB2312
    (0x2010, 0x2027),  # dashes, quotes, bullets, ellipsis
    (0x2030, 0x205E),
    (0x2070, 0x209C),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x214F),  # ℃ № ™
    (0x2150, 0x218B),  # fractions, Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics
    (0x2300, 0x23FF),
    (0x2460, 0x24FF),  # ① ⑴ Ⓐ
    (0x2500, 0x25FF),  # lines and shapes
    (0x2600, 0x26FF),  # ☐ ☑ ★
    (0x2700, 0x27BF),  # ✓ ✗ ❶
    (0x2B00, 0x2BFF),
    (0x3000, 0x303F),  # Chinese punctuation
    (0x3041, 0x30FF),  # kana of GB2312
    (0x3105, 0x312D),  # bopomofo
    (0x3200, 0x32FF),  # ㈠ ㊣
    (0x3300, 0x33FF),  # ㎡ ㎏
    (0xFE10, 0xFE4F),
    (0xFF01, 0xFF5E),  # full-width
    (0xFFE0, 0xFFE6),
]
# What the face lacks and every checklist needs: a character printed with the glyph of another.
SAME_AS = {"☐": "□", "✔": "✓", "✗": "×", "✘": "×", "✕": "×", "✖": "×", "•": "·", "‣": "▷"}
# And a character drawn from two others, in the place of one that nobody needs.
DRAWN = {"☑": ("□", "✓", 0.86, "▣"), "☒": ("□", "×", 1.25, "▤")}


def table_of_8105() -> set[int]:
    for path in READINGS:
        with bz2.open(path, "rt", encoding="utf-8") as lines:
            found = {int(line.split("\t")[0][2:], 16) for line in lines if "\tkTGH\t" in line}
        if found:
            assert len(found) == 8105, len(found)
            return found
    sys.exit("kTGH is not in the installed unicode-data")


def gb2312() -> set[int]:
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.update(map(ord, bytes([row, cell]).decode("gb2312")))
            except UnicodeDecodeError:
                pass
    return found


def face(weight: str):
    for font in TTCollection(FACES.format(weight)).fonts:
        if font["name"].getDebugName(1).startswith("Noto Sans CJK SC"):
            return font
    sys.exit(f"no Noto Sans CJK SC in {FACES.format(weight)}")


def rename(font, weight: str) -> None:
    names = font["name"]
    kept = {n: names.getDebugName(n) for n in (0, 13, 14)}
    version = names.getDebugName(5)
    postscript = f"{FAMILY.replace(' ', '')}-{weight}"
    names.names = []
    texts = {
        0: kept[0],
        1: FAMILY,
        2: weight,
        3: f"{postscript};subset of Noto Sans CJK SC {version}",
        4: f"{FAMILY} {weight}",
        5: version,
        6: postscript,
        10: "A subset of Noto Sans CJK SC with another name, as its licence asks.",
        13: kept[13],
        14: kept[14],
    }
    for number, text in texts.items():
        if text:
            names.setName(text, number, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = [postscript]
    top = cff.topDictIndex[0]
    top.FullName, top.FamilyName, top.Weight = f"{FAMILY} {weight}", FAMILY, weight


def borrow(font) -> None:
    cmap = font.getBestCmap()
    glyphs = font.getGlyphSet()
    charstrings = font["CFF "].cff.topDictIndex[0].CharStrings
    added, gone = {}, []
    for char, (frame, mark, scale, place) in DRAWN.items():
        name = cmap[ord(place)]
        old = charstrings[name]
        pen = T2CharStringPen(font["hmtx"][name][0], glyphs)
        for part, size in ((cmap[ord(frame)], 1.0), (cmap[ord(mark)], scale)):
            shape = DecomposingRecordingPen(glyphs)
            glyphs[part].draw(shape)
            # Both about the middle of the em box, which lies at (500, 380).
            middle = font["hmtx"][part][0] / 2
            shift = (size, 0, 0, size, 500 - middle * size, 380 - (380 if size == 1.0 or mark == "✓" else 343) * size)
            shape.replay(TransformPen(pen, shift))
        charstrings[name] = pen.getCharString(old.private, old.globalSubrs)
        added[ord(char)], _ = name, gone.append(ord(place))
    for char, other in SAME_AS.items():
        if ord(char) not in cmap:
            added[ord(char)] = cmap[ord(other)]
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            table.cmap.update(added)
            for char in gone:
                table.cmap.pop(char, None)


def main(out: str) -> None:
    wanted = table_of_8105() | gb2312()
    for first, last in RANGES:
        wanted.update(range(first, last + 1))
    for weight in ("Regular", "Bold"):
        options = subset.Options()
        options.layout_features = FEATURES
        options.hinting = False
        options.desubroutinize = False
        options.name_IDs = ["*"]
        options.notdef_outline = True
        options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
        options.timing = False
        font = face(weight)
        font.recalcTimestamp = False
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=wanted)
        cutter.subset(font)
        borrow(font)
        rename(font, weight)
        path = os.path.join(out, f"SopressHei-{weight}.otf")
        font.save(path)
        print(path, os.path.getsize(path), "bytes,", len(font.getGlyphOrder()), "glyphs,", len(font.getBestCmap()), "characters")


main(sys.argv[1])

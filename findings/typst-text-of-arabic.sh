#!/bin/sh
# Typst 0.15.2 (PyPI) lays out Arabic rightly, and other programs read its text wrongly.
#
# 1. Each word of a right-to-left line is a marked-content sequence /ReversedChars of its own, and the sequences stand
#    from left to right. ISO 32000-1, 14.8.2.3.3, wants them in natural reading order; pypdf and pdf.js turn the letters
#    around in each sequence and so give the words in reverse: "number of the receipt" becomes "receipt the of number".
# 2. Text of the other direction gets U+202A before it and U+202C behind it. They become part of what a glyph means:
#    the table of the font says that a figure means "0" and U+202C, wherever it stands, and /ActualText repairs this
#    for those that read it. pypdf does not: numbers come out with invisible characters inside.
#    Where a figure first stands plain it is the other way round: those that read /ActualText find them.
# What helps: one sequence for each line, with its words where they were, as browsers print it, and tables and
# /ActualText without these characters (renderers/reading_order.py). To put the words in reverse helps less: pdf.js
# then loses each blank between them, because it takes a step to the left for the end of a text.
#
# Needs python3 with venv. Exit 0: as said here; 1: it behaves otherwise now.
set -eu
fonts=$(cd "$(dirname "$0")/../renderers/fonts" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check typst==0.15.2 pikepdf==10.17.0 pypdf==7.1.0
cat >"$folder/shown.typ" <<'END'
#set text(font: "Amiri", lang: "ar")
رقم وصل الأداء

رقم #text(dir: ltr, lang: "fr")[0] رقم
END
cat >"$folder/shown.py" <<'END'
import re
import sys

import pikepdf
import pypdf
import typst

fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[sys.argv[1]])
typst.Compiler(input="shown.typ", font_paths=fonts).compile(output="shown.pdf", format="pdf")
with pikepdf.open("shown.pdf") as pdf:
    page = pdf.pages[0]
    first = re.search(rb"BT(.*?)\nET", page.obj.Contents.read_bytes(), re.DOTALL)[1]
    places = [float(each) for each in re.findall(rb"/ReversedChars BMC .*? 1 0 0 -1 (\S+) 0 Tm", first)]
    print(len(places), "sequences, from left to right:", places == sorted(places))
    (font,) = page.obj.Resources.Font.values()
    print("the figure means", re.findall(r"<(0030\w*)>", font.ToUnicode.read_bytes().decode()))
lines = pypdf.PdfReader("shown.pdf").pages[0].extract_text().splitlines()
print("pypdf, words in reverse:", lines[0].index("الأداء") < lines[0].index("وصل") < lines[0].index("رقم"))
print("pypdf, the figure:", [ascii(each) for each in re.findall(r"\d\S*", lines[1])])
END
cd "$folder"
"$folder/venv/bin/python" shown.py "$fonts" | tee seen
cat >expected <<'END'
3 sequences, from left to right: True
the figure means ['0030202C']
pypdf, words in reverse: True
pypdf, the figure: ["'0\\u202c'"]
END
diff expected seen

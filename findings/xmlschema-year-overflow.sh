#!/bin/sh
# xmlschema, version 4.3.2 with elementpath 5.1.4 (PyPI), raises OverflowError for a date that the schema allows.
#
# XML Schema bounds no year: xs:date, xs:dateTime and xs:gYear take any number of digits, xs:duration too.
# libxml2 (lxml 6.1.3) calls a year of 11 digits valid. is_valid() and iter_errors() of xmlschema neither say valid
# nor report an error: they raise OverflowError("year overflow"), which no caller expects of a validator, and the
# other errors of the document are never told. Up to nine digits both agree.
# What helps: a pattern on the type, [0-9]{4}-.*, does not (patterns are looked at after the value is made);
# look at the text before the value is given to the library, or catch ArithmeticError around it.
#
# Needs python3 with venv. Exit 0: as said here; 1: it behaves otherwise now.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check xmlschema==4.3.2 elementpath==5.1.4 lxml==6.1.3
cat >"$folder/shown.py" <<'END'
import xmlschema
from lxml import etree

SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="d">
<xs:simpleType><xs:restriction base="xs:{0}"><xs:pattern value="{1}"/></xs:restriction></xs:simpleType>
</xs:element></xs:schema>"""
CASES = [
    ("date", ".*", "999999999-01-01"),
    ("date", ".*", "99999999999-01-01"),
    ("date", "[0-9]{4}-.*", "99999999999-01-01"),
    ("dateTime", ".*", "99999999999-01-01T00:00:00"),
    ("gYear", ".*", "99999999999"),
    ("duration", ".*", "P99999999999999Y"),
]
for name, pattern, text in CASES:
    schema = SCHEMA.format(name, pattern)
    document = f"<d>{text}</d>"
    by_libxml2 = etree.XMLSchema(etree.fromstring(schema)).validate(etree.fromstring(document))
    try:
        by_xmlschema = str(xmlschema.XMLSchema(schema).is_valid(document))
    except ArithmeticError as error:
        by_xmlschema = repr(error)
    print(f"{name} {pattern} {text}: libxml2 {by_libxml2}, xmlschema {by_xmlschema}")
END
"$folder/venv/bin/python" "$folder/shown.py" | tee "$folder/seen"
cat >"$folder/expected" <<'END'
date .* 999999999-01-01: libxml2 True, xmlschema True
date .* 99999999999-01-01: libxml2 True, xmlschema OverflowError('year overflow')
date [0-9]{4}-.* 99999999999-01-01: libxml2 False, xmlschema OverflowError('year overflow')
dateTime .* 99999999999-01-01T00:00:00: libxml2 True, xmlschema OverflowError('year overflow')
gYear .* 99999999999: libxml2 True, xmlschema OverflowError('year overflow')
duration .* P99999999999999Y: libxml2 True, xmlschema OverflowError('months duration overflow')
END
diff "$folder/expected" "$folder/seen"

#!/bin/sh
# xmlschema, version 4.3.2 with elementpath 5.1.4, and libxml2 2.14.6 (lxml 6.1.3, PyPI) judge a date with a time zone
# against a bound without one differently, and the reverse.
#
# XML Schema Part 2 (3.2.7.3): a time without a zone may be anywhere within 14 hours, so that the order of the two is
# not determined when they lie closer; what is not determined does not satisfy minInclusive or maxInclusive.
# libxml2 keeps to that. xmlschema takes a missing zone as UTC, in both directions, and accepts.
# A schema that bounds a day (say, not before 2000-01-01) and takes xs:date with an optional zone has two answers then,
# and who checks with one validator sends what the other refuses. What helps: one pattern on the type that demands the
# zone, or forbids it, and bounds written alike.
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
<xs:simpleType><xs:restriction base="xs:{0}"><xs:{1} value="{2}"/></xs:restriction></xs:simpleType>
</xs:element></xs:schema>"""
CASES = [
    ("date", "maxInclusive", "2026-12-31", "2026-12-31"),
    ("date", "maxInclusive", "2026-12-31", "2026-12-31Z"),
    ("date", "maxInclusive", "2026-12-31Z", "2026-12-31"),
    ("date", "maxInclusive", "2026-12-31", "2026-12-29Z"),
    ("dateTime", "minInclusive", "2000-01-01T00:00:00", "2000-01-01T00:00:00Z"),
    ("dateTime", "minInclusive", "2000-01-01T00:00:00", "2000-01-01T14:00:01Z"),
]
for name, facet, bound, text in CASES:
    schema = SCHEMA.format(name, facet, bound)
    document = f"<d>{text}</d>"
    by_libxml2 = etree.XMLSchema(etree.fromstring(schema)).validate(etree.fromstring(document))
    by_xmlschema = xmlschema.XMLSchema(schema).is_valid(document)
    print(f"{facet} {bound}, {text}: libxml2 {by_libxml2}, xmlschema {by_xmlschema}")
END
"$folder/venv/bin/python" "$folder/shown.py" | tee "$folder/seen"
cat >"$folder/expected" <<'END'
maxInclusive 2026-12-31, 2026-12-31: libxml2 True, xmlschema True
maxInclusive 2026-12-31, 2026-12-31Z: libxml2 False, xmlschema True
maxInclusive 2026-12-31Z, 2026-12-31: libxml2 False, xmlschema True
maxInclusive 2026-12-31, 2026-12-29Z: libxml2 True, xmlschema True
minInclusive 2000-01-01T00:00:00, 2000-01-01T00:00:00Z: libxml2 False, xmlschema True
minInclusive 2000-01-01T00:00:00, 2000-01-01T14:00:01Z: libxml2 True, xmlschema True
END
diff "$folder/expected" "$folder/seen"

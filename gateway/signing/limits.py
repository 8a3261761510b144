"""What a file may have at the most before a library of XML, PDF, CMS or certificates looks at it.

Together they hold one verification to 2 seconds of CPU and 300 MB. No document that this gateway issues comes near one.
"""

LARGEST_XML = 16_000_000
"""Bytes of an XML, and of the XML inside a PDF."""

MOST_ELEMENTS = 520_000
"""Elements of an XML, counted by their tags: those of the largest declaration (`max_elements`) and some around it."""

MOST_ATTRIBUTES = 100_000
"""Attributes of an XML."""

LONGEST_TAG = 1_000_000
"""Bytes between two `<` of an XML with many equals signs: a tag lies between two."""

MOST_ATTRIBUTES_OF_ELEMENT = 16
"""Attributes of one element: canonical XML puts each in its place among the others."""

MOST_LOOKUPS = 150_000_000
"""Elements of an XML times the square of the namespaces that are declared about one of them: canonical XML looks each
up among the others, at each element. A sender's own declarations stand in the DUM documents of earlier releases."""

LARGEST_PDF = 32_000_000
"""Bytes of a PDF."""

LARGEST_CMS = 65_536
"""Bytes of the CMS in a PDF: signature, certificates, a time-stamp."""

MOST_VALUES = 4_000
"""Values of ASN.1 in a CMS or a certificate, whatever they are nested in."""

DEEPEST_VALUE = 40
"""How deep these may be nested."""

MOST_EMBEDDED = 10
"""Certificates that a document brings along."""

LARGEST_CERTIFICATE = 16_384
"""Bytes of a certificate (DER)."""

LARGEST_EXTENSION = 2_048
"""Bytes of one extension of a certificate: names are compared each with each."""

LARGEST_KEY = 8_192
"""Bits of an RSA key in a certificate."""

LONGEST_PATH = 10
"""Certificates from the signer to the root, both included."""

MOST_STEPS = 200
"""Certificates that are tried as the next of a path, over all paths."""

MOST_PATHS = 3
"""Paths to a root that are checked one after the other until one holds."""

MOST_OBJECTS = 500_000
"""Objects of a PDF, twenty bytes each in its tables."""

LARGEST_OBJECT_STREAM = 262_144
"""Bytes that an object stream of a PDF expands to: whoever wants one of its objects reads them all."""

LARGEST_EXPANDED = 64_000_000
"""Bytes that all object streams of a PDF expand to; those of the largest form are a quarter of that."""

LARGEST_REVISION = 400_000
"""Bytes that a signature adds to a PDF: its gap, its dictionary, the form, the catalog and a page."""

LARGEST_OBJECT = 4_096
"""Bytes of an object of a PDF that is looked at and stands before the signature's; of a stream, without its content."""

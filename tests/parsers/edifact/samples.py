"""A stream with all that makes reading hard: a mark, odd service characters, releases, line ends, garbage, groups."""

from __future__ import annotations

SOUND = (
    b"UNB+UNOC:3+A:ZZ+B:ZZ+261101:1200+R1'"
    b"UNH+M1+CUSDEC:D:96B:UN:X1'BGM+929+RE?'F ??+9'LOC+22+309:113:ZZZ'UNS+D'CST+1+870:122:ZZZ'"
    b"FTX+AAA+++PI\xc8CE?+ ?:??'UNS+S'UNT+8+M1'"
    b"UNH+M2+CUSDEC:D:96B:UN:X1'BGM+929+LONGER THAN THIRTY-FIVE CHARACTERS ARE+9'XXX'UNS+S'UNT+6+M9'"
    b"UNZ+2+R1'"
)
GROUPED = (
    b"UNB+UNOC:4+A:ZZ+B:ZZ+20261101:1200+R2'UNG+CUSDEC+A+B+20261101:1200+G1+UN+D:96B'"
    b"UNH+M1+CUSDEC:D:96B:UN'BGM+929+RE*F?**+9'UNS+D'UNS+S'UNT+5+M1'UNE+1+G1'UNZ+1+R2'"
)
ODD = b"UNA|*,! ~" + SOUND.replace(b"?", b"!").replace(b"+", b"*").replace(b":", b"|").replace(b"'", b"~\r\n")
HARD = b"\xef\xbb\xbf" + SOUND + b"\r\n" + ODD + b"Mail footer, UNB+ and UNA\n" + GROUPED + SOUND[:150]

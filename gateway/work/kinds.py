"""The kinds of work: the steps of the road that the runner does."""

READ = "read"
"""Key: submission. Examine its attachments, judge it, register it."""

ANSWER = "answer"
"""Key: declaration, for a second response declaration#2. Render and sign the response."""

REGISTER = "register"
"""Key: declaration. The administration answers what it had postponed."""

CONTRL = "contrl"
"""Key: submission|number of the interchange. Render the syntax answer."""

NOTICE = "notice"
"""Key: declaration|number of the notice. Render and sign it."""

LAST_NOTICE = "last-notice"
"""Key: claim. Issue its last notice, which the calendar failed to."""

ISSUE = "issue"
"""Key: number of a document. Render, sign and store it."""

DELIVER_ACKNOWLEDGEMENT = "deliver-acknowledgement"
"""Key: claim of an arrival by folder."""

DELIVER_CONTRL = "deliver-contrl"
"""Key: claim|number of the interchange."""

DELIVER_ANSWER = "deliver-answer"
"""Key: claim|declaration, for a second response claim|declaration#2."""

DELIVER_DOCUMENT = "deliver-document"
"""Key: claim|number of the document."""

DELIVER_NOTICE = "deliver-notice"
"""Key: claim|declaration|number of the notice."""

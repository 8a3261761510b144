"""The kinds of work: the steps of the road that the runner does."""

READ = "read"
"""Key: submission. Examine its attachments, judge it, register it."""

ANSWER = "answer"
"""Key: declaration. Render and sign the response."""

ISSUE = "issue"
"""Key: declaration. Render, sign and store the quittance of its payment."""

DELIVER_ACKNOWLEDGEMENT = "deliver-acknowledgement"
"""Key: claim of an arrival by folder."""

DELIVER_ANSWER = "deliver-answer"
"""Key: claim|declaration."""

DELIVER_DOCUMENT = "deliver-document"
"""Key: claim|number of the document."""

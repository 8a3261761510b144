"""Claims: what an assessment makes due, until when, how it is paid, and the last notice when it is not."""

"""Pictures of the documents: golden ones that show what a change does to a page, and the gallery of the docs."""

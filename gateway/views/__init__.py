"""What is shown of rows, as JSON-ready data: the same for HTTP and for pages.

A view is a function of rows that `queries/` read, be it of the ledger or of a past instant. It reads nothing, and knows
no addresses: whoever shows it says by `AddressOf` where each thing is fetched.
"""

"""Documents that the gateway issues: what each kind is made of."""

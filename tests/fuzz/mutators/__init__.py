"""How inputs are changed. Each mutator takes a source of chance and bytes, and is the same for the same chance."""

"""The kit of test vectors, made: sound declarations of every régime, and the cases of the tests applied to them."""

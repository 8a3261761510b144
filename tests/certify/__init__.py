"""The kit of test vectors, and `dumgate certify`: its parts, and a real service tried through both doors."""

"""The HTTP door: submissions in, status, responses and documents out, payments by the office."""

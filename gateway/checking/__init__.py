"""What `dumgate check` looks at, one file for each thing; nothing is changed but by `mending.py`."""

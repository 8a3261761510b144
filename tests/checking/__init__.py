"""What `dumgate check` and health tell, each thing broken once."""

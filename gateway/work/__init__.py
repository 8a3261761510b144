"""What is still to do, who does it, and what becomes of what fails."""

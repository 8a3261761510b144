"""What comes in by partners' folders: complete, once, and nothing else."""

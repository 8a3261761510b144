"""What goes out to partners' folders, whole or not at all."""

"""Takes: everything that was ever offered for a panel, why, and how to have it again."""

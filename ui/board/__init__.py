"""The board: a story's panels as cards in a grid."""

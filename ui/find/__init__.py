"""Finding and replacing words in a story."""

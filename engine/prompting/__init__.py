"""From a story to the embeddings the language model reads."""

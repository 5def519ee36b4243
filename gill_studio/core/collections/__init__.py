"""Collections: the writer's pictures with their captions. Originals are never touched."""

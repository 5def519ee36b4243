"""The library: the writer's collections of pictures, to look through, to search and to caption."""

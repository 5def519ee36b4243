"""The picture-book world and the recipe that trains the bundled starter model in it."""

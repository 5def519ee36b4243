"""The recipe that trains the bundled starter model in the picture-book world, from nothing."""

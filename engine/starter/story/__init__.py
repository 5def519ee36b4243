"""The stories of the picture-book world: their sentences, what they reveal, and the texts to train on."""

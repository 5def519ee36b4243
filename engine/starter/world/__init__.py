"""The picture-book world: `facts` says what can be the case, `picture` draws it."""

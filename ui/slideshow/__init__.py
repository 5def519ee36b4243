"""The story as one sees it told: a picture at a time, large, with its caption."""

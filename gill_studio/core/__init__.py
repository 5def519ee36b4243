"""What the window, the engine and the commands share: plain Python, no Qt, no torch."""

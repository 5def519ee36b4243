"""What stands beside a story: pages about the panel in focus, and whatever else is registered in `ui.pages`."""

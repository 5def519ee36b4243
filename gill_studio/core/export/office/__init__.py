"""Word and PowerPoint files, by packages that are installed with the extra `office`."""

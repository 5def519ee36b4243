"""PDF: Typst sets the pages with placeholders for the pictures, whose bytes then go in as they are."""

"""Two versions of the spec compared: in text and as a picture."""

"""How fast a redline is, beside the floor that any engine has to pay. It measures; it never fails on a time."""

"""What the other side did to a file that was sent: their file read against ours, letter by letter."""

"""What the service carries beside a bare route: ``make bench-service``."""

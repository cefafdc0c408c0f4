"""What the cases exercise: every conclusion, every side of every condition, and both sides of every boundary."""

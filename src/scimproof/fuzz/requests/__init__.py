"""Single random requests, and the rules by which their answers are judged."""

"""Single odd requests, and the rules that their answers are judged by."""

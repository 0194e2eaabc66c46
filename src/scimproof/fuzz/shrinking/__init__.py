"""A finding cut down to the shortest sequence of requests that shows it."""

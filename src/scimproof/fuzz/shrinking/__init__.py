"""Reduces a finding to the shortest sequence of requests that shows it."""

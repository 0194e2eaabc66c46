"""Calibration: a few requests before the first verdict that find out what a target accepts.

Nothing here judges. Where Entra needs what the target refuses, a requirement says so; what is learned keeps that one
refusal from hiding everything else.
"""

"""What holds of any answer, whichever case asked for it: all exchanges of a run, judged once its cases are over."""

"""What is typed after `run.py`: one module per subject. Heavy imports wait for the command that needs them."""

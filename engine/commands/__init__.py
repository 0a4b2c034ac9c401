"""What is typed after `run.py`: one module per subject. Heavy imports wait for the command that needs them."""

INSTALLED = "lancez « .venv/bin/python run.py », après l’installation décrite dans README.md."

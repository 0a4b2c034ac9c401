"""Why a file cannot be kept: one word each, that who receives files puts in a sentence."""

DAMAGED, TOO_LARGE, LOCKED, RUNS, HIDES = "abime", "trop-grande", "mot-de-passe", "programme", "autre-chose"

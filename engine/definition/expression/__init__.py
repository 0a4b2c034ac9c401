"""The language of `calcul`: a formula in French read into a tree, judged for its names and types, then computed."""

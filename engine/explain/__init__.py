"""A démarche told in one page of French, for whoever answers for it: words, tables of who and when, drawings."""

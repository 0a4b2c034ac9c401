"""What other platforms export, turned into our files, with a report of what was kept, approximated or left.

Reading (`markup`, `publik`, `numerique`) gives a neutral `model`; `process` and its neighbours write it in our language.
Nothing here raises for what a file says: what is not understood is said in the report.
"""

"""A file as it arrives: what it truly is, whether it may be kept, and a picture made anew.

Bytes in, bytes out. Decoders of hostile files run apart, in a process with little time and little memory. Knows no
question, no person and no database.
"""

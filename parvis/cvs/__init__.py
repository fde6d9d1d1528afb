"""CVs, who may open them, and who did.

Will own `CV`, `CVAccess`, `CVView`, text extraction, search and the CV book. Never contains interviews.
Words: CV, access (a right), view (one opening).
"""

"""What the edition was: figures, papers, exports, handover; and the demo edition.

Reads every app; nobody imports it. Writes only by calling the actions of others.
"""

"""What any web application needs and nothing a fair needs: no table, no domain word.

Money in cents, dates as people say them, `Refused`, the file reader, tables, printed papers, uploads,
backups, the interface's components. It could be published as a library; it imports nothing of Parvis.
"""

"""The year: its days, windows, team, vocabulary and history.

Owns `Association`, `Edition`, `EditionDay`, `Window`, `Membership`, `Term`, `Todo`, `Note`, `FileImport` and
`LogEntry`. Never contains anything about exhibitors or visitors.
Words: edition (one year's forum), member, pole, role, window (named dates between which something is open).
"""

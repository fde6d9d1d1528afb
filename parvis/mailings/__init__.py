"""One mailing to an audience.

Will own `Campaign` and audiences built from lower apps' queries. Never contains delivery.
Words: campaign (one mailing), message (one mail to one person).
"""

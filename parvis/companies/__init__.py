"""Who we know, across the years.

Owns `Company` (a division is a company with a parent), `Contact`, `Interaction`, `Stage`, `Opportunity`, held
duplicates. Never contains prices. Words: company, contact, opportunity, stage.
"""

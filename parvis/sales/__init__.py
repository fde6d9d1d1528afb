"""From the price list to the signed contract.

Owns `Package`, `Option`, `PriceRule`, `Quote`, `Contract`, `Signature`, general terms by version.
Never contains booth numbers or invoices. Words: package, option, quote, contract.
"""

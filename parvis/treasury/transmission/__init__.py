"""How issued papers leave for the platform of the French reform: where each goes, who carries it, what comes back.

`platform.py` is the interface; `manual.py` and `simulated.py` are the two platforms that come with the product.
"""

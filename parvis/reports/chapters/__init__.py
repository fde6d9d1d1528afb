"""The chapters of the edition report: the same words and figures for the page and for the paper."""

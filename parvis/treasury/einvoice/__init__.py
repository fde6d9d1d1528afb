"""E-invoices: the frozen facts of a paper by the terms of EN 16931, the XML made of them, and its checks.

`facts` writes what a paper says as the dictionary that factur-x takes; `asking` has a child process make the XML and
check it (`desk` is the child: schema, EN 16931, French rules, `arithmetic`); `container` marks the PDF that carries it.
"""

"""Who can sign in, and from where.

Owns `User`, `School`, invitation links, `ApiToken`, the sign-in doors; announces `user_erased`.
Never contains roles: what a person may do in an edition is `editions.Membership`.
Words: user, school, invitation, token, scope.
"""

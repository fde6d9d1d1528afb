"""The surfaces of the site, as prefixes of addresses."""

TEAM = "team/<slug:edition>/"
PORTAL = "exhibitor/<slug:edition>/"
SPACE = "me/<slug:edition>/"

"""The pipeline a new edition starts with: slug, French, English, probability in percent, outcome."""

STAGES = [
    ("to_contact", "À contacter", "To contact", 5, "open"),
    ("contacted", "Contactée", "Contacted", 15, "open"),
    ("interested", "Intéressée", "Interested", 35, "open"),
    ("quote_sent", "Devis envoyé", "Quote sent", 60, "open"),
    ("negotiating", "En négociation", "Negotiating", 80, "open"),
    ("won", "Gagnée", "Won", 100, "won"),
    ("lost", "Perdue", "Lost", 0, "lost"),
]

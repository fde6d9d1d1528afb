"""The words of the demo: presentations, job offers, messages. Invented, and in French as a team writes."""

ABOUT = {  # sector -> what such a company does, in French and in English
    "conseil-it": (
        "Nos équipes accompagnent les grandes transformations, de la stratégie à la mise en service.",
        "Our teams carry large changes from strategy to the first day of use.",
    ),
    "logiciel": (
        "Nous concevons, écrivons et maintenons nos logiciels dans la même maison.",
        "We design, write and maintain our software under one roof.",
    ),
    "telecoms": (
        "Nous construisons les réseaux qui relient les personnes, les usines et les satellites.",
        "We build the networks that connect people, plants and satellites.",
    ),
    "cybersecurite": (
        "Nous protégeons des systèmes que personne ne peut se permettre d’arrêter.",
        "We protect systems that nobody can afford to stop.",
    ),
    "banque": (
        "Nos métiers mêlent mathématiques, systèmes d’information et relation de long terme.",
        "Our work mixes mathematics, information systems and long relationships.",
    ),
    "finance": (
        "Chercheurs et développeurs travaillent dans la même pièce, sur les mêmes modèles.",
        "Researchers and developers work in one room on the same models.",
    ),
    "industrie": (
        "Nous concevons et produisons en France, avec des ateliers que l’on peut visiter.",
        "We design and produce in France, in workshops you can visit.",
    ),
    "energie": (
        "Équilibrer un réseau, c’est prévoir, mesurer et décider chaque seconde.",
        "Balancing a grid means forecasting, measuring and deciding every second.",
    ),
    "defense": (
        "Nous concevons des systèmes sûrs, de la conception à trente ans de service.",
        "We design safe systems, from drawing board to thirty years of service.",
    ),
    "transport": (
        "Nous faisons circuler les personnes et les marchandises avec moins d’énergie.",
        "We move people and goods with less energy.",
    ),
    "recherche": (
        "Doctorants, ingénieurs et chercheurs y publient ensemble et transmettent.",
        "PhD students, engineers and researchers publish together and pass it on.",
    ),
    "sante": (
        "Nos outils aident les soignants à décider, et disent pourquoi.",
        "Our tools help carers to decide, and say why.",
    ),
}
JOIN_FR = "Venez parler de vos projets : nous recrutons stagiaires, alternants et jeunes diplômés toute l’année."
JOIN_EN = "Come and talk about your projects: we hire interns, apprentices and graduates all year round."
OFFERS = {  # kind of job -> titles
    "stage": [
        "Stage — ingénierie logicielle",
        "Stage — apprentissage automatique",
        "Stage — sécurité des systèmes",
        "Stage — réseaux et protocoles",
        "Stage — analyse de données",
    ],
    "alternance": [
        "Alternance — développement web",
        "Alternance — exploitation cloud",
        "Alternance — qualité logicielle",
    ],
    "cdi": [
        "Ingénieur logiciel (F/H)",
        "Ingénieur données (F/H)",
        "Consultant technique (F/H)",
        "Ingénieur réseaux (F/H)",
    ],
    "these": ["Thèse — optimisation distribuée", "Thèse — communications quantiques"],
    "vie": ["VIE — ingénieur d’intégration, Montréal", "VIE — développeur, Singapour"],
    "cesure": ["Césure — prototypage produit", "Césure — science des données"],
}
OFFER_TEXT = "Dans une équipe de six à dix personnes, vous menez un sujet du cadrage à la mise en service."
QUESTIONS = [  # from the exhibitor, our answer; an empty answer is still owed
    (
        "Bonjour, à partir de quelle heure pouvons-nous installer notre stand ?",
        "Bonjour, dès 7 h le jour du forum, porte des livraisons.",
    ),
    ("Peut-on ajouter une prise électrique derrière le comptoir ?", "Oui, jusqu’à 1 kW sans supplément. C’est noté."),
    (
        "Notre logo a changé, vers qui l’envoyer ?",
        "Vous pouvez le remplacer vous-même dans votre espace, rubrique Page de l’entreprise.",
    ),
    ("Combien de visiteurs attendez-vous cette année ?", "Un peu plus de mille, comme l’an dernier."),
    (
        "Un de nos intervenants est en fauteuil roulant : les salles sont-elles accessibles ?",
        "Oui, toutes, et une place de stationnement peut être réservée.",
    ),
    ("Pouvez-vous nous mettre à côté d’Ubrys Partners ?", ""),
    ("Il nous faudrait un bon de commande rappelé sur la facture, est-ce possible ?", ""),
    ("Nous viendrons finalement à cinq, peut-on acheter deux badges de plus ?", ""),
]
CALLS = [
    "Message laissé, rappeler en fin de semaine.",
    "Échange agréable : l’an dernier s’est bien passé, ils reviennent si le budget est confirmé.",
    "Demande la brochure et la liste des écoles.",
    "Attend l’arbitrage de son service achats.",
    "Souhaite un stand plus grand que l’an dernier.",
    "Nouvelle interlocutrice, tout présenter depuis le début.",
]
NEXT_STEPS = [
    "Rappeler pour le budget",
    "Envoyer la brochure",
    "Relancer le devis",
    "Proposer un rendez-vous",
    "Demander le nom du signataire",
]
LOST = ["Budget de recrutement gelé", "Participe à un autre forum le même jour", "Pas de réponse après cinq relances"]

"""First texts of the public pages, to be corrected by the team before the edition opens. (French, English)"""

PRACTICAL = (
    """## Venir

Le forum a lieu sur le site indiqué ci-dessus. L’entrée est libre et gratuite, sur inscription.

## Le jour même

- Gardez votre badge à portée de main : il s’affiche sur votre téléphone, sans réseau.
- Les portes ouvrent à l’heure annoncée ; la première demi-heure est la plus chargée.
- Le lieu est accessible en fauteuil roulant ; dites-nous ce qu’il vous faut à l’inscription.
""",
    """## Getting there

The fair takes place at the address above. Entry is free, with a registration.

## On the day

- Keep your badge at hand: it shows on your phone, without network.
- Doors open at the time announced; the first half hour is the busiest.
- The place is accessible by wheelchair; tell us what you need when you register.
""",
)
LEGAL = (
    """## Éditeur

Ce site est publié par l’association organisatrice, dont le nom, le siège et le numéro RNA figurent ci-dessous.

## Hébergement

Le nom et l’adresse de l’hébergeur figurent ci-dessous.
""",
    """## Publisher

This site is published by the organising association, whose name, seat and registration number stand below.

## Hosting

The name and address of the host stand below.
""",
)
PRIVACY = (
    """## Qui utilise vos données, et pourquoi

L’association organisatrice est responsable de vos données. Elle les utilise pour vous inscrire, vous laisser entrer et vous informer de cette édition ; rien n’est vendu, rien n’est suivi.

## Ce que nous gardons

Votre nom, votre école, votre adresse e-mail et ce que vous dites chercher. Les passages aux portes sont rendus anonymes six mois après le forum.

## Les entreprises

Une entreprise ne voit votre profil que si vous l’avez accepté, et vous pouvez le retirer à tout moment, en un clic.

## Vos droits

Vous pouvez voir, corriger, exporter et faire effacer vos données depuis votre espace, ou en nous écrivant. Vous pouvez saisir la CNIL (cnil.fr).

## Cookies

Un cookie de session, un de sécurité et un pour la langue. Aucun traceur, donc aucun bandeau.
""",
    """## Who uses your data, and why

The organising association is the controller of your data. It uses them to register you, let you in and inform you about this edition; nothing is sold, nothing is tracked.

## What we keep

Your name, school, e-mail address and what you say you are looking for. Passages at the doors are made anonymous six months after the fair.

## Companies

A company sees your profile only if you agreed, and you can withdraw at any moment, in one click.

## Your rights

You can see, correct, export and erase your data from your space, or by writing to us. You can complain to the CNIL (cnil.fr).

## Cookies

One for the session, one for security, one for the language. No tracker, hence no banner.
""",
)
PRESS = (
    """## Contact presse

Écrivez-nous : nous répondons dans la journée, avec chiffres et visuels.
""",
    """## Press contact

Write to us: we answer within the day, with figures and pictures.
""",
)
TEXTS = {"practical": PRACTICAL, "legal": LEGAL, "privacy": PRIVACY, "press": PRESS}

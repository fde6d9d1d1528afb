"""The first version of what a visitor may agree to, until the team publishes its own."""

from parvis.visitors.models import ConsentText

SHARE_PROFILE = "share_profile"

TEXTS = {
    SHARE_PROFILE: (
        "J’accepte que mon nom, mon école, mon année, mes domaines et ce que je recherche soient transmis à tous les "
        "exposants de cette édition, qui peuvent m’écrire pour un recrutement. Chacun les efface au plus tard deux ans "
        "après, ou dès que je retire cet accord. Venir au forum n’en dépend pas.",
        "I agree that my name, school, year, fields and what I am looking for are passed on to all exhibitors of this "
        "edition, who may write to me about recruitment. Each of them deletes these data after two years at the "
        "latest, or as soon as I withdraw. Coming to the fair does not depend on it.",
    ),
}


def shown_text(purpose: str, language: str) -> str:
    """The newest published words for this purpose in the reader's language, else the first version's."""
    published = ConsentText.objects.filter(purpose=purpose).order_by("-version").first()
    text_fr, text_en = (published.text_fr, published.text_en) if published else TEXTS[purpose]
    return text_en if language == "en" else text_fr

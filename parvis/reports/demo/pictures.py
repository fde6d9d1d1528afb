"""Logos and papers of invented companies, drawn rather than shipped."""

import io
import time
from random import Random

from PIL import Image, ImageDraw, ImageFont

from parvis.core.uploads import CleanImage, CleanPdf

LOGO_SIZE = (480, 240)
PAPER_SIZE = (620, 877)
DRAWN = time.gmtime(946_684_800)


def logo(name: str, dice: Random) -> CleanImage:
    """The initials on a colour, round or square."""
    hue = dice.randrange(360)
    image = Image.new("RGB", LOGO_SIZE, "white")
    pen = ImageDraw.Draw(image)
    shape = pen.ellipse if dice.random() < 0.4 else pen.rectangle
    shape((20, 20, 220, 220), fill=f"hsl({hue}, 62%, 38%)")
    initials = "".join(word[0] for word in name.split()[:2]).upper()
    pen.text((120, 120), initials, fill="white", font=ImageFont.load_default(size=92), anchor="mm")
    for row in range(3):
        width = 70 + dice.randrange(120)
        pen.rectangle((250, 70 + row * 45, 250 + width, 84 + row * 45), fill=f"hsl({(hue + 30 * row) % 360}, 45%, 55%)")
    file = io.BytesIO()
    image.save(file, "PNG")
    return CleanImage(file.getvalue(), "png", *LOGO_SIZE)


def certificate(name: str) -> CleanPdf:
    """A page that stands for the paper an exhibitor sends."""
    image = Image.new("RGB", PAPER_SIZE, "white")
    pen = ImageDraw.Draw(image)
    pen.text((60, 80), "Attestation d'assurance", fill="black", font=ImageFont.load_default(size=34))
    pen.text((60, 150), name.encode("ascii", "ignore").decode(), fill="black", font=ImageFont.load_default(size=24))
    file = io.BytesIO()
    image.save(file, "PDF", creationDate=DRAWN, modDate=DRAWN)
    return CleanPdf(file.getvalue(), "pdf", 1)

"""Logos and papers of invented companies, drawn rather than shipped."""

import io
import time
from random import Random

from PIL import Image, ImageDraw, ImageFont

from parvis.core.text import fold
from parvis.core.uploads import CleanImage, CleanPdf

LOGO_SIZE = (256, 256)
PAPER_SIZE = (620, 877)
DRAWN = time.gmtime(946_684_800)


def logo(name: str, dice: Random) -> CleanImage:
    """The initials on two colours, round or square."""
    hue = dice.randrange(360)
    image = Image.new("RGB", LOGO_SIZE, "white")
    pen = ImageDraw.Draw(image)
    shape = pen.ellipse if dice.random() < 0.4 else pen.rectangle
    shape((8, 8, 247, 247), fill=f"hsl({hue}, 62%, 36%)")
    shape((168, 168, 236, 236), fill=f"hsl({(hue + dice.randrange(40, 320)) % 360}, 70%, 62%)")
    initials = "".join(word[0] for word in fold(name).split()[:2]).upper()
    pen.text((124, 122), initials, fill="white", font=ImageFont.load_default(size=112), anchor="mm")
    file = io.BytesIO()
    image.save(file, "PNG")
    return CleanImage(file.getvalue(), "png", *LOGO_SIZE)


def certificate(name: str) -> CleanPdf:
    """A page that stands for the paper an exhibitor sends."""
    image = Image.new("RGB", PAPER_SIZE, "white")
    pen = ImageDraw.Draw(image)
    pen.text((60, 80), "Attestation d'assurance", fill="black", font=ImageFont.load_default(size=34))
    pen.text((60, 150), fold(name).title(), fill="black", font=ImageFont.load_default(size=24))
    file = io.BytesIO()
    image.save(file, "PDF", creationDate=DRAWN, modDate=DRAWN)
    return CleanPdf(file.getvalue(), "pdf", 1)


def receipt(title: str, number: str, day: str) -> CleanImage:
    """A page that stands for a bill, or for the receipt of a shop."""
    image = Image.new("RGB", PAPER_SIZE, "white")
    pen = ImageDraw.Draw(image)
    for place, (words, size) in enumerate(((title, 30), (number, 24), (day, 24))):
        pen.text((60, 80 + 60 * place), fold(words).title(), fill="black", font=ImageFont.load_default(size=size))
    file = io.BytesIO()
    image.save(file, "PNG")
    return CleanImage(file.getvalue(), "png", *PAPER_SIZE)

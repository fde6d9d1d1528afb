"""Components and forms as pages use them."""

import pytest
from django import forms
from django.template import RequestContext
from django.template.engine import Engine
from django.test import Client, RequestFactory
from django_cotton.compiler_regex import CottonCompiler
from pytest_django import Settings


class PersonForm(forms.Form):
    """Every way a field can be drawn."""

    name = forms.CharField(label="Name", help_text="As on the badge")
    note = forms.CharField(label="Note", required=False)
    agreed = forms.BooleanField(label="I agree")
    size = forms.ChoiceField(label="Size", choices=[("s", "Small"), ("l", "Large")], widget=forms.RadioSelect)
    key = forms.CharField(widget=forms.HiddenInput)


def draw(source: str, **values: object) -> str:
    request = RequestFactory().get("/")
    template = Engine.get_default().from_string(CottonCompiler().process(source))
    return template.render(RequestContext(request, values))


def test_a_field_ties_its_hint_and_its_error_to_the_control() -> None:
    drawn = str(PersonForm({"name": ""})["name"].as_field_group())

    assert '<label class="label" for="id_name">' in drawn
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert '<div class="hint" id="id_name_helptext">' in drawn
    assert '<ul class="errors" id="id_name_error">' in drawn


def test_fields_that_may_stay_empty_say_so() -> None:
    form = PersonForm()

    assert "optional" in str(form["note"].as_field_group())
    assert "optional" not in str(form["name"].as_field_group())


def test_a_group_of_choices_is_a_fieldset_with_a_legend() -> None:
    drawn = str(PersonForm()["size"].as_field_group())

    assert "<fieldset" in drawn
    assert "<legend" in drawn
    assert drawn.count('<label class="check"') == 2


def test_a_form_brings_its_token_its_key_and_its_fields() -> None:
    drawn = draw('<c-form :form="form" submit="Send" cancel="/back/" />', form=PersonForm())

    assert 'name="csrfmiddlewaretoken"' in drawn
    assert 'name="request_key"' in drawn
    assert 'id="id_name"' in drawn
    assert 'type="hidden" name="key"' in drawn
    assert 'href="/back/"' in drawn
    assert "data-form-summary" not in drawn


def test_a_refused_form_begins_with_what_to_correct() -> None:
    form = PersonForm({"name": "<b>", "agreed": "on"})
    form.add_error(None, "Too late.")
    drawn = draw('<c-form :form="form" />', form=form)

    assert "data-form-summary" in drawn
    assert "Too late." in drawn
    assert 'href="#id_size' in drawn
    assert 'value="&lt;b&gt;"' in drawn


def test_values_of_people_are_escaped_in_attributes() -> None:
    drawn = draw('<c-button href="{{ evil }}" label="{{ evil }}" data-x="{{ evil }}" />', evil='"><script>')

    assert "<script>" not in drawn


def test_a_component_sees_its_attributes_not_the_page() -> None:
    assert "leak" not in draw("<c-card>x</c-card>", title="leak", actions="leak")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_living_page_shows_every_component(client: Client, settings: Settings, language: str) -> None:
    settings.DEMO_OPEN = True

    page = client.get(f"/dev/components/?lang={language}").content.decode()

    marks = [
        "btn-primary",
        "status-bad",
        "kpi",
        "steps",
        "timeline",
        "table",
        "pagination",
        "bars",
        "stack",
        "columns",
        "sparkline",
    ]
    marks += [
        "verdict-again",
        "pass",
        "toast",
        "dialog",
        "palette",
        "empty",
        "facts",
        "lines",
        "drop",
        "copy",
        "bulk",
        "tabs",
        "crumbs",
    ]
    assert [mark for mark in marks if f'class="{mark}' not in page and f" {mark}" not in page] == []


@pytest.mark.django_db
def test_the_living_page_does_not_exist_outside_demo_mode(client: Client, settings: Settings) -> None:
    settings.DEMO_OPEN = False

    assert client.get("/dev/components/").status_code == 404

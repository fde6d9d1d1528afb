"""What people type about their account."""

from django import forms

from parvis.accounts.models import User


class ProfileForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ("first_name", "last_name", "language")

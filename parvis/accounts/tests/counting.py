"""A hasher that counts: tests ask how often a password was hashed, not how long it took."""

from django.contrib.auth.hashers import MD5PasswordHasher

hashed: list[str] = []


class CountingHasher(MD5PasswordHasher):
    def encode(self, password: str, salt: str) -> str:
        hashed.append(password)
        return super().encode(password, salt)

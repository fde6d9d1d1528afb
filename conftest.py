"""What every test needs before it starts: the French sentences, compiled."""

from parvis.core.messages import compile_all


def pytest_configure() -> None:
    compile_all()

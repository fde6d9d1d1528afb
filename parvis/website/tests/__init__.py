"""Tests of website."""

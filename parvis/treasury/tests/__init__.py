"""Tests of treasury."""

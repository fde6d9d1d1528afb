"""Tags of companies."""

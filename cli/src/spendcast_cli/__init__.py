"""The spendcast command."""

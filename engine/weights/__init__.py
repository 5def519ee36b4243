"""Weights on this computer: find, verify, install and remove them; `hub` alone reaches outside."""

"""Measurements on any model: parity with the authors, and the paper's figures."""

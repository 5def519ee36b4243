"""The parts of GILL and their composition."""

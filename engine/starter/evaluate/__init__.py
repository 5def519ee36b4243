"""Everything that measures the starter model: against the world's ground truth, with intervals."""

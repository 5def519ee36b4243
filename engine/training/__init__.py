"""The objective and the loop that train an adapter."""

"""What this computer has, what a model needs, and the plan that fits the one into the other.

`memory`, `sizes`, `workspace`, `plan` and `words` are plain Python; `probe`, `count` and `quantize` import
torch and its companions when they are called.
"""

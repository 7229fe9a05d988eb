"""Learn from what people coded, judge it beside them, and say what may count: the one door to this folder."""

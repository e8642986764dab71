"""Pictures of answers, and a page of all of them. Needs matplotlib."""

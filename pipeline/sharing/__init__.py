"""What leaves the team: names replaced, words withheld, people told of as they agreed; and who still holds what."""

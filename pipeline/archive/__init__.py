"""A shared study for a repository and its reviewers: one zip that describes and checks itself."""

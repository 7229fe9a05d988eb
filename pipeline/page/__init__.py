"""The coding page: a small web server on this machine's loopback where people read and code."""

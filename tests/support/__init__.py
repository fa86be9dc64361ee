"""What several test files share: doubles, wrong systems, clients, TLC, the browser."""

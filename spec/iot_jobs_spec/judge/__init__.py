"""The judge: pure functions of recorded histories. It sends no request."""

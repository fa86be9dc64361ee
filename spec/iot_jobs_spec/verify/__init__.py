"""The spec verified: explored exhaustively, proved for any size, and held against its sources."""

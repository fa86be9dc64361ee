"""check the page against its claims, and the claims against botocore's models"""

"""What a check says, and how it is written: text, JSON, JUnit XML, HTML, scripts, drawings."""

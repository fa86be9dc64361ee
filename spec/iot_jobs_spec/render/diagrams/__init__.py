"""The drawings: the table as graphs, the graphs as DOT, Mermaid and SVG."""

"""What reads the law: YAML to nodes, nodes to one checked Rulebook, and the language of its formulas."""

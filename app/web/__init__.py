"""How a page is made: templates, forms, sessions, error pages; nothing of the domain."""

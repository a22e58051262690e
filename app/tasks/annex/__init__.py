"""Reading annexes of directives (phụ lục giao nhiệm vụ) and judging how clear their tasks are.

``reader.read_annex`` turns the bytes of a file into an ``annex.Annex``; ``bodies.read_lead`` and
``phrases.read_deadline`` judge one phrase; ``summary.summarise`` counts; ``keys.row_key`` says which row it is.
"""

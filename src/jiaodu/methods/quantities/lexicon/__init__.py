"""Words that the reader of numbers knows: characters, units, hedges, names. Lists of the language, not of one text.

Floor: methods. In: nothing. Out: tables, one module a kind of word.
"""

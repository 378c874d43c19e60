"""Methods that know nothing of education: given data, they give data.

Floor: methods, below core. In: plain values. Out: plain values.
"""

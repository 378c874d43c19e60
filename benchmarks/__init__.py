"""Benchmarks: how fast jiaodu computes, loads and starts, beside other ways of doing the same work.

In: a size. Out: measured lines, each with its goal. Run with `python -m benchmarks` or `make bench`.
"""

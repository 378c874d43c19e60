"""The contenders: different ways to the same 120 indicators at three levels.

In: a `Setting` (store, framework, size, workload). Out: values by indicator and level, in the order unit, period.
"""

"""jiaodu (教督): evaluate how a government fulfils its education duty, with every figure traceable."""

__version__ = "0.1.0.dev0"

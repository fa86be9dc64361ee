"""Docstrings as data: the help of commands, and the descriptions of requests and machines."""

from __future__ import annotations

import ast
import inspect
import sys
from textwrap import dedent
from types import ModuleType


def docstring(of: type | ModuleType) -> str:
    """The docstring of a class or module, without indents; empty for none.

    Under ``python -OO`` there is none at run time, so the source is read.
    """
    if sys.flags.optimize < 2:
        return inspect.cleandoc(of.__doc__ or "")
    # Python 3.14 leaves docstrings out of the tree too, unless it is told not to.
    source, only = dedent(inspect.getsource(of)), ast.PyCF_ONLY_AST
    tree = compile(source, "<docstring>", "exec", only, dont_inherit=True, optimize=0)
    node = tree if isinstance(of, ModuleType) else tree.body[0]
    assert isinstance(node, ast.Module | ast.ClassDef)
    return ast.get_docstring(node) or ""

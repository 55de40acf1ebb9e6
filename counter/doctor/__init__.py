"""Looks at a workstation from outside (开窗自检): each thing in order, or what to do about it."""

"""Loads the dated policy, checklists and consent texts from data files, naming what is wrong."""

from counter.policy.checklists import load_checklists
from counter.policy.consents import load_consents
from counter.policy.entries import PolicyError
from counter.policy.values import load_policy

__all__ = ["PolicyError", "load_checklists", "load_consents", "load_policy"]

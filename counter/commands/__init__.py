"""The sub-commands of ``counter``, one module each with ``add_arguments(parser)`` and
``run(options) -> exit status``."""

"""What went wrong, in the clerk's words, or that it is a bug."""

from collections.abc import Iterable

from counter.windows.screen import Message


def message_of(error: Exception) -> Message | None:
    """The message for a trouble that has a sentence for the clerk; nothing for a bug.

    Refusals of the workflows, of the centre and of the local store all carry one.
    """
    sentence = getattr(error, "sentence", None)
    if not isinstance(sentence, str):
        return None
    happened, dot, next_step = sentence.partition("。")
    return Message(happened + dot, next_step)


def warning_of(words: Iterable[str]) -> Message | None:
    """What a verb that went through leaves to look at, each thing said once; nothing when there
    is nothing."""
    said = "；".join(dict.fromkeys(words))
    return Message(said, state="warn") if said else None

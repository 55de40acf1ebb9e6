"""What went wrong, in the clerk's words, or that it is a bug."""

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

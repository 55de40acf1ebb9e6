"""The day report of a window or of the hall: facts, figures, proof, words, workbook."""

"""The questionnaire itself: what to ask next, why, how far it is, and what each answer leads to."""

"""What makes customers stay: promises, questions, moods, checks of a text, and the calendar they are counted on."""

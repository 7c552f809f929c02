"""The rules that Scripts/lint holds the repository to, a module a subject."""

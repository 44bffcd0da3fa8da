"""Where things stand and what is said of them: the project's folders, its problems, what each table holds, what is kept."""

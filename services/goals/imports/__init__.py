"""Others' files, made into commands; what is wrong is named by line and column."""

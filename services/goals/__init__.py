"""Goals: decides what people aim for, how they get there, and which roles ask for what."""

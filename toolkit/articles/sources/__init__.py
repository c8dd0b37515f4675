"""Where articles come from when they are not files yet: feeds, pages, public archives.

Nothing here runs unless it is called. Every function fetches into a folder of ordinary
files, says of each address what became of it, and goes on where it was when it is
called again. ``read_articles`` reads the folder.
"""

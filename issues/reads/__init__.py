"""One named read a screen. Each returns frozen plain data for its template and writes nothing."""

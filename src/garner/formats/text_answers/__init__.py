"""The formats ``slash`` (GIELLM, OIELLM) and ``lines`` (RUIE): short strings, quoted only where they would be misread."""

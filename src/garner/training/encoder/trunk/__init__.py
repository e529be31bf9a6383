"""Where the encoder starts from: a multilingual trunk out of a public package, cut to the pieces of three languages."""

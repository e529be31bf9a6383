"""What a language model is asked: versioned template files in English, Chinese and Japanese, rendered by one function."""

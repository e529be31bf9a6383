"""Who answers: the embedded encoder, chat servers, recorded and scripted models, plug-ins."""

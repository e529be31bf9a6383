"""GLiNER's own code on the sentences of benchmarks/encoder.py: run by that script, with the peer's own interpreter.

Its model has the shape of DeBERTa-v3-small and random weights, which change what it finds and not how long it takes; nothing is
downloaded. Its words become tokens as garner's do. The first line of standard input is one JSON object (``texts``, ``labels``,
``batch``, ``threads``, ``tokenizer``: a ``tokenizer.json``); to it, and to every line after it, one JSON line is answered:
to the first the versions, to the others the seconds that all texts took and the most memory held so far (MiB).
"""

import json
import os
import resource
import sys
import tempfile
from importlib.metadata import version
from time import perf_counter

SHAPE = {
    "model_type": "deberta-v2",
    "hidden_size": 768,
    "num_hidden_layers": 6,
    "num_attention_heads": 12,
    "intermediate_size": 3072,
    "max_position_embeddings": 512,
    "relative_attention": True,
    "position_buckets": 256,
    "norm_rel_ebd": "layer_norm",
    "share_att_key": True,
    "pos_att_type": ["p2c", "c2p"],
    "layer_norm_eps": 1e-7,
    "max_relative_positions": -1,
    "position_biased_input": False,
    "type_vocab_size": 0,
}
"""DeBERTa-v3-small."""


def main() -> None:
    """Read the texts once for every line on standard input."""
    answers, sys.stdout = sys.stdout, sys.stderr  # what libraries print must not stand between answers
    request = json.loads(sys.stdin.readline())
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch

    torch.set_num_threads(request["threads"])
    model = _model(request["tokenizer"])
    texts, labels, batch = request["texts"], request["labels"], request["batch"]
    model.inference(texts[:batch], labels, batch_size=batch)
    answer: dict[str, object] = {name: version(name) for name in ("gliner", "torch", "transformers")}
    while True:
        print(json.dumps(answer), file=answers, flush=True)
        if not sys.stdin.readline():
            return
        started = perf_counter()
        model.inference(texts, labels, batch_size=batch)
        answer = {
            "seconds": perf_counter() - started,
            "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }


def _model(tokenizer: str):
    from gliner import GLiNER
    from transformers import PreTrainedTokenizerFast

    marks = {"cls_token": "<s>", "sep_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    with tempfile.TemporaryDirectory() as folder:
        words = PreTrainedTokenizerFast(tokenizer_file=tokenizer, **marks)
        words.save_pretrained(folder)
        config = {
            "model_name": folder,
            "span_mode": "markerV0",
            "max_width": 12,
            "hidden_size": 512,
            "max_len": 384,
            "encoder_config": SHAPE | {"vocab_size": len(words)},
        }
        return GLiNER.from_config(config, backbone_from_pretrained=False)


if __name__ == "__main__":
    main()

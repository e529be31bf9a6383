"""LangExtract on the documents of benchmarks/throughput.py: run by that script, with the peer's own interpreter.

Reads one JSON object from standard input: ``url``, ``texts``, ``warm`` (documents to warm up with), ``workers``, ``batch``.
Writes one to standard output: the seconds that the texts took, and the version.
"""

import json
import sys
from importlib.metadata import version
from time import perf_counter


def main() -> None:
    """Read the texts named on standard input."""
    import langextract as lx
    from langextract.core.data import Document
    from langextract.providers.openai import OpenAILanguageModel

    request = json.load(sys.stdin)
    model = OpenAILanguageModel("simulated", api_key="none", base_url=request["url"], max_workers=request["workers"])
    people = [lx.data.Extraction("person", "Ada Lovelace"), lx.data.Extraction("city", "London")]
    example = lx.data.ExampleData("Ada Lovelace left London.", people)

    def read(texts: list[str], batch: int) -> float:
        documents = [Document(text=text, document_id=str(number)) for number, text in enumerate(texts)]
        started = perf_counter()
        results = lx.extract(
            documents,
            prompt_description="Extract persons and cities.",
            examples=[example],
            model=model,
            batch_length=batch,
            max_workers=request["workers"],
            max_char_buffer=2000,
            show_progress=False,
        )
        seconds = perf_counter() - started
        assert len(results) == len(texts)
        assert all(len(result.extractions) == 4 for result in results)
        return seconds

    read(request["texts"][: request["warm"]], request["workers"])
    seconds = read(request["texts"], request["batch"])
    print(json.dumps({"seconds": seconds, "version": version("langextract")}))


if __name__ == "__main__":
    main()

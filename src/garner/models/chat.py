"""Any OpenAI-compatible chat server as a text generator, through the official ``openai`` client."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from garner.errors import MissingDependency, ModelError, ModelUnavailable, NotConfigured
from garner.models.chat_dialect import Dialect, parameters
from garner.models.chat_errors import ServerAnswer, explain, sentence, unreadable
from garner.models.chat_reply import read_reply
from garner.models.keys import KEY_FILE_VARIABLE, KEY_VARIABLES, Key, find_key, is_local, public_address
from garner.models.settings import ModelSettings
from garner.passages import estimate_tokens
from garner.values import Reply, Request

if TYPE_CHECKING:
    from openai import AsyncOpenAI

__all__ = ["OPENAI_URL", "ChatModel"]

OPENAI_URL = "https://api.openai.com/v1"
# A server that is up accepts a connection at once, however long it then thinks.
_CONNECT_SECONDS = 10.0
_NO_SECRETS_IN_URLS = f"Addresses end up in logs: set {KEY_VARIABLES[0]} instead."
_log = logging.getLogger(__name__)
_open: set[AsyncGenerator[AsyncOpenAI]] = set()


class ChatModel:
    """A model behind an OpenAI-compatible chat endpoint.

    One call is one HTTP request (plus one for each thing the server turns out not to understand, once a run): whoever wants
    retries, limits or a budget puts them around it. It may be used from several event loops, in turn or side by side.
    """

    def __init__(
        self,
        model: str,
        base_url: str,
        key: Key | None,
        settings: ModelSettings,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        self.name = f"openai:{model}"
        self.context_tokens = settings.context_tokens
        self.price = settings.prices.of(model)
        self._model = model
        self._base_url = base_url
        self._key = key
        self._timeout = settings.timeout
        self._clock = clock
        self._wall_clock = wall_clock
        self._place = f"{self.name} at {public_address(base_url)}"
        # OpenAI's own newer models refuse the old name of the limit, most other servers do not know the new one.
        self._dialect = Dialect(length_name="max_completion_tokens" if base_url == OPENAI_URL else "max_tokens")
        self._clients: dict[asyncio.AbstractEventLoop, _OpenClient] = {}

    @classmethod
    def open(cls, model: str, settings: ModelSettings, environment: Mapping[str, str]) -> ChatModel:
        """The model of that name at ``settings.base_url``, else at ``OPENAI_BASE_URL``, else at OpenAI.

        Raises ``NotConfigured`` when the name is empty, the address is none, or a server elsewhere needs a key and none is
        given; ``MissingDependency`` without the ``openai`` package.
        """
        from importlib.util import find_spec

        if find_spec("openai") is None:
            raise MissingDependency("openai: models need the openai package.", "pip install openai")
        base_url = (settings.base_url or environment.get("OPENAI_BASE_URL") or OPENAI_URL).rstrip("/")
        if not model:
            raise NotConfigured("openai: needs the model's name.", "For example: --model openai:gpt-4o-mini")
        if not base_url.startswith(("http://", "https://")):
            raise NotConfigured(f"{base_url!r} is no server address.", "For example: --base-url http://localhost:8000/v1")
        if "@" in urlsplit(base_url).netloc:
            raise NotConfigured(f"{public_address(base_url)} was given with a user and password.", _NO_SECRETS_IN_URLS)
        key = find_key(settings.key_file, environment)
        if key is None and not is_local(base_url):
            variables = f"{' or '.join(KEY_VARIABLES)}, or {KEY_FILE_VARIABLE} to a file that holds it"
            raise NotConfigured(f"{public_address(base_url)} needs a key.", f"Set {variables}.")
        return cls(model, base_url, key, settings)

    def __repr__(self) -> str:
        return f"ChatModel({self._place})"

    def count_tokens(self, text: str) -> int:
        """An estimate on the safe side: the protocol has no way to ask the server."""
        return estimate_tokens(text)

    async def generate(self, request: Request) -> Reply:
        """The server's reply.

        Raises ``ModelUnavailable`` (busy, down, timed out, no chat completion in the answer), ``ContextTooLong``,
        ``AnswerRefused`` (content filter), ``NotConfigured`` (key, name of the model, credit) or ``ModelError`` for the rest.
        """
        began = self._clock()
        tried = [self._dialect]
        answer = await self._send(request, tried[-1])
        while answer.failed and (other := tried[-1].after(answer, request)) is not None and other not in tried:
            _log.info("%s refused a request as %s; trying %s", self._place, tried[-1], other)
            tried.append(other)
            answer = await self._send(request, other)
        reply = None if answer.failed else read_reply(answer, self._clock() - began, self.price)
        if reply is None:
            raise self._explained(answer)
        self._dialect = tried[-1]
        return reply

    async def aclose(self) -> None:
        """Close the connections of the running event loop; they also close when ``asyncio.run`` ends."""
        if (client := self._clients.get(asyncio.get_running_loop())) is not None:
            await client.keeper.aclose()

    def _explained(self, answer: ServerAnswer) -> ModelError | NotConfigured:
        if self._key is not None:
            answer = answer._replace(body=self._key.hide_in(answer.body))
        return explain(answer, self._place, self._wall_clock()) if answer.failed else unreadable(answer, self._place)

    async def _send(self, request: Request, dialect: Dialect) -> ServerAnswer:
        from openai import APIConnectionError, APIResponseValidationError, APIStatusError, APITimeoutError

        client = await self._client()
        failure = ""
        try:
            async with asyncio.timeout(self._timeout):
                # The fields travel as they are, whatever parameters this version of the client knows by name.
                response = await client.chat.completions.with_raw_response.create(
                    model=self._model, messages=[], extra_body=parameters(request, dialect)
                )
                return _answer(response.status_code, response.text, response.headers)
        except APIStatusError as error:
            return _answer(error.status_code, error.response.text, error.response.headers)
        except (TimeoutError, APITimeoutError):
            failure = f"{self._place} did not answer within {self._timeout:g} seconds."
        except (APIConnectionError, APIResponseValidationError) as error:
            cause = error.__cause__ or error
            failure = sentence(f"{self._place} cannot be reached: {str(cause) or type(cause).__name__}")
        # Raised out here so that the client's exception, which holds the request and its headers, is not carried along.
        raise ModelUnavailable(failure, "Check that the server runs and that --base-url and --timeout are right.")

    async def _client(self) -> AsyncOpenAI:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            keeper = self._keep_open(loop)
            # Advancing an async generator registers it with the loop, and asyncio.run closes what is registered: connections
            # end with the loop they belong to, also where nobody calls aclose. The loop itself holds it only weakly.
            _open.add(keeper)
            self._clients[loop] = _OpenClient(await anext(keeper), keeper)
        return self._clients[loop].client

    async def _keep_open(self, loop: asyncio.AbstractEventLoop) -> AsyncGenerator[AsyncOpenAI]:
        from openai import AsyncOpenAI, Timeout

        # The client insists on a key; a server that wants none ignores the header.
        secret = self._key.reveal() if self._key is not None else "none"
        limits = Timeout(self._timeout, connect=min(self._timeout, _CONNECT_SECONDS))
        client = AsyncOpenAI(api_key=secret, base_url=self._base_url, timeout=limits, max_retries=0)
        try:
            yield client
        finally:
            _open.discard(self._clients.pop(loop).keeper)
            await client.close()


class _OpenClient(NamedTuple):
    client: AsyncOpenAI
    keeper: AsyncGenerator[AsyncOpenAI]


def _answer(status: int, body: str, headers: Mapping[str, str]) -> ServerAnswer:
    return ServerAnswer(status, body, {name.lower(): value for name, value in headers.items()})

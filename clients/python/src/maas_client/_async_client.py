"""The client for asyncio."""

from __future__ import annotations

import asyncio
import weakref
from types import TracebackType
from typing import Any, AsyncIterator, Iterable, Mapping, Sequence, TypeVar

import grpc
import grpc.aio
from google.protobuf.message import Message

from maas_client import _calls
from maas_client._async_watch import AsyncWatch
from maas_client._calls import Call
from maas_client._channel import DEFAULT_TIMEOUT, STRONG_READ, Headers, metadata_of, options_of, target_of
from maas_client._messages import (
    CreateModelRequest,
    ListModelsRequest,
    ListModelsResponse,
    Model,
    ModelServiceStub,
    WatchRequest,
    WatchServiceStub,
)
from maas_client._place import Place, watch_request
from maas_client._retries import Attempts
from maas_client._revisions import Revisions
from maas_client._rich_errors import closed_error, error_of

_Reply = TypeVar("_Reply", bound=Message)


class AsyncRegistryClient:
    """As `RegistryClient`, for asyncio: made and used inside one running event loop, by any number of tasks at once.

    A task that is cancelled gives its call up, and sees `asyncio.CancelledError` as anywhere else.
    """

    def __init__(
        self,
        address: str | Sequence[str],
        *,
        timeout: float = DEFAULT_TIMEOUT,
        headers: Headers | None = None,
        credentials: grpc.ChannelCredentials | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        """Connects when the first call is made.

        address: host:port, or any gRPC target, such as `dns:///registry.example:9090`; several IP addresses take turns.
        timeout: seconds that a call may take which says nothing else.
        headers: sent with every call, such as `{"authorization": "Bearer …"}`.
        credentials: of `grpc.ssl_channel_credentials`; without them there is no TLS.
        options: gRPC's channel arguments, beside or instead of this client's.
        """
        self._timeout = timeout
        self._headers = headers or {}
        target, arguments = target_of(address), options_of(options or {})
        self._channel = (
            grpc.aio.insecure_channel(target, options=arguments)
            if credentials is None
            else grpc.aio.secure_channel(target, credentials, options=arguments)
        )
        self._stub = ModelServiceStub(self._channel)
        self._changes = WatchServiceStub(self._channel)
        self._revisions = Revisions()
        self._watches: weakref.WeakSet[AsyncWatch] = weakref.WeakSet()

    @property
    def channel(self) -> grpc.aio.Channel:
        """The connections, for other services of the same server; `error_of` reads the errors of such calls."""
        return self._channel

    @property
    def last_revision(self) -> int:
        """The highest revision of the registry that an answer or a watch has shown to this client; 0 before the first.

        It is sent with every call, as the metadata `maas-revision`, and no answer is older. A higher one in the headers of a call
        takes its place, so that another process's client sees what this one has: `headers={"maas-revision": "…"}`.
        """
        return self._revisions.highest

    async def create_model(
        self,
        *,
        name: str,
        version: str,
        framework: str,
        description: str = "",
        tags: Iterable[str] = (),
        metadata: Mapping[str, str] | None = None,
        owner_id: str = "",
        tenant_id: str = "",
        is_public: bool = False,
        docker_image: str = "",
        storage_path: str = "",
        size: int = 0,
        checksum: str = "",
        request_id: str = "",
        timeout: float | None = None,
        headers: Headers | None = None,
    ) -> Model:
        """Registers a model.

        A request_id, such as a new UUID, makes the call safe to repeat: the same one gives the same model for 24 hours.
        Raises AlreadyExistsError where the name and version are taken, InvalidArgumentError where fields are at fault.
        """
        request = CreateModelRequest(
            name=name,
            version=version,
            framework=framework,
            description=description,
            tags=tags,
            metadata=metadata,
            owner_id=owner_id,
            tenant_id=tenant_id,
            is_public=is_public,
            docker_image=docker_image,
            storage_path=storage_path,
            size=size,
            checksum=checksum,
            request_id=request_id,
        )
        return (await self._call(_calls.create_model(request), timeout, headers)).model

    async def get_model(
        self, model_id: str, *, strong: bool = False, timeout: float | None = None, headers: Headers | None = None
    ) -> Model:
        """Reads one model. Raises NotFoundError where there is none."""
        return (await self._call(_calls.get_model(model_id), timeout, headers, strong)).model

    async def list_models(
        self,
        *,
        name: str = "",
        framework: str = "",
        status: str = "",
        owner_id: str = "",
        tenant_id: str = "",
        tags: Iterable[str] = (),
        is_public: bool = False,
        page: int = 0,
        limit: int = 0,
        page_token: str = "",
        order_by: str = "",
        filter: str = "",
        show_deleted: bool = False,
        strong: bool = False,
        timeout: float | None = None,
        headers: Headers | None = None,
    ) -> ListModelsResponse:
        """Reads one page of models, newest first; filters that are left empty do not filter.

        name is a part of the name, tags are those of which a model has at least one, is_public keeps public models only.
        The registry does not serve order_by, filter and show_deleted yet: UnimplementedError.
        """
        request = ListModelsRequest(
            name=name,
            framework=framework,
            status=status,
            owner_id=owner_id,
            tenant_id=tenant_id,
            tags=tags,
            is_public=is_public,
            page=page,
            limit=limit,
            page_token=page_token,
            order_by=order_by,
            filter=filter,
            show_deleted=show_deleted,
        )
        return await self._call(_calls.list_models(request), timeout, headers, strong)

    async def iter_models(
        self,
        *,
        name: str = "",
        framework: str = "",
        status: str = "",
        owner_id: str = "",
        tenant_id: str = "",
        tags: Iterable[str] = (),
        is_public: bool = False,
        page_size: int = 100,
        strong: bool = False,
        timeout: float | None = None,
        headers: Headers | None = None,
    ) -> AsyncIterator[Model]:
        """Reads all models that match, newest first, a page at a time; no one twice and none left out while others write.

        timeout is each page's.
        """
        request = ListModelsRequest(
            name=name,
            framework=framework,
            status=status,
            owner_id=owner_id,
            tenant_id=tenant_id,
            tags=tags,
            is_public=is_public,
            limit=page_size,
        )
        while True:
            page = await self._call(_calls.list_models(request), timeout, headers, strong)
            for model in page.models:
                yield model
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    async def update_model(
        self,
        model_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        tags: Iterable[str] | None = None,
        metadata: Mapping[str, str] | None = None,
        is_public: bool | None = None,
        docker_image: str | None = None,
        storage_path: str | None = None,
        size: int | None = None,
        checksum: str | None = None,
        etag: str = "",
        timeout: float | None = None,
        headers: Headers | None = None,
    ) -> Model:
        """Changes what is given, also to nothing, as `description=""` does; what is None stays.

        tags and metadata become exactly those given. With an etag, StaleEtagError where the model has changed since.
        """
        call = _calls.update_model(
            model_id,
            etag,
            name=name,
            description=description,
            tags=tags,
            metadata=metadata,
            is_public=is_public,
            docker_image=docker_image,
            storage_path=storage_path,
            size=size,
            checksum=checksum,
        )
        return (await self._call(call, timeout, headers)).model

    async def delete_model(
        self, model_id: str, *, etag: str = "", timeout: float | None = None, headers: Headers | None = None
    ) -> None:
        """Hides a model and frees its name and version."""
        await self._call(_calls.delete_model(model_id, etag), timeout, headers)

    async def update_model_status(
        self, model_id: str, status: str, *, etag: str = "", timeout: float | None = None, headers: Headers | None = None
    ) -> Model:
        """Moves a model to another status, such as `ready`."""
        return (await self._call(_calls.update_model_status(model_id, status, etag), timeout, headers)).model

    async def add_model_tags(
        self, model_id: str, tags: Iterable[str], *, etag: str = "", timeout: float | None = None, headers: Headers | None = None
    ) -> None:
        """Adds tags; those that the model has stay as they are."""
        await self._call(_calls.add_model_tags(model_id, tags, etag), timeout, headers)

    async def remove_model_tags(
        self, model_id: str, tags: Iterable[str], *, etag: str = "", timeout: float | None = None, headers: Headers | None = None
    ) -> None:
        """Removes tags; those that the model lacks are passed over."""
        await self._call(_calls.remove_model_tags(model_id, tags, etag), timeout, headers)

    async def set_model_metadata(
        self, model_id: str, metadata: Mapping[str, str], *, etag: str = "", timeout: float | None = None, headers: Headers | None = None
    ) -> None:
        """Replaces the model's whole metadata."""
        await self._call(_calls.set_model_metadata(model_id, metadata, etag), timeout, headers)

    async def get_model_metadata(
        self, model_id: str, *, strong: bool = False, timeout: float | None = None, headers: Headers | None = None
    ) -> dict[str, str]:
        """Reads the model's whole metadata."""
        return dict((await self._call(_calls.get_model_metadata(model_id), timeout, headers, strong)).metadata)

    def watch(
        self,
        *,
        from_revision: int = 0,
        tenant_id: str = "",
        name: str = "",
        tags: Iterable[str] = (),
        kinds: Iterable[str] = (),
        progress_interval: float | None = None,
        headers: Headers | None = None,
    ) -> AsyncWatch:
        """Gives the changes of models as they are made, from that of from_revision on; 0 begins with the next one.

        Filters that are left empty do not filter: name is the whole name, tags are those of which a model has at least one, before
        or after the change, and kinds are those of `Change.kind`. progress_interval is the seconds after which the registry tells
        how far it is although nothing matched; 10 unless it is given. There is no deadline.
        """

        def start(request: WatchRequest) -> Any:
            metadata = metadata_of(self._headers, headers or {})
            return self._changes.Watch(request, metadata=self._revisions.added_to(metadata))

        request = watch_request(from_revision, tenant_id, name, tags, kinds, progress_interval)
        watch = AsyncWatch(start, Place(request, self._revisions))
        self._watches.add(watch)
        return watch

    async def close(self) -> None:
        """Closes the connections; calls and watches in flight, and later ones, end with CallCancelledError."""
        for watch in list(self._watches):
            watch.close_with_client()
        await self._channel.close()

    async def __aenter__(self) -> AsyncRegistryClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def _call(self, call: Call[_Reply], timeout: float | None, headers: Headers | None, strong: bool = False) -> _Reply:
        method = getattr(self._stub, call.rpc)
        metadata = metadata_of(self._headers, headers or {}, STRONG_READ if strong else {})
        attempts = Attempts(self._timeout if timeout is None else timeout, call.repeatable)
        while True:
            try:
                started = method(call.request, timeout=attempts.remaining(), metadata=self._revisions.added_to(metadata))
                attempt: asyncio.Future[_Reply] = asyncio.ensure_future(started)
                # Awaited itself, it would end in CancelledError for a closed client as for a cancelled task.
                try:
                    await asyncio.wait((attempt,))
                finally:
                    attempt.cancel()
                if attempt.cancelled():
                    raise closed_error()
                reply = attempt.result()
                self._revisions.read(await started.trailing_metadata())
                return reply
            except grpc.aio.UsageError as error:
                # What grpcio says of a channel that is closed.
                raise closed_error() from error
            except grpc.RpcError as error:
                self._revisions.read(error.trailing_metadata())
                pause = attempts.pause_after(error)
                if pause is None:
                    raise error_of(error) from error
            await asyncio.sleep(pause)

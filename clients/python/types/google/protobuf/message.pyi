from typing import TypeVar

from google.protobuf.descriptor import Descriptor

_Self = TypeVar("_Self", bound=Message)

class DecodeError(Exception): ...

class Message:
    DESCRIPTOR: Descriptor
    @classmethod
    def FromString(cls: type[_Self], data: bytes) -> _Self: ...
    def SerializeToString(self) -> bytes: ...

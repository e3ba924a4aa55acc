class FileDescriptor:
    name: str

class Descriptor:
    name: str
    full_name: str

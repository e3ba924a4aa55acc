using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using static Grpc.Reflection.V1.ServerReflectionRequest;

namespace Maas.Grpc.Server;

/// <summary>The answers of one stream, which carries a file that others import once only.</summary>
internal sealed class ReflectionAnswers(DescriptorIndex index)
{
    private readonly HashSet<FileDescriptor> _sent = [];

    public ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case MessageRequestOneofCase.FileByFilename:
                AnswerFile(response, index.FindFile(request.FileByFilename), $"file '{ShownName.Of(request.FileByFilename)}'");
                break;
            case MessageRequestOneofCase.FileContainingSymbol:
                AnswerFile(response, index.FindSymbol(request.FileContainingSymbol), $"symbol '{ShownName.Of(request.FileContainingSymbol)}'");
                break;
            case MessageRequestOneofCase.FileContainingExtension:
                AnswerExtension(response, request.FileContainingExtension);
                break;
            case MessageRequestOneofCase.AllExtensionNumbersOfType:
                AnswerExtensionNumbers(response, request.AllExtensionNumbersOfType);
                break;
            case MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = new ListServiceResponse
                {
                    Service = { index.Services.Select(name => new ServiceResponse { Name = name }) },
                };
                break;
            default:
                response.ErrorResponse = Error(StatusCode.InvalidArgument, "The request asks for nothing that the server knows.");
                break;
        }

        return response;
    }

    private void AnswerExtension(ServerReflectionResponse response, ExtensionRequest asked) => AnswerFile(
        response,
        index.FindExtensions(asked.ContainingType)?.GetValueOrDefault(asked.ExtensionNumber),
        $"extension {asked.ExtensionNumber} of '{ShownName.Of(asked.ContainingType)}'");

    private void AnswerExtensionNumbers(ServerReflectionResponse response, string message)
    {
        if (index.FindExtensions(message) is { } extensions)
        {
            response.AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = message, ExtensionNumber = { extensions.Keys } };
        }
        else
        {
            response.ErrorResponse = NotFound($"message '{ShownName.Of(message)}'");
        }
    }

    private void AnswerFile(ServerReflectionResponse response, FileDescriptor? file, string what)
    {
        if (file is null)
        {
            response.ErrorResponse = NotFound(what);
            return;
        }

        // What was asked for is sent even where it has been before, as the protocol's document has it.
        _sent.Add(file);
        response.FileDescriptorResponse = new FileDescriptorResponse { FileDescriptorProto = { file.SerializedData } };
        AddUnsentImports(response.FileDescriptorResponse, file);
    }

    private void AddUnsentImports(FileDescriptorResponse response, FileDescriptor file)
    {
        foreach (var imported in file.Dependencies)
        {
            // What has been sent was sent with its own imports.
            if (_sent.Add(imported))
            {
                response.FileDescriptorProto.Add(imported.SerializedData);
                AddUnsentImports(response, imported);
            }
        }
    }

    private static ErrorResponse NotFound(string what) => Error(StatusCode.NotFound, $"The server has no {what}.");

    private static ErrorResponse Error(StatusCode code, string message) => new() { ErrorCode = (int)code, ErrorMessage = message };
}

using Maas.Grpc.Load;

return await LoadCommand.Create().Parse(args).InvokeAsync();

using Maas.Load;

return await LoadCommand.Create().Parse(args).InvokeAsync();

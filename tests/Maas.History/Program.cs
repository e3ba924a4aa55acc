using Maas.History;

return await HistoryCommand.Create().Parse(args).InvokeAsync();

using Maas.ChangeLog;

return await BenchCommand.Create().Parse(args).InvokeAsync();

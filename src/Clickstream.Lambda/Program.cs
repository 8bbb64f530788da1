using Clickstream.Lambda;

return await AlertFunctions.RunAsync(Environment.GetEnvironmentVariable, Console.Out, CancellationToken.None);

namespace Clickstream.Stream.Live.Api;

/// <summary><c>/openapi.json</c>: docs/openapi/live.json as it was when the program was built.</summary>
internal static class Contract
{
    public static CachedAnswer Load()
    {
        using var stream = typeof(Contract).Assembly.GetManifestResourceStream("Live.OpenApi.json")
            ?? throw new InvalidOperationException("The contract of the API is not embedded in the assembly.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new CachedAnswer(content);
    }
}

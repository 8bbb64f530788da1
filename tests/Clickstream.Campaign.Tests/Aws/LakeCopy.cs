using System.Net;
using System.Xml.Linq;

namespace Clickstream.Campaign.Tests.Aws;

/// <summary>Reads a bucket past everything that is tested: over plain HTTP, with a signature that moto does not check.</summary>
internal sealed class LakeCopy : IDisposable
{
    private readonly HttpClient _client;
    private readonly string _bucket;

    public LakeCopy(Uri s3, string bucket)
    {
        (_client, _bucket) = (new HttpClient { BaseAddress = s3 }, bucket);
        _client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", PlainCalls.Signature("s3"));
    }

    /// <summary>The keys with a prefix.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string prefix)
    {
        var keys = new List<string>();
        string? more = null;
        do
        {
            var query = $"{_bucket}?list-type=2&prefix={WebUtility.UrlEncode(prefix)}" + (more is null ? string.Empty : $"&continuation-token={WebUtility.UrlEncode(more)}");
            var page = XDocument.Parse(await _client.GetStringAsync(new Uri(query, UriKind.Relative))).Root!;
            var name = page.Name.Namespace;
            keys.AddRange(page.Elements(name + "Contents").Select(entry => entry.Element(name + "Key")!.Value));
            more = page.Element(name + "NextContinuationToken")?.Value;
        }
        while (more is not null);
        return keys;
    }

    /// <summary>The content of an object.</summary>
    public Task<byte[]> GetAsync(string key) =>
        _client.GetByteArrayAsync(new Uri($"{_bucket}/{string.Join('/', key.Split('/').Select(WebUtility.UrlEncode))}", UriKind.Relative));

    /// <summary>Puts an object.</summary>
    public async Task PutAsync(string key, byte[] content)
    {
        using var body = new ByteArrayContent(content);
        (await _client.PutAsync(new Uri($"{_bucket}/{string.Join('/', key.Split('/').Select(WebUtility.UrlEncode))}", UriKind.Relative), body)).EnsureSuccessStatusCode();
    }

    /// <summary>Copies all objects with a prefix into a folder.</summary>
    public async Task CopyAsync(string prefix, string folder)
    {
        foreach (var key in await ListAsync(prefix))
        {
            var file = Path.Combine(folder, key);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, await GetAsync(key));
        }
    }

    public void Dispose() => _client.Dispose();
}

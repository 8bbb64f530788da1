using System.Security.Cryptography;
using System.Text.Json;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Erasure;

/// <summary>
/// Removes files of versions that no manifest names, without waiting for the grace period. The files are listed before the manifest is replaced: whoever
/// is still making one of them began from an older manifest, and cannot publish it any more.
/// </summary>
/// <param name="store">Where they are.</param>
/// <param name="root">The folder of the table, or of an hour of it.</param>
/// <param name="isReplaced">Whether the manifest is replaced between listing and removing; if not, versions that are newer than it are left alone.</param>
internal sealed class OldVersions(IObjectStore store, string root, bool isReplaced)
{
    /// <summary>The name of the layer in receipts.</summary>
    public const string Layer = "old_versions";

    private readonly List<ObjectKey> _files = [];

    /// <summary>Lists the files that are there.</summary>
    public async Task ListAsync(CancellationToken cancellationToken)
    {
        _files.Clear();
        await foreach (var info in store.ListAsync(root, cancellationToken))
        {
            if (VersionOf(info.Key.Value) is not null)
            {
                _files.Add(info.Key);
            }
        }
    }

    /// <summary>Removes those that are not named by now.</summary>
    public async Task RemoveAsync(ErasureJournal journal, CancellationToken cancellationToken)
    {
        var named = await NamedAsync(cancellationToken);
        var newest = named.Select(VersionOf).Max(StringComparer.Ordinal);
        var old = _files.Where(key => !named.Contains(key.Value)
            && (isReplaced || string.CompareOrdinal(VersionOf(key.Value), newest) < 0)).ToList();
        foreach (var key in old)
        {
            if (await store.OpenReadAsync(key, cancellationToken) is { } content)
            {
                await using (content)
                {
                    var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
                    journal.Note(new ErasedObject { Layer = Layer, Key = key.Value, Before = hash });
                }
            }
        }

        if (old.Count > 0)
        {
            await journal.SaveAsync(cancellationToken);
        }

        foreach (var key in old)
        {
            await store.DeleteAsync(key, cancellationToken);
        }
    }

    // Every text in a manifest that is a key of its table, whatever the table.
    private async Task<HashSet<string>> NamedAsync(CancellationToken cancellationToken)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var info in store.ListAsync(root, cancellationToken))
        {
            if (info.Key.Name == LakeLayout.ManifestName && await store.GetAsync(info.Key, cancellationToken) is { } stored)
            {
                using var json = JsonDocument.Parse(stored.Content);
                AddTexts(json.RootElement, named);
            }
        }

        return named;
    }

    private static void AddTexts(JsonElement element, HashSet<string> to)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                to.Add(element.GetString()!);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    AddTexts(item, to);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    AddTexts(property.Value, to);
                }

                break;
            default:
                break;
        }
    }

    private static string? VersionOf(string key) => Array.Find(key.Split('/')[..^1], IsVersion);

    // v and 32 hexadecimal digits.
    private static bool IsVersion(string segment) =>
        segment.Length == 33 && segment[0] == 'v' && segment.Skip(1).All(char.IsAsciiHexDigitLower);
}

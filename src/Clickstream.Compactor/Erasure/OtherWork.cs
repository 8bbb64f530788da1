using System.Text.Json;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Erasure;

/// <summary>
/// Producers that remember inputs by their number in an object, or entries by their name, must be at an end: the numbers behind an input that is removed
/// are others.
/// </summary>
internal static class OtherWork
{
    /// <exception cref="ErasureConflictException">One is not at its end.</exception>
    public static async Task ThrowIfUnfinishedAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        await foreach (var info in store.ListAsync($"{LakeLayout.Audit}replay/", cancellationToken))
        {
            if (await store.GetAsync(info.Key, cancellationToken) is { } stored)
            {
                using var json = JsonDocument.Parse(stored.Content);
                if (json.RootElement.TryGetProperty("files", out var files) && files.EnumerateObject().Any(file => IsHalfDone(file.Value)))
                {
                    throw new ErasureConflictException($"The replay of {info.Key} stands in the midst of a raw object. Run it to its end, then erase.");
                }
            }
        }

        if (await store.GetAsync(LakeLayout.QuarantineJournal, cancellationToken) is { } journal)
        {
            using var json = JsonDocument.Parse(journal.Content);
            if (json.RootElement.TryGetProperty("pending", out var pending) && pending.ValueKind != JsonValueKind.Null)
            {
                throw new ErasureConflictException("A replay of the quarantine was stopped half way. Run 'quarantine replay' again, then erase.");
            }
        }
    }

    private static bool IsHalfDone(JsonElement file) =>
        !file.GetProperty("finished").GetBoolean() && file.GetProperty("inputs").GetInt64() > 0;
}

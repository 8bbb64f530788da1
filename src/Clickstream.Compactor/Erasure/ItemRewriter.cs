using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using Clickstream.Compactor.Execution;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Erasure;

/// <summary>
/// Goes through the items of objects of any size, and writes objects anew with some items replaced or left out; every other byte of the content stays,
/// white space and brackets too. An object that was compressed stays so.
/// </summary>
internal sealed class ItemRewriter(IObjectStore store)
{
    // Items of any layer: a line of ours, an entry of the quarantine in base64, or a raw input.
    private static readonly DecoderOptions Limits = DecoderOptions.Default with { MaxEventBytes = 64 * 1024 * 1024 };

    /// <summary>Counts the items that an edit would change.</summary>
    /// <exception cref="InvalidDataException">The object cannot be read to its end.</exception>
    public async Task<long> CountAsync(ObjectKey key, ItemEdit edit, CancellationToken cancellationToken)
    {
        if (await store.OpenReadAsync(key, cancellationToken) is not { } content)
        {
            return 0;
        }

        await using var reader = InputReader.Open(content, Limits);
        var (count, scratch) = (0L, new ArrayBufferWriter<byte>());
        while (reader.TryReadBuffered() || await reader.ReadAsync(cancellationToken))
        {
            ThrowIfCorrupt(reader);
            scratch.ResetWrittenCount();
            count += edit.Edit(reader.Item.Span, reader.Problem, scratch) == ItemFate.Keep ? 0 : 1;
        }

        return count;
    }

    /// <summary>Writes an object anew, without publishing it.</summary>
    /// <returns>Null if nothing changes, or it is gone.</returns>
    /// <exception cref="InvalidDataException">The object cannot be read to its end.</exception>
    public async Task<PreparedRewrite?> PrepareAsync(ObjectKey key, ItemEdit edit, CancellationToken cancellationToken)
    {
        if (await store.OpenReadAsync(key, cancellationToken) is not { } source)
        {
            return null;
        }

        string before;
        bool isCompressed;
        await using (source)
        {
            before = Convert.ToHexStringLower(await SHA256.HashDataAsync(source, cancellationToken));
            source.Position = 0;
            isCompressed = source.ReadByte() == 0x1F && source.ReadByte() == 0x8B;
        }

        var upload = await store.BeginUploadAsync(key, cancellationToken);
        try
        {
            await using var counting = new CountingStream(upload.Content);
            if (await WriteAsync(key, edit, counting, isCompressed, cancellationToken) is > 0 and var changed)
            {
                var entry = new ErasedObject { Layer = edit.Layer, Key = key.Value, Before = before, After = counting.Sha256(), Items = changed };
                return new PreparedRewrite(entry, upload);
            }
        }
        catch
        {
            await upload.DisposeAsync();
            throw;
        }

        await upload.DisposeAsync();
        return null;
    }

    private async Task<long> WriteAsync(ObjectKey key, ItemEdit edit, CountingStream to, bool isCompressed, CancellationToken cancellationToken)
    {
        if (!isCompressed)
        {
            return await CopyAsync(key, edit, to, isCompressed, cancellationToken);
        }

        await using var zip = new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true);
        return await CopyAsync(key, edit, zip, isCompressed, cancellationToken);
    }

    private async Task<long> CopyAsync(ObjectKey key, ItemEdit edit, System.IO.Stream to, bool isCompressed, CancellationToken cancellationToken)
    {
        var framed = await OpenAsync(key, cancellationToken);
        await using var reader = InputReader.Open(framed, Limits);
        await using var stored = await OpenAsync(key, cancellationToken);
        await using System.IO.Stream plain = isCompressed ? new GZipStream(stored, CompressionMode.Decompress) : stored;
        var output = new GapKeeper(to);
        var (changed, position) = (0L, 0L);
        while (reader.TryReadBuffered() || await reader.ReadAsync(cancellationToken))
        {
            ThrowIfCorrupt(reader);
            var replacement = new ArrayBufferWriter<byte>();
            var fate = edit.Edit(reader.Item.Span, reader.Problem, replacement);
            var gap = await ReadAsync(plain, reader.Offset - position, cancellationToken);
            var item = await ReadAsync(plain, reader.Length, cancellationToken);
            position = reader.Offset + reader.Length;
            changed += fate == ItemFate.Keep ? 0 : 1;
            ReadOnlyMemory<byte>? written = fate switch
            {
                ItemFate.Drop => (ReadOnlyMemory<byte>?)null, // Without the cast, an empty item would be made of null.
                ItemFate.Keep => item,
                _ => replacement.WrittenMemory,
            };
            await output.WriteAsync(gap, written, cancellationToken);
        }

        await output.CompleteAsync(cancellationToken);
        await plain.CopyToAsync(to, cancellationToken);
        return changed;
    }

    private async Task<System.IO.Stream> OpenAsync(ObjectKey key, CancellationToken cancellationToken) =>
        await store.OpenReadAsync(key, cancellationToken) ?? throw new IOException($"{key} was removed while it was read. Run it again.");

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(System.IO.Stream from, long length, CancellationToken cancellationToken)
    {
        var bytes = new byte[checked((int)length)];
        await from.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private static void ThrowIfCorrupt(InputReader reader)
    {
        if (reader.Problem == RejectionReason.CorruptCompression)
        {
            throw new InvalidDataException("it is damaged: it cannot be inflated to its end. Restore it, or remove it.");
        }
    }
}

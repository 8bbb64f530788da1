using Snappier;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Clickstream.Compactor.Parquet.Writing;

/// <summary>Compresses pages one after the other. Not safe for concurrent use.</summary>
internal sealed class PageCompressor(Codec codec) : IDisposable
{
    // Codes and numbers: what repeats is found two ways, as in the library's level 3.
    private const int Level = 3;

    // Texts that hardly repeat, such as ids of hexadecimal digits, whose short matches by chance cost more than the digits themselves.
    private const int MinMatchOfTexts = 7;

    private readonly Compressor? _general = codec == Codec.Zstandard ? new Compressor(Level) : null;
    private readonly Compressor? _texts = codec == Codec.Zstandard ? ForTexts() : null;

    /// <summary>The number that the file's footer has for the codec.</summary>
    public int CodecNumber => NumberOf(codec);

    /// <summary>The same for any codec.</summary>
    public static int NumberOf(Codec codec) => codec == Codec.Zstandard ? 6 : 1;

    /// <summary>Compresses a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="isPlainText">Whether it holds texts one behind the other.</param>
    /// <param name="to">Gets the bytes.</param>
    /// <returns>Their number.</returns>
    public int Compress(ReadOnlySpan<byte> page, bool isPlainText, ByteSink to)
    {
        int length;
        if (codec == Codec.Snappy)
        {
            length = Snappy.Compress(page, to.Reserve(Snappy.GetMaxCompressedLength(page.Length)));
        }
        else
        {
            var compressor = isPlainText ? _texts! : _general!;
            length = compressor.Wrap(page, to.Reserve(Compressor.GetCompressBound(page.Length)));
        }

        to.Commit(length);
        return length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _general?.Dispose();
        _texts?.Dispose();
    }

    private static Compressor ForTexts()
    {
        var compressor = new Compressor(1);
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_minMatch, MinMatchOfTexts);
        return compressor;
    }
}

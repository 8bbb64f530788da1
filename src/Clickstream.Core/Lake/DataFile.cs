namespace Clickstream.Core.Lake;

/// <summary>One immutable file of a version.</summary>
/// <param name="Key">Its object key.</param>
/// <param name="Rows">Rows it holds.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">SHA-256 of its bytes, lower-case hexadecimal.</param>
/// <param name="MinTime">The earliest event time in it, UTC; null for tables without a time.</param>
/// <param name="MaxTime">The latest event time in it, UTC; null for tables without a time.</param>
public sealed record DataFile(
    string Key, long Rows, long Bytes, string Sha256, DateTimeOffset? MinTime = null, DateTimeOffset? MaxTime = null);

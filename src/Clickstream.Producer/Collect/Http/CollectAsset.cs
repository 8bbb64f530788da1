namespace Clickstream.Producer.Collect.Http;

/// <summary>A file that the collector serves to pages of any origin, such as a script with an integrity hash.</summary>
/// <param name="Path">The path, exactly.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="MaxAge">How long a browser may keep it.</param>
public sealed record CollectAsset(string Path, string ContentType, ReadOnlyMemory<byte> Content, TimeSpan MaxAge);

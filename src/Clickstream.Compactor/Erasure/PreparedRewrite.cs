using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Erasure;

/// <summary>An object that was written anew and is not yet published.</summary>
/// <param name="Entry">What the receipt says of it.</param>
/// <param name="Upload">Its new content.</param>
internal sealed record PreparedRewrite(ErasedObject Entry, IObjectUpload Upload);

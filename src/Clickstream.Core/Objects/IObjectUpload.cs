namespace Clickstream.Core.Objects;

/// <summary>An object in the making. Disposing it without <see cref="CommitAsync"/> discards what was written.</summary>
public interface IObjectUpload : IAsyncDisposable
{
    /// <summary>Where to write; seekable only locally.</summary>
    Stream Content { get; }

    /// <summary>Makes the object visible, replacing what was there.</summary>
    Task CommitAsync(CancellationToken cancellationToken);
}

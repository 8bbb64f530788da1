namespace Clickstream.Producer.Collect.Spool;

/// <summary>
/// The folder of a spool. Every call may throw <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>. A file that was created survives a
/// power cut once it was flushed (file systems with a journal write the name with the content).
/// </summary>
internal interface ISpoolDisk
{
    /// <summary>The names of the files, without those that were set aside.</summary>
    IReadOnlyList<string> List();

    /// <summary>Makes a file that is not there yet.</summary>
    ISpoolFile Create(string name);

    /// <summary>Opens a file to read it, and to cut its end off.</summary>
    ISpoolFile Open(string name);

    /// <summary>The content of a small file; null if there is none.</summary>
    byte[]? Read(string name);

    /// <summary>Replaces a small file, durably and as a whole.</summary>
    void Replace(string name, ReadOnlySpan<byte> content);

    /// <summary>Removes a file; nothing happens if it is not there.</summary>
    void Delete(string name);

    /// <summary>Moves a file to those that were set aside.</summary>
    void SetAside(string name);
}

/// <summary>A file of a spool.</summary>
internal interface ISpoolFile : IDisposable
{
    /// <summary>Its bytes.</summary>
    long Length { get; }

    /// <summary>Writes at a place.</summary>
    void Write(long at, ReadOnlyMemory<byte> header, ReadOnlyMemory<byte> content);

    /// <summary>Waits until what was written survives a power cut.</summary>
    void Flush();

    /// <summary>Cuts the end off.</summary>
    void Truncate(long length);

    /// <summary>Reads from a place.</summary>
    /// <returns>Bytes read: fewer than asked only at the end of the file.</returns>
    int Read(long at, Span<byte> to);
}

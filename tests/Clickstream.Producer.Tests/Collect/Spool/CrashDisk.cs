using Clickstream.Producer.Collect.Spool;

namespace Clickstream.Producer.Tests.Collect.Spool;

/// <summary>
/// A disk in memory whose power can be cut: what was written and not flushed is then there in part, in whole, as zeros, or not at all, as seeded. It fills up, and
/// fails, when told to.
/// </summary>
internal sealed class CrashDisk(int seed) : ISpoolDisk
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, MemoryFile> _files = [];

    /// <summary>Bytes that it may hold.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Share of writes and flushes that fail; a failing write may have written a part.</summary>
    public double FaultShare { get; set; }

    public Dictionary<string, byte[]> Aside { get; } = [];

    public IReadOnlyList<string> List()
    {
        lock (_files)
        {
            return [.. _files.Keys];
        }
    }

    public ISpoolFile Create(string name)
    {
        lock (_files)
        {
            var file = new MemoryFile(this);
            _files.Add(name, file);
            return file;
        }
    }

    public ISpoolFile Open(string name)
    {
        lock (_files)
        {
            return _files[name];
        }
    }

    public byte[]? Read(string name)
    {
        lock (_files)
        {
            return _files.TryGetValue(name, out var file) ? file.Content.ToArray() : null;
        }
    }

    public void Replace(string name, ReadOnlySpan<byte> content)
    {
        lock (_files)
        {
            var file = new MemoryFile(this) { Content = content.ToArray() };
            file.Keep();
            _files[name] = file;
        }
    }

    public void Delete(string name)
    {
        lock (_files)
        {
            _files.Remove(name);
        }
    }

    public void SetAside(string name)
    {
        lock (_files)
        {
            if (_files.Remove(name, out var file))
            {
                Aside[name] = file.Content;
            }
        }
    }

    /// <summary>Changes a byte of a file.</summary>
    public void Damage(string name, long at)
    {
        lock (_files)
        {
            _files[name].Content[at] ^= 0x55;
            _files[name].Keep();
        }
    }

    public long LengthOf(string name)
    {
        lock (_files)
        {
            return _files[name].Content.Length;
        }
    }

    /// <summary>Cuts the power.</summary>
    public void Crash()
    {
        lock (_files)
        {
            foreach (var file in _files.Values)
            {
                file.Crash(_random);
            }
        }
    }

    private bool Fails()
    {
        lock (_files)
        {
            return FaultShare > 0 && _random.NextDouble() < FaultShare;
        }
    }

    private sealed class MemoryFile(CrashDisk disk) : ISpoolFile
    {
        private byte[] _flushed = [];

        public byte[] Content { get; set; } = [];

        public long Length => Content.Length;

        public void Keep() => _flushed = [.. Content];

        public void Write(long at, ReadOnlyMemory<byte> header, ReadOnlyMemory<byte> content)
        {
            byte[] bytes = [.. header.Span, .. content.Span];
            var fails = disk.Fails();
            var room = Math.Min(bytes.Length, disk.Capacity - disk._files.Values.Sum(file => file.Length));
            var written = (int)Math.Max(0, fails ? Math.Min(room, bytes.Length / 3) : room);
            Content = [.. Content[..(int)at], .. bytes[..written]];
            if (fails || written < bytes.Length)
            {
                throw new IOException(fails ? "The disk fails." : "No space left on device.");
            }
        }

        public void Flush()
        {
            if (disk.Fails())
            {
                throw new IOException("The flush fails.");
            }

            Keep();
        }

        public void Truncate(long length)
        {
            Content = Content[..(int)length];
            _flushed = _flushed[..(int)Math.Min(length, _flushed.Length)];
        }

        public int Read(long at, Span<byte> to)
        {
            var content = Content;
            var count = (int)Math.Clamp(content.Length - at, 0, to.Length);
            content.AsSpan((int)at, count).CopyTo(to);
            return count;
        }

        public void Crash(Random random)
        {
            var unflushed = Content.Length - _flushed.Length;
            Content = random.Next(4) switch
            {
                _ when unflushed <= 0 => _flushed,
                0 => _flushed,
                1 => Content[..(_flushed.Length + random.Next(unflushed))],
                2 => [.. _flushed, .. new byte[random.Next(unflushed + 1)]],
                _ => Content,
            };
            Keep();
        }

        public void Dispose()
        {
            // The disk keeps it.
        }
    }
}

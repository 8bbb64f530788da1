using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Clickstream.Stream.Live.State;

/// <summary>A part of the page's state and the version in which it last changed. Two values are the same if their JSON is.</summary>
internal sealed class LiveSection<T>(JsonTypeInfo<T> type)
    where T : class
{
    private T? _value;
    private byte[] _json = [];
    private long _version;

    /// <summary>Sets the value.</summary>
    /// <returns>False if nothing changed.</returns>
    public bool Set(T? value, long version)
    {
        if (value is null || ReferenceEquals(value, _value))
        {
            return false;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        if (json.AsSpan().SequenceEqual(_json))
        {
            return false;
        }

        (_value, _json, _version) = (value, json, version);
        return true;
    }

    /// <summary>The value if it changed after a version; null otherwise.</summary>
    public T? Since(long version) => _version > version ? _value : null;
}

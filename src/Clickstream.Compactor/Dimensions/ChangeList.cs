using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Dimensions;

/// <summary>
/// The values that an attribute had, each from an instant on; equal neighbours are one. Values are codes of a dictionary. Of two values at one instant the
/// greater text counts, so the order of the events does not.
/// </summary>
internal sealed class ChangeList(TextDictionary texts)
{
    private readonly List<(long Time, int Code)> _changes = [];
    private (long Time, int Code) _open = (0, TextColumn.Absent);

    /// <summary>The changes, in order of time.</summary>
    public IReadOnlyList<(long Time, int Code)> Changes => _changes;

    /// <summary>The last value; absent if there is none.</summary>
    public int Last => _changes.Count == 0 ? TextColumn.Absent : _changes[^1].Code;

    public void Clear()
    {
        _changes.Clear();
        _open.Code = TextColumn.Absent;
    }

    /// <summary>Says that an event names a value; events come in order of time. <see cref="Close"/> follows the last one.</summary>
    public void Offer(long time, int code)
    {
        if (_open.Code != TextColumn.Absent && _open.Time == time)
        {
            _open.Code = texts[code].SequenceCompareTo(texts[_open.Code]) > 0 ? code : _open.Code;
            return;
        }

        Close();
        _open = (time, code);
    }

    /// <summary>Ends the instant of the last event.</summary>
    public void Close()
    {
        if (_open.Code != TextColumn.Absent)
        {
            Append(_open.Time, _open.Code);
            _open.Code = TextColumn.Absent;
        }
    }

    /// <summary>Adds a later change; one to the same value is none.</summary>
    public void Append(long time, int code)
    {
        if (code != Last)
        {
            _changes.Add((time, code));
        }
    }

    /// <summary>Adds a later change even if it is one to the same value.</summary>
    public void AppendAlways(long time, int code) => _changes.Add((time, code));
}

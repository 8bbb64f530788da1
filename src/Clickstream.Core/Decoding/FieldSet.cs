namespace Clickstream.Core.Decoding;

/// <summary>The fields of one input where they stand, before it is known what they are worth. Names compete here.</summary>
internal sealed class FieldSet
{
    private const int FieldCount = (int)Field.Position + 1;

    private readonly RawValue[] _columns = new RawValue[FieldCount];
    private RawValue[] _others = new RawValue[32];
    private uint _present;
    private int _otherCount;

    /// <summary>The fields that go to metadata, in the order they were met.</summary>
    public ReadOnlySpan<RawValue> Others => _others.AsSpan(0, _otherCount);

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _present = 0;
        _otherCount = 0;
    }

    /// <summary>Whether a column was met.</summary>
    public bool Has(Field field) => (_present >> (int)field & 1) != 0;

    /// <summary>Where a column stands; only if <see cref="Has"/>.</summary>
    public ref readonly RawValue Column(Field field) => ref _columns[(int)field];

    /// <summary>Moves a column that turned out to be worth nothing as a column to the metadata.</summary>
    public void Demote(Field field)
    {
        AddOther(in _columns[(int)field], _columns[(int)field].Rank);
        _present &= ~(1u << (int)field);
    }

    /// <summary>Takes a field in.</summary>
    /// <param name="value">Where it stands.</param>
    /// <param name="field">The column that its name means.</param>
    /// <param name="rank">Where it came from: the lowest wins.</param>
    public void Add(in RawValue value, Field field, int rank)
    {
        if (!Fits(value.Kind, field))
        {
            AddOther(in value, rank);
            return;
        }

        ref var column = ref _columns[(int)field];
        var isMet = Has(field);
        if (value.Kind == RawKind.Null || value.Length == 0)
        {
            // Absent. A repeated name means its last value, so what the same name said before is absent too.
            if (isMet && column.Rank == rank)
            {
                _present &= ~(1u << (int)field);
            }

            return;
        }

        if (isMet && column.Rank < rank)
        {
            AddOther(in value, rank);
            return;
        }

        if (isMet && column.Rank > rank)
        {
            AddOther(in column, column.Rank);
        }

        column = value;
        column.Rank = rank;
        _present |= 1u << (int)field;
    }

    // Whether a value of this kind can be that column at all.
    private static bool Fits(RawKind kind, Field field) => field switch
    {
        Field.Unknown => false,
        Field.Items => kind == RawKind.Array,
        _ => kind is not (RawKind.Object or RawKind.Array),
    };

    private void AddOther(in RawValue value, int rank)
    {
        if (_otherCount == _others.Length)
        {
            Array.Resize(ref _others, _otherCount * 2);
        }

        _others[_otherCount] = value;
        _others[_otherCount++].Rank = rank;
    }
}

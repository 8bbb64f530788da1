using Clickstream.Core.Events;

namespace Clickstream.Core.Decoding;

/// <summary>
/// The first pass over an input: checks that it is one JSON object within the limits, and notes where each column and each metadata entry
/// stands. Names compete here; values are not looked at. Reused from input to input.
/// </summary>
internal sealed class FieldCollector
{
    private const int RankPerContainer = 32;

    private readonly NameCache _aliases = new(exact: false);
    private readonly NameCache _exact = new(exact: true);
    private readonly DecoderOptions _options;
    private readonly FieldSet _fields = new();
    private readonly LineMatcher _matcher;
    private readonly ShapeLearner _learner;
    private readonly byte[] _name = new byte[64];
    private RawValue[] _scopes = new RawValue[8];
    private int _scopeCount;
    private int _fieldCount;
    private int _lastName;
    private RejectionReason _reason;

    /// <summary>Makes one that knows no line yet.</summary>
    public FieldCollector(DecoderOptions options)
    {
        var shapes = new LineShapes();
        _options = options;
        _matcher = new LineMatcher(shapes, _fields, _options.MaxFields);
        _learner = new ShapeLearner(shapes);
    }

    /// <summary>The fields that go to metadata, in the order they were met.</summary>
    public ReadOnlySpan<RawValue> Others => _fields.Others;

    /// <summary>Whether the input is a line of our own writing.</summary>
    public bool IsExact { get; private set; }

    /// <summary>Whether a column was met.</summary>
    public bool Has(Field field) => _fields.Has(field);

    /// <summary>Where a column stands; only if <see cref="Has"/>.</summary>
    public ref readonly RawValue Column(Field field) => ref _fields.Column(field);

    /// <summary>The object that a name is prefixed with.</summary>
    public ref readonly RawValue Scope(int scope) => ref _scopes[scope];

    /// <summary>Notes everything in an input.</summary>
    public RejectionReason Collect(ReadOnlySpan<byte> item)
    {
        _fields.Clear();
        _learner.Begin();
        _scopeCount = _fieldCount = 0;
        _lastName = NameCache.Nowhere;
        _reason = RejectionReason.None;
        var scanner = new JsonScanner(item) { Position = item.StartsWith("\uFEFF"u8) ? 3 : 0 };
        var first = scanner.SkipSpace();
        if (first != '{')
        {
            return CollectNothing(ref scanner);
        }

        // A line of the collector may be forged, and then it is an event with exact names: nothing is gained by it.
        IsExact = item[scanner.Position..].StartsWith(EventLineWriter.CanonicalStart)
            || (_options.ReadPositions && item[scanner.Position..].StartsWith("{\"_position\":\""u8));
        if (!TryCollectMembers(item, ref scanner, new Place(Container.None, 0, 1, -1)))
        {
            return _reason != RejectionReason.None ? _reason : ReasonOf(scanner.Result);
        }

        if (scanner.SkipSpace() >= 0)
        {
            return RejectionReason.MalformedJson;
        }

        _learner.End(item, IsExact);
        return scanner.LoneSurrogate ? RejectionReason.InvalidText : RejectionReason.None;
    }

    /// <summary>Moves a column that turned out to be worth nothing as a column to the metadata.</summary>
    public void Demote(Field field) => _fields.Demote(field);

    /// <summary>
    /// Notes everything in a line, if it looks like lines before it; the same as <see cref="Collect"/> would, only sooner.
    /// </summary>
    /// <param name="origin">Its first byte; <see cref="LineShapes.Width"/> bytes must be readable behind the last one.</param>
    /// <param name="length">Bytes that are there. The line may end before.</param>
    /// <returns>The length of the object; 0 if it does not.</returns>
    public int Match(ref byte origin, int length)
    {
        _scopeCount = 0;
        var matched = _matcher.Match(ref origin, length);
        IsExact = _matcher.IsExact;
        return matched;
    }

    private RejectionReason CollectNothing(ref JsonScanner scanner)
    {
        // Passing a nested value also passes a scalar.
        if (!scanner.TrySkipNested(_options.MaxDepth, allowNotANumber: false))
        {
            return ReasonOf(scanner.Result);
        }

        if (scanner.SkipSpace() >= 0)
        {
            return RejectionReason.MalformedJson;
        }

        return scanner.LoneSurrogate ? RejectionReason.InvalidText : RejectionReason.NotAnObject;
    }

    private static RejectionReason ReasonOf(ScanResult result) =>
        result == ScanResult.TooDeep ? RejectionReason.TooDeep : RejectionReason.MalformedJson;

    private bool TryCollectMembers(ReadOnlySpan<byte> item, ref JsonScanner scanner, Place place)
    {
        scanner.Position++;
        if (scanner.SkipSpace() == '}')
        {
            scanner.Position++;
            return true;
        }

        while (true)
        {
            RawValue value = default;
            if (!TryCollectName(item, ref scanner, ref value, place.Container, out var meaning))
            {
                return false;
            }

            _learner.PassName();
            if (++_fieldCount > _options.MaxFields)
            {
                return Reject(RejectionReason.TooManyFields);
            }

            if (!TryCollectValue(item, ref scanner, ref value, meaning, place))
            {
                return false;
            }

            var next = scanner.SkipSpace();
            scanner.Position++;
            if (next == '}')
            {
                return true;
            }

            if (next != ',')
            {
                scanner.Position--;
                return scanner.FailHere();
            }
        }
    }

    private bool TryCollectValue(ReadOnlySpan<byte> item, ref JsonScanner scanner, ref RawValue value, FieldName meaning, Place place)
    {
        var first = scanner.SkipSpace();
        value.Scope = (short)place.Scope;
        value.Start = scanner.Position;
        switch (first)
        {
            case '"':
                if (!scanner.TryReadString(out value.Start, out value.Length, out value.Escaped))
                {
                    return false;
                }

                value.Kind = RawKind.Text;
                break;
            case '{' when Opens(place.Container, meaning.Container):
                return TryCollectMembers(item, ref scanner, Enter(in value, meaning.Container, place));
            case '{' or '[':
                value.Kind = first == '{' ? RawKind.Object : RawKind.Array;
                _learner.Stop();
                if (!scanner.TrySkipNested(_options.MaxDepth - place.Depth, allowNotANumber: false))
                {
                    return false;
                }

                value.Length = scanner.Position - value.Start;
                break;
            default:
                if (!scanner.TrySkipLooseScalar(first))
                {
                    return false;
                }

                value.Kind = KindOf(item, first, value.Start);
                value.Length = scanner.Position - value.Start;
                break;
        }

        if (value.Kind == RawKind.NotANumber && meaning.Field is not (Field.Price or Field.Quantity or Field.Total))
        {
            return Reject(RejectionReason.MalformedJson);
        }

        var rank = place.Rank + meaning.Rank;
        _learner.PassValue(
            item, in value, new LineShapes.Shape { Meaning = meaning, Rank = rank, Within = place.Container, IsExact = IsExact });
        _fields.Add(in value, meaning.Field, rank);
        return true;
    }

    private static RawKind KindOf(ReadOnlySpan<byte> item, int first, int start) => first switch
    {
        't' => RawKind.True,
        'f' => RawKind.False,
        'n' => RawKind.Null,
        'N' or 'I' => RawKind.NotANumber,
        '-' when item[start + 1] == 'I' => RawKind.NotANumber,
        _ => RawKind.Number,
    };

    // Attributes are opened in the event only, things that are described also in its context.
    private static bool Opens(Container within, Container container) => within switch
    {
        Container.None => container != Container.None,
        Container.Context => FieldAliases.Describes(container),
        _ => false,
    };

    private Place Enter(in RawValue name, Container container, Place place)
    {
        var scope = -1;
        if (!FieldAliases.IsFlat(container) && container != Container.Verbatim)
        {
            _learner.Stop();
            if (_scopeCount == _scopes.Length)
            {
                Array.Resize(ref _scopes, _scopeCount * 2);
            }

            scope = _scopeCount++;
            _scopes[scope] = name;
        }

        return new Place(container, place.Rank + ((int)container * RankPerContainer), place.Depth + 1, scope);
    }

    private bool TryCollectName(ReadOnlySpan<byte> item, ref JsonScanner scanner, ref RawValue value, Container within, out FieldName meaning)
    {
        var names = IsExact ? _exact : _aliases;
        scanner.SkipSpace();
        var length = names.Follow(_lastName, within, item[scanner.Position..], out var place);
        if (length > 0)
        {
            (value.NameStart, value.NameLength) = (scanner.Position + 1, length);
            scanner.Position += length + 3;
            _lastName = place;
            meaning = MeaningIn(within, in names[place]);
            return true;
        }

        if (!scanner.TryReadName(out value.NameStart, out value.NameLength, out value.NameEscaped))
        {
            meaning = default;
            return false;
        }

        meaning = Meaning(item, in value, within);
        return true;
    }

    private FieldName Meaning(ReadOnlySpan<byte> item, in RawValue value, Container within)
    {
        if (within == Container.Verbatim)
        {
            return default;
        }

        var name = item.Slice(value.NameStart, value.NameLength);
        if (value.NameEscaped)
        {
            if (name.Length > _name.Length)
            {
                return default;
            }

            // Not remembered: what is remembered is compared with the input as it stands, escapes and all.
            name = _name.AsSpan(0, JsonText.Unescape(name, _name));
            return MeaningIn(within, IsExact ? FieldAliases.FindExact(name) : FieldAliases.Find(within, name));
        }

        var names = IsExact ? _exact : _aliases;
        _lastName = names.Find(_lastName, within, name);
        return MeaningIn(within, in names[_lastName]);
    }

    private static FieldName MeaningIn(Container within, in FieldName meaning) =>
        meaning.IsWeak && within != Container.None ? meaning with { Field = Field.Unknown } : meaning;

    private bool Reject(RejectionReason reason)
    {
        _reason = reason;
        return false;
    }

    /// <summary>Where a member stands.</summary>
    /// <param name="Container">The object that it is in.</param>
    /// <param name="Rank">What that adds to the rank of its name.</param>
    /// <param name="Depth">Objects that it is in.</param>
    /// <param name="Scope">The prefix of its name in metadata; -1 if none.</param>
    private readonly record struct Place(Container Container, int Rank, int Depth, int Scope);
}

namespace Clickstream.Core.Decoding;

/// <summary>Teaches <see cref="LineShapes"/> while the strict scanner goes through an input.</summary>
internal sealed class ShapeLearner(LineShapes shapes)
{
    private bool _isOn;
    private int _before;
    private int _start;
    private int _names;

    /// <summary>Begins an input.</summary>
    public void Begin()
    {
        _isOn = shapes.MayLearn();
        (_before, _start, _names) = (LineShapes.None, 0, 0);
    }

    /// <summary>A name was passed.</summary>
    public void PassName() => _names++;

    /// <summary>A value was passed that a shape cannot stand before: nothing more is learnt from this input.</summary>
    public void Stop() => _isOn = false;

    /// <summary>A text, a number or a literal was passed.</summary>
    /// <param name="item">The input.</param>
    /// <param name="value">Where the value is.</param>
    /// <param name="like">What is known of it.</param>
    public void PassValue(ReadOnlySpan<byte> item, in RawValue value, in LineShapes.Shape like)
    {
        if (!_isOn)
        {
            return;
        }

        _before = shapes.Learn(_before, item[_start..value.Start], like with
        {
            IsText = value.Kind == RawKind.Text,
            NameStart = value.NameStart - _start,
            NameLength = value.NameLength,
            Names = _names,
        });
        _isOn = _before != LineShapes.None && !value.NameEscaped && value.NameStart > _start;
        _start = value.Start + value.Length;
        _names = 0;
    }

    /// <summary>The input has ended well.</summary>
    public void End(ReadOnlySpan<byte> item, bool isExact)
    {
        if (_isOn)
        {
            shapes.Learn(_before, item[_start..], new LineShapes.Shape { IsEnd = true, IsExact = isExact, Names = _names });
        }
    }
}

using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Parquet.Writing;

namespace Clickstream.Compactor.Dimensions;

/// <summary>
/// What is known of one product. All of it is sums, and of what changes the last value by time (the greater at one instant), so parts can be added in any
/// order. Texts are codes of a dictionary of the caller.
/// </summary>
internal struct ProductState()
{
    public long First = long.MaxValue;
    public long Last = long.MinValue;
    public long Events;
    public long Purchases;
    public long Units;
    public Int128 Revenue; // In ten-thousandths.
    public Named Name = new();
    public Named Category = new();
    public Named Brand = new();
    public Named Currency = new();
    public long Price = FactColumns.Absent;
    public long PriceTime = long.MinValue;

    /// <summary>Says that an event at a time has to do with the product.</summary>
    public void See(long time)
    {
        (First, Last) = (Math.Min(First, time), Math.Max(Last, time));
        Events++;
    }

    /// <summary>Says what it costs.</summary>
    public void SetPrice(long time, long price)
    {
        if (price != FactColumns.Absent && (time > PriceTime || (time == PriceTime && price > Price)))
        {
            (PriceTime, Price) = (time, price);
        }
    }

    /// <summary>Adds the product of a part.</summary>
    public void Add(PartReader part, TextDictionary texts)
    {
        var first = part.Number();
        (First, Last) = (Math.Min(First, first), Math.Max(Last, first + part.Number()));
        Events += part.Number();
        Purchases += part.Number();
        Units += part.Number();
        Revenue += part.Sum();
        Name.Add(part, texts);
        Category.Add(part, texts);
        Brand.Add(part, texts);
        Currency.Add(part, texts);
        if (part.Number() != 0)
        {
            SetPrice(part.Number(), part.Number());
        }
    }

    /// <summary>Writes it as an entry of a part.</summary>
    public readonly void Write(ReadOnlySpan<byte> id, TextDictionary texts, TextDictionary currencies, ByteSink to)
    {
        to.PutText(id);
        to.PutNumber(First);
        to.PutNumber(Last - First);
        to.PutNumber(Events);
        to.PutNumber(Purchases);
        to.PutNumber(Units);
        to.PutSum(Revenue);
        Name.Write(texts, to);
        Category.Write(texts, to);
        Brand.Write(texts, to);
        Currency.Write(currencies, to);
        to.PutNumber(Price == FactColumns.Absent ? 0 : 1);
        if (Price != FactColumns.Absent)
        {
            to.PutNumber(PriceTime);
            to.PutNumber(Price);
        }
    }

    /// <summary>A text that may change.</summary>
    internal struct Named()
    {
        public int Code = TextColumn.Absent;
        public long Time = long.MinValue;

        public void Set(long time, int code, TextDictionary texts)
        {
            if (code >= 0 && time >= Time && !texts[code].IsEmpty && (time > Time || texts[code].SequenceCompareTo(texts[Code]) > 0))
            {
                (Time, Code) = (time, code);
            }
        }

        public void Add(PartReader part, TextDictionary texts)
        {
            if (part.Number() != 0)
            {
                var time = part.Number();
                Set(time, texts.Intern(part.Text()), texts);
            }
        }

        public readonly void Write(TextDictionary texts, ByteSink to)
        {
            to.PutNumber(Code < 0 ? 0 : 1);
            if (Code >= 0)
            {
                to.PutNumber(Time);
                to.PutText(texts[Code]);
            }
        }
    }
}

using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Clickstream.Core.Sketches;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Core.Engagement;

/// <summary>
/// The lines of <c>landing/engagement/</c>: one <see cref="MinuteResult"/> as JSON, filed under the hour of its minute.
/// Distinct counts are sketches in base64; the cube is one list of numbers (type, device, country, events) that index the names before it.
/// </summary>
public static class EngagementLine
{
    private const int CellNumbers = 4;
    private const string MinuteFormat = "yyyy-MM-dd'T'HH:mm'Z'"; // What Minute.ToString writes.

    /// <summary>Writes a result and a line feed.</summary>
    public static void Write(MinuteResult result, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(output);
        using (var writer = new Utf8JsonWriter(output))
        {
            JsonSerializer.Serialize(writer, ToDocument(result), EngagementJson.Default.EngagementDocument);
        }

        output.Write("\n"u8);
    }

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is not a result.</exception>
    public static MinuteResult Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var document = JsonSerializer.Deserialize(line, EngagementJson.Default.EngagementDocument)
                ?? throw new FormatException("The line is null.");
            return FromDocument(document);
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException)
        {
            throw new FormatException($"This is not a line of engagement: {e.Message}", e);
        }
    }

    private static EngagementDocument ToDocument(MinuteResult result)
    {
        var (types, devices, countries) = (new NameList(), new NameList(), new NameList());
        var cells = new long[result.Cells.Count * CellNumbers];
        var revenue = new List<CellRevenue>();
        for (var i = 0; i < result.Cells.Count; i++)
        {
            var cell = result.Cells[i];
            cells[i * CellNumbers] = types.IndexOf(cell.Type);
            cells[(i * CellNumbers) + 1] = devices.IndexOf(cell.Device);
            cells[(i * CellNumbers) + 2] = countries.IndexOf(cell.Country);
            cells[(i * CellNumbers) + 3] = cell.Events;
            revenue.AddRange(cell.Revenue.Select(pair => new CellRevenue(i, pair.Key, pair.Value)));
        }

        return new EngagementDocument
        {
            Minute = result.Minute.ToString(),
            Shard = result.Shard.Value,
            Partial = result.Partial,
            Through = result.Through,
            State = result.State,
            Events = result.Events,
            Late = result.Late,
            Duplicates = result.Duplicates,
            Orders = result.Orders,
            Types = types.Names,
            Devices = devices.Names,
            Countries = countries.Names,
            Cells = cells,
            Revenue = revenue,
            Users = result.Users.ToBytes(),
            Sessions = result.Sessions.ToBytes(),
            TopPages = ToDocument(result.TopPages),
            TopProducts = ToDocument(result.TopProducts),
        };
    }

    private static TopDocument ToDocument(TopItems top) => new(
        top.Total,
        top.MaxError,
        [.. top.Items.Select(item => item.Name)],
        [.. top.Items.Select(item => item.Count)]);

    private static MinuteResult FromDocument(EngagementDocument document) => new()
    {
        Minute = ReadMinute(document.Minute),
        Shard = new ShardId(document.Shard),
        Partial = document.Partial,
        Through = document.Through,
        State = document.State,
        Events = document.Events,
        Late = document.Late,
        Duplicates = document.Duplicates,
        Orders = document.Orders,
        Cells = ReadCells(document),
        Users = HyperLogLog.FromBytes(document.Users),
        Sessions = HyperLogLog.FromBytes(document.Sessions),
        TopPages = FromDocument(document.TopPages),
        TopProducts = FromDocument(document.TopProducts),
    };

    private static TopItems FromDocument(TopDocument document) => document.Names.Length == document.Counts.Length
        ? new TopItems
        {
            Total = document.Total,
            MaxError = document.MaxError,
            Items = [.. document.Names.Zip(document.Counts, (name, count) => new TopItem(name, count))],
        }
        : throw new FormatException("The top items have other numbers of names and counts.");

    private static EngagementCell[] ReadCells(EngagementDocument document)
    {
        var numbers = document.Cells;
        if (numbers.Length % CellNumbers != 0)
        {
            throw new FormatException("The cells are cut off.");
        }

        var revenue = document.Revenue.ToLookup(entry => entry.Cell);
        var cells = new EngagementCell[numbers.Length / CellNumbers];
        for (var i = 0; i < cells.Length; i++)
        {
            var cell = numbers.AsSpan(i * CellNumbers, CellNumbers);
            cells[i] = new EngagementCell(
                NameAt(document.Types, cell[0]),
                NameAt(document.Devices, cell[1]),
                NameAt(document.Countries, cell[2]),
                cell[3],
                revenue.Contains(i) ? revenue[i].ToDictionary(entry => entry.Currency, entry => entry.Amount) : EngagementCell.NoRevenue);
        }

        return cells;
    }

    private static string NameAt(List<string> names, long index) =>
        index >= 0 && index < names.Count ? names[(int)index] : throw new FormatException("A cell names what is not listed.");

    private static Minute ReadMinute(string text) =>
        DateTimeOffset.TryParseExact(text, MinuteFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? EventTime.From(time).Minute
            : throw new FormatException($"'{text}' is not a minute.");

    private sealed class NameList
    {
        private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);

        public List<string> Names { get; } = [];

        public int IndexOf(string name)
        {
            if (!_indexes.TryGetValue(name, out var index))
            {
                index = Names.Count;
                _indexes.Add(name, index);
                Names.Add(name);
            }

            return index;
        }
    }
}

using System.Globalization;
using Clickstream.Stream.Live.View;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Stream.Live.Api;

/// <summary>Reads the parameters of a request. The first that cannot be read becomes the <see cref="Problem"/>; so does one that nobody asks for.</summary>
internal sealed class ApiQuery(IQueryCollection query)
{
    private const int MaxValues = 20;
    private const int MaxLength = 200; // Of a name; longer ones are cut by no source of ours, and match nothing.

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private string? _problem;

    /// <summary>What is wrong; null if nothing is. Ask after all parameters were read.</summary>
    public ApiProblem? Problem
    {
        get
        {
            var unknown = query.Keys.FirstOrDefault(name => !_known.Contains(name));
            var text = _problem ?? (unknown is null ? null : $"There is no parameter '{unknown}' here. Known: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
            return text is null ? null : ApiProblem.BadRequest(text);
        }
    }

    public int Number(string name, int least, int most, int otherwise) => Number(name, least, most) ?? otherwise;

    public int? Number(string name, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Refuse($"'{name}' is a whole number from {least} to {most}.");
        return null;
    }

    public decimal? Amount(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
        {
            return amount;
        }

        Refuse($"'{name}' is an amount such as 9.99.");
        return null;
    }

    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time))
        {
            return time;
        }

        Refuse($"'{name}' is a time such as 2026-03-01T10:00:00Z.");
        return null;
    }

    public string? Text(string name)
    {
        var values = Values(name);
        if (values.Count > 1)
        {
            Refuse($"'{name}' may be given once.");
        }

        return values.Count == 0 ? null : values[0];
    }

    public string? OneOf(string name, params string[] choices)
    {
        if (Text(name) is not { } text || choices.Contains(text))
        {
            return Text(name);
        }

        Refuse($"'{name}' is one of {string.Join(", ", choices)}.");
        return null;
    }

    /// <summary>All values of a parameter, each once, in order.</summary>
    public IReadOnlyList<string> Values(string name)
    {
        _known.Add(name);
        string[] values = [.. query[name].OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (values.Length > MaxValues || values.Any(value => value.Length > MaxLength))
        {
            Refuse($"'{name}' may have at most {MaxValues} values of at most {MaxLength} characters.");
            return [];
        }

        return values;
    }

    /// <summary>The filters of engagement.</summary>
    public CellFilterNames Filter() => new(Values("device"), Values("country"), Values("type"));

    public void Refuse(string problem) => _problem ??= problem;
}

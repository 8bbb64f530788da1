using System.Text;
using System.Text.Json;
using Clickstream.Aws.Tests.Narrow;
using Clickstream.Contracts;

namespace Clickstream.Aws.Tests.Athena;

/// <summary>moto runs no queries: they succeed at once, with the result that it was told before, in the order of asking, by region.</summary>
internal static class ToldQueries
{
    /// <summary>Tells the result of the next query: as Athena does, with the names of the columns as its first row.</summary>
    public static async Task TellAsync(Moto moto, string region, ToldAnswer answer)
    {
        using var http = new HttpClient();
        var told = new
        {
            account_id = "123456789012",
            region,
            results = new[]
            {
                new
                {
                    rows = answer.Rows.Prepend([.. answer.Names]).Select(RowOf).ToArray(),
                    column_info = answer.Names.Zip(answer.Types).Select(column => new { Name = column.First, Type = column.Second }).ToArray(),
                },
            },
        };
        using var content = new StringContent(JsonSerializer.Serialize(told), Encoding.UTF8, "application/json");
        (await http.PostAsync(new Uri(moto.Url, "/moto-api/static/athena/query-results"), content, Deadline.Token)).EnsureSuccessStatusCode();
    }

    private static object RowOf(IReadOnlyList<string?> values) =>
        new { Data = values.Select(value => value is null ? (object)new { } : new { VarCharValue = value }).ToArray() };
}

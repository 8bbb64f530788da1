using System.Globalization;
using System.Text;
using Clickstream.Compactor.Columns;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;

namespace Clickstream.Compactor.Tests.Columns;

public sealed class FactColumnsTests
{
    [Fact]
    public void Codes_and_numbers_take_more_bytes_once_they_need_them()
    {
        using var columns = new FactColumns();
        var (batch, decoder) = (new EventBatch(), new EventDecoder(DecoderOptions.Default));
        const int Rows = 70_000; // More users than two bytes can tell apart.
        for (var row = 0; row < Rows; row++)
        {
            var price = row == 60_000 ? 99_999_999_999.5m : row;
            var line = string.Create(CultureInfo.InvariantCulture, $$"""{"event_type":"view","event_time":"2026-03-01T00:00:00Z","click_id":"c{{row}}","user_id":"u{{row}}","price":{{price}}}""");
            Assert.Equal(RejectionReason.None, decoder.Decode(Encoding.UTF8.GetBytes(line), batch));
            if (batch.Count == 1000)
            {
                columns.Add(batch, [.. Enumerable.Range(0, batch.Count)]);
                batch.Clear();
            }
        }

        Assert.Equal(Rows, columns.Count);
        for (var row = 0; row < Rows; row++)
        {
            Assert.Equal($"u{row}", Encoding.UTF8.GetString(columns[TextField.UserId].Text(row)));
            Assert.Equal((row == 60_000 ? 99_999_999_999.5m : row) * FactColumns.PriceScale, columns.Prices[row]);
            Assert.Equal(FactColumns.Absent, columns.Quantities[row]);
            Assert.Equal(TextColumn.Absent, columns[TextField.SessionId].Codes[row]);
        }

        columns.Reorder([Rows - 1, 60_000, 0]);
        Assert.Equal([Rows - 1, 60_000, 0], Enumerable.Range(0, 3).Select(row => int.Parse(Encoding.UTF8.GetString(columns.ClickIds[row])[1..], CultureInfo.InvariantCulture)));
        Assert.Equal("u69999", Encoding.UTF8.GetString(columns[TextField.UserId].Text(0)));
        Assert.True(columns.Bytes > 0);
    }

    [Fact]
    public void A_click_id_is_found_again_among_many_however_it_is_written()
    {
        using var columns = new FactColumns();
        var (batch, decoder, ids) = (new EventBatch(), new EventDecoder(DecoderOptions.Default), new List<string>());
        var random = new Random(3);
        for (var i = 0; i < 20_000; i++)
        {
            ids.Add((i % 3) switch { 0 => $"id {i}", 1 => Convert.ToHexStringLower(BitConverter.GetBytes(random.NextInt64())), _ => Guid.NewGuid().ToString("N") });
        }

        foreach (var (number, id) in ids.Concat(ids).Index())
        {
            var line = string.Create(CultureInfo.InvariantCulture, $$"""{"event_type":"view","event_time":"2026-03-01T00:00:{{number % 60:00}}Z","click_id":"{{id}}"}""");
            Assert.Equal(RejectionReason.None, decoder.Decode(Encoding.UTF8.GetBytes(line), batch));
            if (batch.Count == 997 || number == (ids.Count * 2) - 1)
            {
                columns.Add(batch, [.. Enumerable.Range(0, batch.Count)]);
                batch.Clear();
            }
        }

        Assert.Equal(ids, Enumerable.Range(0, columns.Count).Select(row => Encoding.UTF8.GetString(columns.ClickIds[row])));
    }
}

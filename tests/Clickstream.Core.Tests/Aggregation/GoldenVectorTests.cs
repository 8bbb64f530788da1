using System.Text;
using Clickstream.Core.Aggregation;

namespace Clickstream.Core.Tests.Aggregation;

public sealed class GoldenVectorTests
{
    private const string Golden =
        "f3899ac20a03706b310a03706b32120531323334351a0708001a036f6e651a09080110001a0374776f1a0908001a057468726565bd575d70dc35cf395fa51463021164d3";

    [Fact]
    public void The_builder_makes_the_golden_vector()
    {
        var builder = new AggregatedRecordBuilder();
        builder.Add("pk1"u8, null, "one"u8, default);
        builder.Add("pk2"u8, 12345, "two"u8, default);
        builder.Add("pk1"u8, null, "three"u8, default);
        Assert.Equal(Golden, Convert.ToHexStringLower(builder.Build().Span));
    }

    [Fact]
    public void The_reader_takes_the_golden_vector_apart()
    {
        Assert.True(AggregatedRecordReader.TryOpen(Convert.FromHexString(Golden), out var reader));
        Assert.Equal(3, reader.Count);
        AssertNext(ref reader, "pk1", null, "one");
        AssertNext(ref reader, "pk2", 12345, "two");
        AssertNext(ref reader, "pk1", null, "three");
        Assert.False(reader.TryRead(out _));
    }

    private static void AssertNext(ref AggregatedRecordReader reader, string partitionKey, UInt128? hashKey, string data)
    {
        Assert.True(reader.TryRead(out var record));
        Assert.Equal(partitionKey, Encoding.UTF8.GetString(record.PartitionKey));
        Assert.Equal(hashKey, record.ExplicitHashKey);
        Assert.Equal(data, Encoding.UTF8.GetString(record.Data));
        Assert.True(record.Origin.IsEmpty);
    }
}

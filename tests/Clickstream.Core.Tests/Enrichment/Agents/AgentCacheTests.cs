using System.Text;
using Clickstream.Core.Enrichment.Agents;
using Xunit.Abstractions;

namespace Clickstream.Core.Tests.Enrichment.Agents;

public sealed class AgentCacheTests(ITestOutputHelper output)
{
    [Fact]
    public void It_answers_what_the_classifier_answers_whatever_the_bytes_and_holds_no_more_than_its_places()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        string[] words = ["Mozilla/5.0 ", "(Windows NT 10.0) ", "(iPhone; ", "Android ", "Chrome/1 ", "Edg/2 ", "bot", "cubot", "@", "(compatible; ", "MSIE ", "TV ", "Safari/", "\u00e9", "\0"];
        var agents = Enumerable.Range(0, 4_000).Select(i =>
        {
            var noise = new byte[random.Next(40)];
            random.NextBytes(noise);
            var text = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => words[random.Next(words.Length)]));
            return (byte[])[.. Encoding.UTF8.GetBytes(text), .. noise, .. i % 50 == 0 ? new byte[2_000] : []];
        }).ToList();
        var cache = new AgentCache();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var round = 0; round < 20_000; round++)
        {
            var agent = agents[random.Next(random.Next(4) == 0 ? agents.Count : 100)];
            Assert.Equal(AgentClassifier.Classify(agent), cache.Find(agent));
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 3 << 20);
        GC.KeepAlive(cache);
    }
}

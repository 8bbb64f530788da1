using System.Net;
using System.Text.Json;
using Clickstream.Stream.Live;

namespace Clickstream.Stream.Tests.Live.Api;

public sealed class ContractTests
{
    public static TheoryData<string> Gets => new(
        JsonDocument.Parse(File.ReadAllBytes(Checkout.PathOf("docs", "openapi", "live.json"))).RootElement.GetProperty("paths")
            .EnumerateObject().Where(path => path.Value.TryGetProperty("get", out _) && path.Name != "/api/events").Select(path => path.Name));

    [Theory]
    [MemberData(nameof(Gets))]
    public async Task An_answer_is_as_the_contract_says_before_anything_is_known(string path)
    {
        await using var host = await LiveHost.StartAsync();
        using var answer = await host.Client.GetAsync(new Uri(path, UriKind.Relative));

        // What is not configured may be missing; but then it says so as the contract does.
        HttpStatusCode[] possible = [HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.ServiceUnavailable];
        Assert.Contains(answer.StatusCode, possible);
        await ApiClient.ReadAsync(host, "get", path, answer, answer.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Gets))]
    public async Task A_parameter_that_nobody_asks_for_is_refused(string path)
    {
        if (path == "/api/state")
        {
            return; // It has none, and takes no notice of any: a page may add one to get round a cache.
        }

        await using var host = await LiveHost.StartAsync();
        using var answer = await host.Client.GetAsync(new Uri(path + "?nonsense=1", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("nonsense", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_contract_that_is_served_is_the_file()
    {
        await using var host = await LiveHost.StartAsync();

        Assert.Equal(await File.ReadAllTextAsync(Checkout.PathOf("docs", "openapi", "live.json")), await host.Client.GetStringAsync(new Uri("/openapi.json", UriKind.Relative)));
    }

    [Fact]
    public async Task Everything_under_api_is_in_the_contract()
    {
        await using var host = await LiveHost.StartAsync();
        var contract = await ApiClient.ContractAsync(host);

        Assert.Equal(contract.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order(), host.Server.Paths.Where(path => path.StartsWith("/api/", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task The_state_with_all_its_parts_is_as_the_contract_says()
    {
        await using var host = await LiveHost.StartAsync();
        host.Feed.Publish(Rows.Minute(0));
        host.Feed.Publish(Rows.Alert(1));
        await host.View.RefreshAsync(CancellationToken.None);

        var state = await ApiClient.AskAsync(host, "/api/state");

        Assert.Equal(2, state.GetProperty("minutes")[0].GetProperty("purchases").GetInt64());
    }

    [Fact]
    public async Task A_difference_from_the_contract_is_found()
    {
        await using var host = await LiveHost.StartAsync(new LiveOptions());
        var contract = await ApiClient.ContractAsync(host);
        var schema = contract.GetProperty("components").GetProperty("schemas").GetProperty("Money");

        Assert.Empty(Problems("""{"currency":"EUR","amount":1.5}"""));
        Assert.Single(Problems("""{"currency":"EUR"}"""));
        Assert.Single(Problems("""{"currency":"EUR","amount":"1.5"}"""));
        Assert.Single(Problems("""{"currency":"EUR","amount":1.5,"vat":0.2}"""));

        IReadOnlyList<string> Problems(string json) => SchemaCheck.Of(contract, schema, JsonDocument.Parse(json).RootElement);
    }
}

using System.Text.Json.Serialization;
using Clickstream.Stream.Live.Api.Cost;
using Clickstream.Stream.Live.Api.Engagement;
using Clickstream.Stream.Live.Api.Lake;
using Clickstream.Stream.Live.Api.Quarantine;
using Clickstream.Stream.Live.Api.Status;

namespace Clickstream.Stream.Live.Api;

/// <summary>The documents of the API; null members are written, since the contract requires them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ApiProblem))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(MinutesDocument))]
[JsonSerializable(typeof(NowDocument))]
[JsonSerializable(typeof(AlertsDocument))]
[JsonSerializable(typeof(ShardsDocument))]
[JsonSerializable(typeof(SessionDocument))]
[JsonSerializable(typeof(CompactionDocument))]
[JsonSerializable(typeof(ReconciliationDocument))]
[JsonSerializable(typeof(QuarantineDocument))]
[JsonSerializable(typeof(SamplesDocument))]
[JsonSerializable(typeof(ReplayOrderDocument))]
[JsonSerializable(typeof(ReplayedDocument))]
[JsonSerializable(typeof(CostDocument))]
internal sealed partial class ApiJson : JsonSerializerContext;

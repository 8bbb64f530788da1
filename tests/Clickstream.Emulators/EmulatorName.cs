namespace Clickstream.Emulators;

/// <summary>The servers that we did not write.</summary>
public enum EmulatorName
{
    /// <summary>moto (Python): S3, SNS, SQS, EventBridge, Glue, Firehose and more; one request at a time, since it is not thread-safe.</summary>
    Moto,

    /// <summary>dynalite (Node): DynamoDB, right under contention; no TransactWriteItems.</summary>
    Dynalite,

    /// <summary>kinesis-local (Node): Kinesis with consumers and SubscribeToShard; its CBOR answers Data as base64 text.</summary>
    KinesisLocal,

    /// <summary>kinesalite (Node): Kinesis with proper CBOR; no consumers, no UpdateShardCount.</summary>
    Kinesalite,

    /// <summary>oidc-provider (Node): an OpenID Connect provider with pages to sign in.</summary>
    OpenIdProvider,
}

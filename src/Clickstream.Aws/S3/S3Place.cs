namespace Clickstream.Aws.S3;

/// <summary>An object in a bucket.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The key in it.</param>
public readonly record struct S3Place(string Bucket, string Key)
{
    /// <summary>As Athena and the aws cli write it: <c>s3://bucket/key</c>.</summary>
    public override string ToString() => $"s3://{Bucket}/{Key}";
}

using System.Net;
using Amazon.Runtime;
using Clickstream.Aws.Sdk;

namespace Clickstream.Aws.S3;

/// <summary>Says what S3 refused and what to do about it. Pure.</summary>
internal static class S3Remedy
{
    /// <summary>The message of the exception for a fault.</summary>
    public static string Explain(Exception fault, string action, S3Place place, S3StoreOptions options, IClientConfig config)
    {
        var special = fault is AmazonServiceException service ? ForCode(service, action, place, options, config) : null;
        return special ?? SdkFault.Describe(fault, action, place.ToString(), config);
    }

    private static string? ForCode(AmazonServiceException fault, string action, S3Place place, S3StoreOptions options, IClientConfig to) => fault.ErrorCode switch
    {
        "NoSuchBucket" => $"There is no bucket {place.Bucket} ({action} on {place} failed). Create it, or correct the name in the configuration.",
        "InvalidBucketName" => $"'{place.Bucket}' cannot be the name of a bucket. Correct it in the configuration.",
        "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" or "IncorrectEndpoint" =>
            OtherRegion(fault, place, to),
        _ when fault.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect => OtherRegion(fault, place, to),
        "AccessDenied" or "AllAccessDisabled" or "Forbidden" => Denied(fault, action, place, options),
        "KMS.DisabledException" or "KMS.KMSInvalidStateException" or "KMS.InvalidStateException" =>
            $"The KMS key of {place} is disabled or about to be deleted ({fault.Message}). Enable it, or configure another key.",
        "KMS.NotFoundException" or "KMS.KMSNotFoundException" =>
            $"The KMS key of {place} does not exist in this region ({fault.Message}). Correct the key in the configuration.",
        "InvalidObjectState" => $"{place} is archived ({fault.Message}). Restore it, and exclude the layer from archiving.",
        "NoSuchUpload" => $"The upload of {place} was aborted by somebody else, or by a lifecycle rule that is too short. Write the object again.",
        "ConditionalRequestConflict" or "OperationAborted" =>
            $"{action} on {place} met other writes of the same object again and again. Try again; if it lasts, look for two applications that write it.",
        _ => null,
    };

    private static string Denied(AmazonServiceException fault, string action, S3Place place, S3StoreOptions options)
    {
        var reading = action == "s3:GetObject"
            ? " Allow s3:ListBucket on the bucket too: without it, S3 says the same of an object that is not there." : string.Empty;
        var key = options.KmsKey is { } kms
            ? $" Writing needs kms:GenerateDataKey, reading kms:Decrypt, on the key {kms}." : string.Empty;
        var owner = options.ExpectedBucketOwner is { } account
            ? $" Or the bucket {place.Bucket} does not belong to account {account}, as the configuration expects." : string.Empty;
        return $"The caller may not {action} on {place} ({fault.Message.TrimEnd('.', ' ')}). "
            + $"Allow it in the caller's IAM policy and the bucket's policy.{reading}{key}{owner}";
    }

    private static string OtherRegion(AmazonServiceException fault, S3Place place, IClientConfig config) =>
        $"The bucket {place.Bucket} is not in {SdkFault.RegionOf(config)} ({fault.Message.TrimEnd('.', ' ')}). Set AWS_REGION to the bucket's region.";
}

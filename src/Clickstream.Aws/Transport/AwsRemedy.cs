namespace Clickstream.Aws.Transport;

/// <summary>Says in one or two sentences what failed and what to do about it. Pure.</summary>
internal static class AwsRemedy
{
    /// <summary>The message of the exception for a failure.</summary>
    /// <param name="action">The IAM action, for instance <c>s3:GetObject</c>.</param>
    /// <param name="resource">What it was about, for instance <c>table leases</c>.</param>
    /// <param name="failure">What went wrong.</param>
    /// <param name="endpoint">Where the call went.</param>
    /// <param name="region">The region it was signed for.</param>
    public static string Explain(string action, string resource, AwsFailure failure, string endpoint, string region)
    {
        var said = failure.Text.Length == 0 ? failure.Code : $"{failure.Code}: {failure.Text.TrimEnd('.', ' ')}";
        var what = $"{action} on {resource} failed ({said}).";
        var remedy = RemedyFor(failure, action, resource, endpoint, region);
        return remedy.Length == 0 ? what : $"{what} {remedy}";
    }

    private static string RemedyFor(AwsFailure failure, string action, string resource, string endpoint, string region) => failure.Code switch
    {
        "AccessDeniedException" or "AccessDenied" or "UnauthorizedOperation" or "AuthorizationError" =>
            $"Grant the action {action} on {resource} to the caller.",
        "ExpiredToken" or "ExpiredTokenException" =>
            "The session token has expired and no newer one was found. Sign in again (aws sso login) or renew AWS_SESSION_TOKEN.",
        "UnrecognizedClientException" or "InvalidClientTokenId" =>
            $"AWS does not know this access key in {region}. Check AWS_ACCESS_KEY_ID, the profile, and whether the region is of another partition.",
        "InvalidSignatureException" or "SignatureDoesNotMatch" =>
            "Check the secret key (AWS_SECRET_ACCESS_KEY or the profile), and that no proxy changes requests.",
        "RequestTimeTooSkewed" or "RequestExpired" or "RequestInTheFuture" =>
            "Set the clock of this machine (chrony, systemd-timesyncd).",
        "ResourceNotFoundException" =>
            $"Check that the name is right and that {resource} exists in {region} in this account; a new one takes some seconds.",
        "ResourceInUseException" =>
            $"{resource} is being created, changed or deleted, or the name is taken. Try again when it is ACTIVE.",
        "InvalidArgumentException" when action == "kinesis:GetShardIterator" =>
            $"The position is not one of {resource}. If the stream was deleted and made anew, the checkpoints are of the old one: use another application "
            + "name, or remove them.",
        "LimitExceededException" when !failure.IsThrottling =>
            "A quota of the account is reached. Look at Service Quotas, or remove what is not used.",
        "KMSDisabledException" or "KMSInvalidStateException" =>
            $"The KMS key of {resource} is disabled or pending deletion. Enable the key, or change the encryption of {resource}.",
        "KMSAccessDeniedException" =>
            $"Grant kms:GenerateDataKey (to write) and kms:Decrypt (to read) on the KMS key of {resource} to the caller.",
        "KMSNotFoundException" or "KMSOptInRequired" =>
            $"The KMS key of {resource} is missing or in an account that may not use it. Choose another key for {resource}.",
        AwsFailure.NoCredentials =>
            "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile (AWS_PROFILE), or run where a role is attached.",
        AwsFailure.Unreachable =>
            $"Nothing answers at {endpoint}. Check the region ({region}), the network or VPC endpoint, and AWS_ENDPOINT_URL.",
        AwsFailure.TimedOut =>
            $"{endpoint} took the request and did not answer in time.",
        _ when failure.IsThrottling => "The service takes fewer calls than are made. Add shards or slow down.",
        _ => string.Empty,
    };
}

using Amazon.Runtime;
using Clickstream.Aws.Sdk;

namespace Clickstream.Aws.Tests.Sdk;

public class ExpiredTokenTests
{
    [Fact]
    public async Task A_call_is_made_once_more_with_renewed_credentials()
    {
        var credentials = new NumberedCredentials();
        var tokens = new List<string>();
        var answer = await ExpiredToken.RenewAsync(credentials, async () =>
        {
            tokens.Add((await credentials.GetCredentialsAsync()).Token);
            return tokens.Count > 1 ? "answer" : throw new AmazonServiceException("over") { ErrorCode = "ExpiredToken" };
        });
        Assert.Equal("answer", answer);
        Assert.Equal(["token-1", "token-2"], tokens);
    }

    [Theory]
    [InlineData("ExpiredToken", 2)]
    [InlineData("AccessDenied", 1)]
    public async Task What_renewal_does_not_mend_is_thrown(string code, int calls)
    {
        var made = 0;
        await Assert.ThrowsAsync<AmazonServiceException>(() => ExpiredToken.RenewAsync<string>(new NumberedCredentials(), () =>
        {
            made++;
            throw new AmazonServiceException("no") { ErrorCode = code };
        }));
        Assert.Equal(calls, made);
    }

    private sealed class NumberedCredentials : RefreshingAWSCredentials
    {
        private int _number;

        protected override CredentialsRefreshState GenerateNewCredentials() =>
            new(new ImmutableCredentials("id", "secret", $"token-{++_number}"), TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1));
    }
}

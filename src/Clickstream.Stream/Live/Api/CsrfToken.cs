using System.Security.Cryptography;
using System.Text;
using Clickstream.Stream.Live.SignIn;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Stream.Live.Api;

/// <summary>
/// What a page of ours knows and a page of another site does not: a random value of this process, which <c>/api/session</c> tells and a POST must send
/// back. Another site can make a browser send a request with its cookies, but cannot read an answer, nor set this header.
/// </summary>
internal sealed class CsrfToken
{
    public const string Header = "X-Clickstream-Csrf";

    private readonly byte[] _value = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));

    public string Value => Encoding.ASCII.GetString(_value);

    /// <summary>Whether a request comes from a page of ours, or from a program that has asked for the value.</summary>
    public bool IsOurs(HttpRequest request) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers[Header].ToString()), _value) && !RequestOrigin.IsCrossSite(request);
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Bogus;

namespace Clickstream.Producer.Generate;

/// <summary>The shop's products, made by Bogus from the seed, with the JSON that events repeat already written.</summary>
internal sealed class Catalogue
{
    /// <summary>Brands in the shop; a few hundred products share each.</summary>
    private const int Brands = 60;

    public Catalogue(long seed, int count)
    {
        // An own randomizer: the global one of Bogus is shared by the process and would make the output depend on who drew before.
        var faker = new Faker("en") { Random = new Randomizer((int)(seed ^ (seed >> 32)) ^ 0x5E0B) };
        var brands = Enumerable.Range(0, Brands).Select(_ => faker.Company.CompanyName(0).Split(' ', ',', '-')[0]).ToArray();
        var categories = faker.Commerce.Categories(24).Distinct().ToArray();
        var products = new Product[count];
        for (var i = 0; i < count; i++)
        {
            products[i] = Make(faker, i, brands, categories);
        }

        Products = products;
        Searches = Enumerable.Range(0, 200)
            .Select(_ => Encoding.UTF8.GetBytes(Slug($"{faker.Commerce.ProductAdjective()} {faker.Commerce.Product()}").Replace('-', '+')))
            .ToArray();
    }

    /// <summary>The products, the popular ones first.</summary>
    public Product[] Products { get; }

    /// <summary>What visitors search for, as it stands in a URL.</summary>
    public byte[][] Searches { get; }

    private static Product Make(Faker faker, int index, string[] brands, string[] categories)
    {
        var name = faker.Commerce.ProductName();
        var category = faker.PickRandom(categories);
        var brand = faker.PickRandom(brands);
        // Most things are cheap and a few are not; whole cents below a price with 99 at its end.
        var cents = (int)(faker.Random.Double() * faker.Random.Double() * faker.Random.Double() * 90_000) / 100 * 100 + 99;
        var id = string.Create(CultureInfo.InvariantCulture, $"p{index + 1:D5}");
        var price = string.Create(CultureInfo.InvariantCulture, $"{cents / 100}.{cents % 100:D2}");
        return new Product(
            cents,
            Encoding.UTF8.GetBytes(id),
            Encoding.UTF8.GetBytes(price),
            Encoding.UTF8.GetBytes($"/p/{id}/{Slug(name[(name.LastIndexOf(' ') + 1)..])}"),
            Encoding.UTF8.GetBytes($$""","metadata":{"category":"{{Json(category)}}","brand":"{{Json(brand)}}"}"""));
    }

    private static JsonEncodedText Json(string text) => JsonEncodedText.Encode(text);

    private static string Slug(string text) =>
        string.Concat(text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
}

/// <summary>A product, with the pieces of JSON in which it appears.</summary>
/// <param name="Cents">Price of one piece in cents.</param>
/// <param name="Id">The id.</param>
/// <param name="Price">The price with two decimals.</param>
/// <param name="Path">The path of its page.</param>
/// <param name="Metadata">The member <c>metadata</c> with category and brand, from its comma on.</param>
internal sealed record Product(int Cents, byte[] Id, byte[] Price, byte[] Path, byte[] Metadata);

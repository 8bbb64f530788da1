using System.Text;
using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Dimensions;

/// <summary>Which keys of metadata say what of a product. Names are compared without regard to case and separators, as those of columns are.</summary>
internal sealed class ProductKeys
{
    public const byte Other = 0;
    public const byte Name = 1;
    public const byte Category = 2;
    public const byte Brand = 3;

    private static readonly Dictionary<string, byte> Meanings = new(StringComparer.Ordinal)
    {
        ["productname"] = Name,
        ["itemname"] = Name,
        ["category"] = Category,
        ["categorycode"] = Category,
        ["productcategory"] = Category,
        ["itemcategory"] = Category,
        ["brand"] = Brand,
        ["productbrand"] = Brand,
        ["itembrand"] = Brand,
    };

    private readonly byte[] _byCode;

    public ProductKeys(TextDictionary keys)
    {
        _byCode = new byte[keys.Count];
        for (var code = 0; code < _byCode.Length; code++)
        {
            var name = Encoding.UTF8.GetString(keys[code]);
            name = name[(name.LastIndexOf('.') + 1)..] is "name" && name.StartsWith("product.", StringComparison.OrdinalIgnoreCase) ? "productname" : name;
            _byCode[code] = Meanings.GetValueOrDefault(string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant());
        }
    }

    public byte MeaningOf(int code) => code < _byCode.Length ? _byCode[code] : Other;
}
